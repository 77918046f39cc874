/* throttle.c - counting failures by subject and network, and by network alone. */
#include "domain/throttle.h"

static str
subject_key(struct domain *d, const struct throttle_key *k)
{
	return vault_mac(d->vault, d->a, STR("throttle"),
	    str_fmt(d->a, "%s|%.*s|%.*s", k->what, STR_ARG(k->subject),
		STR_ARG(k->everywhere ? STR("*") : k->net)));
}

static str
net_key(struct domain *d, const struct throttle_key *k)
{
	return vault_mac(
	    d->vault, d->a, STR("throttle"), str_fmt(d->a, "net|%.*s", STR_ARG(k->net)));
}

static enum rc
say_wait(struct domain *d, int64_t wait_s, struct err *e)
{
	if (wait_s < 120)
		return err_say(e, RC_LIMIT,
		    i18n_tr(d->lang, N_("Terlalu sering. Coba lagi dalam %lld detik.")),
		    (long long)wait_s);
	return err_say(e, RC_LIMIT,
	    i18n_tr(d->lang, N_("Terlalu banyak percobaan. Coba lagi dalam %lld menit.")),
	    (long long)((wait_s + 59) / 60));
}

enum rc
throttle_check(
    struct domain *d, const struct throttle_key *k, int64_t *out_left, struct err *e)
{
	int64_t now = domain_now(d);
	struct row_throttle t;
	enum rc rc;

	*out_left = d->conf->login_tries;
	rc = q_throttle_get(d->db, net_key(d, k), &t, e);
	if (rc == RC_OK && t.until_s > now)
		return say_wait(d, t.until_s - now, e);
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	rc = q_throttle_get(d->db, subject_key(d, k), &t, e);
	if (rc == RC_NOT_FOUND)
		return RC_OK;
	if (rc != RC_OK)
		return rc;
	if (t.until_s > now)
		return say_wait(d, t.until_s - now, e);
	if (now - t.first_s < d->conf->login_wait_s)
		*out_left -= t.fails;
	if (*out_left < 1)
		*out_left = 1;
	return RC_OK;
}

struct fail_args {
	struct domain *d;
	const struct throttle_key *k;
};

/* One more failure of `key`; from `tries` on it must wait. A quiet login_wait_s starts anew. */
static enum rc
count(struct domain *d, struct db *tx, str key, int64_t tries, struct err *e)
{
	int64_t now = domain_now(d);
	struct row_throttle t;
	enum rc rc = q_throttle_get(tx, key, &t, e);

	if (rc == RC_NOT_FOUND ||
	    (rc == RC_OK && now - t.first_s >= d->conf->login_wait_s))
		t = (struct row_throttle){ .key = key, .first_s = now };
	else if (rc != RC_OK)
		return rc;
	t.fails++;
	if (t.fails >= tries)
		t.until_s = now + d->conf->login_wait_s;
	return q_throttle_put(tx, t.key, t.fails, t.first_s, t.until_s, e);
}

enum rc
throttle_fail_tx(
    struct domain *d, struct db *tx, const struct throttle_key *k, struct err *e)
{
	enum rc rc = count(d, tx, subject_key(d, k), d->conf->login_tries, e);

	if (rc == RC_OK)
		rc = count(d, tx, net_key(d, k), d->conf->network_tries, e);
	return rc;
}

static enum rc
fail_in_write(struct db *tx, void *arg, struct err *e)
{
	struct fail_args *p = arg;

	return throttle_fail_tx(p->d, tx, p->k, e);
}

enum rc
throttle_fail(struct domain *d, const struct throttle_key *k, struct err *e)
{
	struct fail_args p = { d, k };

	return store_write(d->store, d->a, fail_in_write, &p, e);
}

enum rc
throttle_clear_tx(
    struct domain *d, struct db *tx, const struct throttle_key *k, struct err *e)
{
	return q_throttle_delete(tx, subject_key(d, k), e);
}
