/* certificate_where.c - which systems take a certificate, and why the others do not. */
#include "conf/systems.h"
#include "domain/certificate.h"
#include "pki/cert.h"

static bool
is_in(const struct conf_list *l, str s)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->at[i], s))
			return true;
	return l->n == 0;
}

static bool
has_policy(struct domain *d, const struct conf_list *l, str der)
{
	for (size_t i = 0; i < l->n; i++)
		if (pki_cert_has_policy(d->a, der, l->at[i]))
			return true;
	return l->n == 0;
}

/* Why nobody takes it, wherever; NULL: it is in force. */
static const char *
why_nowhere(struct domain *d, const struct row_certificate *cert)
{
	if (str_eq_z(cert->state, "suspended"))
		return N_("Tidak diterima selama ditangguhkan");
	if (str_eq_z(cert->state, "revoked"))
		return N_("Tidak diterima: sertifikat sudah dicabut");
	if (!str_eq_z(cert->state, "active") || domain_now(d) >= cert->not_after_s)
		return N_("Tidak diterima: masa berlakunya sudah berakhir");
	return NULL;
}

static const char *
why_not_here(struct domain *d, const struct row_certificate *cert,
    const struct certificate_use *use, const struct conf_system *s, int64_t today)
{
	if (s->until_day != 0 && today > s->until_day)
		return N_("Tidak lagi menerima sejak sesudah {0}");
	if (!is_in(&s->offices, cert->office))
		return N_("Hanya untuk kantor lain");
	if (!(s->signs && use->signs) && !(s->enters && use->enters))
		return N_("Sertifikat ini tidak dibuat untuk kegunaan itu");
	if (!has_policy(d, &s->policies, cert->der))
		return N_("Meminta kebijakan sertifikat yang lain");
	if (s->from_day != 0 && today < s->from_day)
		return N_("Baru menerima mulai {0}");
	return NULL;
}

enum rc
certificate_where(struct domain *d, const struct row_certificate *cert,
    const struct certificate_use *use, struct certificate_systems *out, struct err *e)
{
	int64_t today =
	    date_to_days(time_civil(domain_now(d), domain_zone(d, cert->office)).date);
	const char *nowhere = why_nowhere(d, cert);
	struct certificate_system *at;
	struct conf_systems all;
	enum rc rc = conf_systems_parse(d->a, d->conf->accepted_in, &all, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(d->a, all.n + 1, struct certificate_system);
	for (size_t i = 0; i < all.n; i++) {
		const struct conf_system *s = &all.at[i];
		const char *here = why_not_here(d, cert, use, s, today);
		bool ended = s->until_day != 0 && today > s->until_day;

		at[i] = (struct certificate_system){ .name = s->name,
			.signs = s->signs,
			.enters = s->enters,
			.why = nowhere != NULL ? nowhere : here,
			.day = date_from_days(ended ? s->until_day : s->from_day) };
	}
	*out = (struct certificate_systems){ at, all.n };
	return RC_OK;
}
