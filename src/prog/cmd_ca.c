/* cmd_ca.c - paraf ca: the key ceremony and its transcript, on the machine of the signer alone. */
#include <stdio.h>
#include <string.h>

#include "base/codec.h"
#include "prog/commands.h"
#include "signer/ceremony.h"

#define DEFAULT_CODES 2
#define DEFAULT_HOURS 24

static int
usage(void)
{
	fprintf(stderr, "usage: paraf ca ceremony [CODES [HOURS]]\n"
			"       paraf ca transcript [--raw]\n"
			"       paraf ca root-list ...\n"
			"       paraf ca roll NAME ...\n");
	return 2;
}

static bool
number(const char *text, int64_t *out)
{
	struct err e;

	return str_int64(str_from_z(text), out, &e) == RC_OK && *out > 0;
}

static int
ceremony(struct prog *p, int argc, char **argv)
{
	int64_t n = DEFAULT_CODES, hours = DEFAULT_HOURS, verifiers;
	const char *state = str_z(p->a, p->conf.signer_dir);
	str codes[CEREMONY_CODES], authority;
	struct err e;

	if (argc > 2 || (argc > 0 && !number(argv[0], &n)) ||
	    (argc > 1 && !number(argv[1], &hours)))
		return usage();
	if (n > CEREMONY_CODES)
		n = CEREMONY_CODES + 1; /* refused with a sentence */
	if (ceremony_codes(state, &clock_system, (size_t)n, hours, p->a, codes, &e) !=
		RC_OK ||
	    ceremony_state(state, p->a, &authority, &verifiers, &e) != RC_OK)
		return prog_fail(p, "ca ceremony", &e);
	printf("Penerbit %.*s, %lld kunci verifikator terdaftar.\n", STR_ARG(authority),
	    (long long)verifiers);
	printf("Satu kode untuk satu verifikator, sekali pakai, berlaku %lld jam, hanya "
	       "dicetak sekarang:\n",
	    (long long)hours);
	for (int64_t i = 0; i < n; i++)
		printf("  %.*s\n", STR_ARG(codes[i]));
	return 0;
}

static void
print_keys(struct arena *a, const struct statement_keys *keys)
{
	for (size_t i = 0; i < keys->n; i++)
		printf("    key %.*s %s id %.*s\n",
		    STR_ARG(statement_key_words(a, &keys->at[i])),
		    keys->at[i].kind == STATEMENT_KEY_PASSKEY ? "passkey" : "browser",
		    STR_ARG(hex_encode(a, keys->at[i].id.p, keys->at[i].id.n)));
}

/* What the statement says, one line a fact. */
static void
print_statement(struct arena *a, const struct statement *s)
{
	switch (s->kind) {
	case STATEMENT_key_add:
		printf("    verifier %.*s (%.*s) NIP %.*s\n",
		    STR_ARG(s->u.key_add.person), STR_ARG(s->u.key_add.name),
		    STR_ARG(s->u.key_add.nip));
		print_keys(a, &s->u.key_add.keys);
		return;
	case STATEMENT_key_remove:
		printf("    verifier %.*s key id %.*s reason %.*s\n",
		    STR_ARG(s->u.key_remove.person),
		    STR_ARG(hex_encode(
			a, s->u.key_remove.key_id.p, s->u.key_remove.key_id.n)),
		    STR_ARG(s->u.key_remove.reason));
		return;
	case STATEMENT_grant:
		printf(
		    "    %.*s (%.*s) NIP %.*s role %.*s office %.*s from %.*s to %.*s\n",
		    STR_ARG(s->u.grant.person), STR_ARG(s->u.grant.name),
		    STR_ARG(s->u.grant.nip), STR_ARG(s->u.grant.role),
		    STR_ARG(s->u.grant.office),
		    STR_ARG(date_iso(a, time_civil_utc(s->u.grant.from_s).date)),
		    STR_ARG(date_iso(a, time_civil_utc(s->u.grant.to_s).date)));
		print_keys(a, &s->u.grant.keys);
		return;
	case STATEMENT_grant_key_add:
		printf("    grant %.*s of %.*s\n", STR_ARG(s->u.grant_key_add.grant),
		    STR_ARG(s->u.grant_key_add.person));
		print_keys(a, &s->u.grant_key_add.keys);
		return;
	case STATEMENT_grant_key_remove:
		printf("    grant %.*s of %.*s key id %.*s\n",
		    STR_ARG(s->u.grant_key_remove.grant),
		    STR_ARG(s->u.grant_key_remove.person),
		    STR_ARG(hex_encode(a, s->u.grant_key_remove.key_id.p,
			s->u.grant_key_remove.key_id.n)));
		return;
	case STATEMENT_authority_change:
		printf("    %.*s grant %.*s of %.*s reason %.*s\n",
		    STR_ARG(s->u.authority_change.action),
		    STR_ARG(s->u.authority_change.grant),
		    STR_ARG(s->u.authority_change.person),
		    STR_ARG(s->u.authority_change.reason));
		return;
	case STATEMENT_review:
	case STATEMENT_approval:
	case STATEMENT_order:
	case STATEMENT_renewal:
	case STATEMENT_renewal_approval:
	default:
		return;
	}
}

