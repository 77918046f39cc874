/* page_bssn_decide.c - "Tinjau keputusan" with the very mail to be sent. */
#include "bssn_decision.tpl.h"
#include "web/bssn_parts.h"
#include "web/pages.h"
#include "web/sign.h"

static const struct {
	const char *what, *effect, *button, *done;
} words[] = {
	[BSSN_GRANT] = { N_("Setujui sebagai OPIP"),
	    N_("Calon OPIP menerima tautan sekali pakai untuk mengaktifkan aksesnya. Tidak ada kata "
	       "sandi yang dikirim."),
	    N_("Setujui sebagai OPIP"),
	    N_("Disetujui. Tautan aktivasi dikirim ke calon OPIP.") },
	[BSSN_RETURN] = { N_("Minta perbaikan"),
	    N_("Hanya bagian yang disebut di email ini yang dibuka kembali."),
	    N_("Kirim permintaan perbaikan"), N_("Permintaan perbaikan dikirim.") },
	[BSSN_REFUSE] = { N_("Tolak pendaftaran OPIP"),
	    N_("Berkas ini selesai dan tidak dapat dibuka kembali."),
	    N_("Tolak pendaftaran OPIP"),
	    N_("Pendaftaran OPIP ditolak. Calon sudah dikabari.") },
};

/* The file with a stored decision that can be carried out now. */
static enum rc
load_decided(struct page *p, struct bssn_case *k, struct err *e)
{
	enum rc rc = bssn_case_load(&p->d, &p->who, page_param(p, "number"), k, e);

	if (rc != RC_OK)
		return rc;
	if (k->claimer_name.p != NULL && !k->mine) {
		str at = bssn_short_time(p, k->cand.claimed_s, ZONE_WIB);

		return err_say(e, RC_CONFLICT,
		    page_tr(p, N_("Sudah dipegang %.*s sejak %.*s.")),
		    STR_ARG(k->claimer_name), STR_ARG(at));
	}
	return RC_OK;
}

/* The grant in words and as bytes: over the candidate's own keys. */
static enum rc
put_grant(struct page *p, const struct bssn_case *k, struct view_bssn_decision *v,
    struct err *e)
{
	struct grant_for g;
	struct statement st;
	str bytes;
	enum rc rc = bssn_grant_for(&p->d, &k->cand, &g, e);

	if (rc == RC_OK)
		rc = signing_make(
		    &p->d, &p->who, grant_fill, &g, SIGNING_LIFE_S, &st, &bytes, e);
	if (rc == RC_OK)
		rc = sign_view(p, bssn_path(p, k, "/keputusan"), bytes, true, v->button,
		    &v->sign, e);
	if (rc != RC_OK)
		return rc;
	v->facts = sign_facts(p, &st);
	v->signs = true;
	v->shell.use_officer = true;
	return RC_OK;
}

static enum rc
show_decision(struct page *p, const struct bssn_case *k, struct err *e)
{
	enum bssn_decision what = k->checks.decision;
	struct view_bssn_decision v = {
		.k = k, .form = &p->form, .path = bssn_path(p, k, "")
	};
	struct mail_text t;
	enum rc rc = bssn_decision_mail(&p->d, k, &t, e);

	if (rc != RC_OK)
		return rc;
	v.what = words[what].what;
	v.effect = words[what].effect;
	v.button = words[what].button;
	v.grave = what == BSSN_REFUSE;
	v.subject = t.subject;
	v.text = t.text;
	v.to = k->cand.email;
	v.shell = page_shell(p, N_("Tinjau keputusan"));
	v.shell.subject = k->cand.name;
	v.shell.back_href = v.path;
	v.shell.back_label = N_("Kembali ke berkas");
	if (what == BSSN_GRANT)
		rc = put_grant(p, k, &v, e);
	if (rc == RC_OK)
		page_render(p, tpl_bssn_decision, &v);
	return rc;
}

enum rc
page_bssn_decision(struct page *p, struct err *e)
{
	struct bssn_case k;
	str lacks;
	enum rc rc = load_decided(p, &k, e);

	if (rc != RC_OK)
		return rc;
	lacks = bssn_lacks(&p->d, &k, k.checks.decision);
	if (lacks.n > 0 ||
	    !k.mine) /* nothing to look over: say so where it is put right */
		return page_redirect_flash_str(p, bssn_path(p, &k, ""),
		    lacks.n > 0 ? lacks
				: str_from_z(page_tr(p, N_("Pegang berkas ini dulu."))));
	return show_decision(p, &k, e);
}

static enum rc
take_grant(struct page *p, const struct bssn_case *k, struct grant_for *g,
    struct signing *out, struct err *e)
{
	struct sign_sent sent;
	enum rc rc =
	    bssn_grant_check(&p->d, &p->who, k, form_int(&p->form, "version"), e);

	if (rc == RC_OK)
		rc = sign_read(p, &sent, e);
	if (rc == RC_OK)
		rc = bssn_grant_for(&p->d, &k->cand, g, e);
	if (rc == RC_OK)
		rc = signing_take(&p->d, &p->who, grant_fill, g, SIGNING_LIFE_S,
		    sent.bytes, &sent.sig, out, e);
	return rc;
}

enum rc
page_bssn_decision_post(struct page *p, struct err *e)
{
	struct grant_for g;
	struct signing s;
	struct bssn_grant grant = { &g, &s };
	struct bssn_case k;
	bool gives;
	enum rc rc = load_decided(p, &k, e);

	if (rc != RC_OK)
		return rc;
	gives = k.checks.decision == BSSN_GRANT;
	if (gives)
		rc = take_grant(p, &k, &g, &s, e);
	if (rc == RC_OK)
		rc = bssn_decide(&p->d, &p->who, k.cand.id, form_int(&p->form, "version"),
		    gives ? &grant : NULL, e);
	if (rc == RC_INVALID)
		return page_redirect_flash_str(
		    p, bssn_path(p, &k, ""), str_from_z(e->msg));
	if (rc != RC_OK)
		return rc;
	return page_redirect_flash(p, STR("/bssn"), words[k.checks.decision].done);
}
