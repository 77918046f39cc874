/*
 * password_rules.h - which passwords people may choose: long, not their own data, not one that is
 * on every list. No demands for digits or signs; a sentence is fine.
 *
 * The password itself is never copied into an arena; working copies are wiped.
 */
#ifndef DOMAIN_PASSWORD_RULES_H
#define DOMAIN_PASSWORD_RULES_H

#include "domain/say.h"

#define PASSWORD_MIN_CHARS 12
#define PASSWORD_MAX_BYTES 256

struct password_owner { /* STR_NONE where unknown */
	str username, nip, name, email;
	str initial; /* the word for initial_password = fixed, if that is the policy */
};

/*
 * RC_INVALID with the sentence to show. That the new password differs from the initial one of a
 * `random` policy can only be told by its hash: the caller says N_("Kata sandi baru tidak boleh
 * sama dengan kata sandi awal.") itself (password_same_as_initial).
 */
MUST_USE enum rc password_check(
    struct arena *a, str password, const struct password_owner *who, struct say *why);
/* Typed twice. */
MUST_USE enum rc password_repeat(str password, str repeat, struct say *why);
enum rc password_same_as_initial(struct say *why);

/* Is the lower-case word on the list of common passwords? For tests and the check above. */
bool password_common(str word);

#endif