struct printing {
	struct arena *a;
	bool raw;
	int64_t n;
};

static void
print_signatures(struct arena *a, str signatures)
{
	static const char *const kinds[] = { "?", "passkey", "browser", "certificate" };
	struct statement_signature *by;
	struct err e;
	size_t n;

	if (statement_signatures_decode(a, signatures, &by, &n, &e) != RC_OK)
		return;
	for (size_t i = 0; i < n; i++)
		printf("    signed by %s key id %.*s\n", kinds[by[i].kind],
		    STR_ARG(hex_encode(a, by[i].key_id.p, by[i].key_id.n)));
}

static void
print_event(const struct chain_event *ev, void *arg)
{
	struct printing *to = arg;
	struct datetime t = time_civil_utc(ev->at_s);
	struct statement s;
	struct err e;

	printf("%lld. %.*sT%02d:%02d:%02dZ %.*s %.*s\n", (long long)++to->n,
	    STR_ARG(date_iso(to->a, t.date)), t.hour, t.minute, t.second,
	    STR_ARG(ev->what), STR_ARG(ev->subject));
	if (ev->statement.n == 0)
		return;
	printf(
	    "    sha256 %.*s\n", STR_ARG(hex_encode(to->a, ev->sha256.p, ev->sha256.n)));
	if (statement_decode(to->a, ev->statement, &s, &e) == RC_OK)
		print_statement(to->a, &s);
	print_signatures(to->a, ev->signatures);
	if (to->raw)
		printf("    statement %.*s\n    signatures %.*s\n",
		    STR_ARG(base64_encode(to->a, ev->statement.p, ev->statement.n)),
		    STR_ARG(base64_encode(to->a, ev->signatures.p, ev->signatures.n)));
}

static int
transcript(struct prog *p, int argc, char **argv)
{
	const char *state = str_z(p->a, p->conf.signer_dir);
	struct printing to = { .a = p->a };
	int64_t verifiers;
	str authority;
	struct err e;

	to.raw = argc == 1 && strcmp(argv[0], "--raw") == 0;
	if (argc > 1 || (argc == 1 && !to.raw))
		return usage();
	if (ceremony_state(state, p->a, &authority, &verifiers, &e) != RC_OK)
		return prog_fail(p, "ca transcript", &e);
	printf("authority %.*s\nverifier keys %lld\n", STR_ARG(authority),
	    (long long)verifiers);
	if (ceremony_transcript(state, p->a, print_event, &to, &e) != RC_OK)
		return prog_fail(p, "ca transcript", &e);
	return 0;
}

int
command_ca(struct prog *p, int argc, char **argv)
{
	if (argc >= 1 && strcmp(argv[0], "ceremony") == 0)
		return ceremony(p, argc - 1, argv + 1);
	if (argc >= 1 && strcmp(argv[0], "transcript") == 0)
		return transcript(p, argc - 1, argv + 1);
	if (argc >= 1 && strcmp(argv[0], "root-list") == 0)
		return ca_root_list(p, argc - 1, argv + 1);
	if (argc >= 1 && strcmp(argv[0], "roll") == 0)
		return ca_roll(p, argc - 1, argv + 1);
	return usage();
}
