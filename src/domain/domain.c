/* domain.c - whether the rules can work at all. */
#include "domain/domain.h"

#include "ipc/signer_client.h"
#include "mail/poke.h"

enum rc
domain_ready(const struct domain *d, struct err *e)
{
	struct row_office_count n;

	return q_office_count(d->db, &n, e);
}

enum zone
domain_zone(const struct domain *d, str office)
{
	struct row_office row;
	struct err ignored;

	if (office.p == NULL || q_office_by_code(d->db, office, &row, &ignored) != RC_OK)
		return ZONE_WIB;
	return zone_parse(row.zone);
}

struct ipc_client *
domain_signer_open(const char *socket_path)
{
	return ipc_client_new(socket_path, SIGNER_TIMEOUT_MS);
}

void
domain_signer_close(struct ipc_client *signer)
{
	ipc_client_free(signer);
}

void
domain_mail_poke(const struct domain *d)
{
	mail_poke(str_z(d->a, d->conf->worker_socket));
}
