/* certificate_remind.c - mail E20: a certificate ends soon. */
#include "domain/certificate.h"
#include "domain/certificate_mail.h"

#define DAY   INT64_C(86400)
#define BATCH 1000

/* Days before the end, nearest first: who is found late is told once, of the nearest. */
static const int64_t marks[] = { 1, 7, 14, 30, 60 };

struct remind_args {
	struct domain *d;
	const struct row_certificate *cert;
	int64_t mark;
};

static enum rc
remind_in_write(struct db *tx, void *arg, struct err *e)
{
	struct remind_args *p = arg;
	enum rc rc = q_certificate_set_reminded(tx, p->cert->serial, p->mark, e);

	if (rc == RC_CONFLICT) /* another worker was faster */
		return RC_OK;
	return rc != RC_OK ? rc : certificate_mail_ending_tx(p->d, tx, p->cert, e);
}

enum rc
certificate_remind(struct domain *d, int64_t *out_n, struct err *e)
{
	int64_t now = domain_now(d), n = 0;
	enum rc rc = RC_OK;

	for (size_t k = 0; rc == RC_OK && k < ARRAY_LEN(marks); k++) {
		struct row_certificate_list l;

		rc = q_certificate_to_remind(
		    d->db, now + marks[k] * DAY, marks[k], BATCH, &l, e);
		for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
			struct remind_args p = { d, &l.at[i], marks[k] };

			rc = store_write(d->store, d->a, remind_in_write, &p, e);
			n += rc == RC_OK;
		}
	}
	if (rc == RC_OK)
		*out_n = n;
	return rc;
}
