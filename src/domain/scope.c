/* scope.c - reach of an actor. */
#include "domain/scope.h"

static bool
same(str a, str b)
{
	return a.p != NULL && b.p != NULL && a.n > 0 && str_eq(a, b);
}

bool
scope_is_own(const struct actor *who, const struct scope *s)
{
	return same(who->account, s->account) || same(who->application, s->application) ||
	       same(who->nip, s->nip);
}

bool
scope_sees(const struct actor *who, const struct scope *s)
{
	if (who->roles & (R_SYSTEM | R_VERIFIER | R_CENTRAL | R_AUDITOR))
		return true;
	if (same(who->account, s->account) || same(who->application, s->application))
		return true;
	if (who->roles & (R_OFFICE_ADMIN | R_KEPALA | R_OPIP))
		return same(who->office, s->office);
	return false;
}

enum rc
scope_check(const struct actor *who, const struct scope *s, struct err *e)
{
	if (scope_sees(who, s))
		return RC_OK;
	return err_set(e, RC_NOT_FOUND,
	    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
	    "out of scope");
}
