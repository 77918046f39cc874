/* domain.c - whether the rules can work at all. */
#include "domain/domain.h"

#include "domain/workdays.h"
#include "ipc/signer_client.h"
#include "mail/poke.h"

enum rc
domain_ready(const struct domain *d, struct err *e)
{
	struct row_office_count n;
	struct ipc_pong pong;
	enum rc rc = q_office_count(d->db, &n, e);

	return rc != RC_OK ? rc : signer_ping(d->signer, d->a, &pong, e);
}

enum rc
domain_office(const struct domain *d, str code, struct row_office *out, struct err *e)
{
	return q_office_by_code(d->db, code, out, e);
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

enum rc
domain_holidays(
    const struct domain *d, struct db *db, struct holidays *out, struct err *e)
{
	struct row_holiday_list rows;
	struct date *at;
	enum rc rc =
	    q_holiday_between(db, STR("0000-01-01"), STR("9999-12-31"), &rows, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(d->a, rows.n + 1, struct date);
	for (size_t i = 0; rc == RC_OK && i < rows.n; i++)
		rc = date_parse_iso(rows.at[i].date, &at[i], e);
	*out = (struct holidays){ at, rows.n };
	return rc;
}

enum rc
domain_due(const struct domain *d, struct db *db, int64_t from_s, int64_t days,
    enum zone z, int64_t *out_s, struct err *e)
{
	struct holidays h;
	enum rc rc = domain_holidays(d, db, &h, e);

	if (rc == RC_OK)
		*out_s = workdays_due(from_s, days, z, &h);
	return rc;
}
