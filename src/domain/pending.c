/* pending.c - guards and effects that are still being written; each goes when its file lands. */
#include "domain/application.h"
#include "domain/candidacy.h"

#define PENDING(name)                                                                        \
	enum rc name(struct change *c, struct err *e)                                        \
	{                                                                                    \
		(void)c;                                                                     \
		return err_set(e, RC_INTERNAL, N_("Ada gangguan di sistem kami."), #name);   \
	}

PENDING(candidacy_guard_schedule)
PENDING(candidacy_effect_schedule)
PENDING(candidacy_guard_interview)
PENDING(candidacy_effect_interview)
PENDING(candidacy_guard_grant)
PENDING(candidacy_effect_grant)
PENDING(candidacy_guard_return)
PENDING(candidacy_effect_return)
PENDING(candidacy_guard_refuse)
PENDING(candidacy_effect_refuse)
