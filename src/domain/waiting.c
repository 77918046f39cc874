/* waiting.c - see waiting.h. */
#include "domain/waiting.h"

enum rc
waiting_mails_failed(struct domain *d, int64_t *out_n, struct err *e)
{
	struct row_outbox_count n;
	enum rc rc = q_outbox_count(d->db, STR("failed"), &n, e);

	if (rc == RC_OK)
		*out_n = n.n;
	return rc;
}
