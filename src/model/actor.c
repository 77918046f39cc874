/* actor.c - names of the roles. */
#include "model/actor.h"

const char *const role_names[R__BITS] = { "visitor", "applicant", "fresh", "staff",
	"candidate", "opip", "kepala", "office_admin", "verifier", "central", "auditor",
	"system" };

const char *const proof_names[PROOF__COUNT] = { "none", "password", "totp", "browser",
	"passkey" };

struct actor
actor_system(const char *name)
{
	return (struct actor){ .roles = R_SYSTEM,
		.account = STR("system"),
		.name = str_from_z(name),
		.username = STR("system"),
		.net = STR("local") };
}
