/* cmd_ca_root.c - paraf ca root-list, roll: what needs the root key, with the signer stopped. */
#include <stdio.h>
#include <string.h>

#include "prog/commands.h"
#include "signer/authorities.h"

struct words {
	const char *root, *secret, *name, *common_name, *kind;
	int64_t years;
	bool token;
};

static int
usage(void)
{
	fprintf(stderr,
	    "usage: paraf ca root-list [--root DIR] [--root-secret FILE]\n"
	    "       paraf ca roll NAME --name \"COMMON NAME\" [--root DIR] [--root-secret FILE]\n"
	    "                [--kind p256|p384|rsa] [--years N] [--token]\n");
	return 2;
}

static bool
read_words(struct words *w, int argc, char **argv)
{
	struct err e;

	for (int i = 0; i < argc; i++) {
		bool more = i + 1 < argc;

		if (strcmp(argv[i], "--token") == 0)
			w->token = true;
		else if (strcmp(argv[i], "--root") == 0 && more)
			w->root = argv[++i];
		else if (strcmp(argv[i], "--root-secret") == 0 && more)
			w->secret = argv[++i];
		else if (strcmp(argv[i], "--name") == 0 && more)
			w->common_name = argv[++i];
		else if (strcmp(argv[i], "--kind") == 0 && more)
			w->kind = argv[++i];
		else if (strcmp(argv[i], "--years") == 0 && more) {
			if (str_int64(str_from_z(argv[++i]), &w->years, &e) != RC_OK)
				return false;
		} else if (argv[i][0] != '-' && w->name == NULL)
			w->name = argv[i];
		else
			return false;
	}
	return true;
}

static struct authority_root
root_of(struct prog *p, const struct words *w)
{
	const char *usual = str_fmt(p->a, "%.*s/root", STR_ARG(p->conf.signer_dir)).p;

	return (struct authority_root){ w->root != NULL ? w->root : usual,
		w->secret != NULL ? w->secret : str_z(p->a, p->conf.root_secret_file) };
}

int
ca_root_list(struct prog *p, int argc, char **argv)
{
	const char *state = str_z(p->a, p->conf.signer_dir);
	struct words w = { 0 };
	struct authority_root root;
	int64_t number, next_s;
	struct err e;

	if (!read_words(&w, argc, argv) || w.name != NULL || w.token)
		return usage();
	root = root_of(p, &w);
	if (authority_root_list(state, &root, &clock_system, &number, &next_s, &e) !=
		RC_OK ||
	    owner_settle(p, &(struct owners){ NULL, NULL }, &e) != RC_OK)
		return prog_fail(p, "ca root-list", &e);
	printf("Daftar CA induk nomor %lld ditandatangani, berlaku sampai %.*s.\n",
	    (long long)number, STR_ARG(time_long(p->a, next_s, ZONE_WIB, LANG_ID)));
	return 0;
}

static bool
kind_of(const char *word, enum pki_key_kind *out)
{
	static const char *const names[] = {
		[PKI_KEY_RSA] = "rsa", [PKI_KEY_P256] = "p256", [PKI_KEY_P384] = "p384"
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(word, names[i]) == 0) {
			*out = (enum pki_key_kind)i;
			return true;
		}
	return false;
}

int
ca_roll(struct prog *p, int argc, char **argv)
{
	const char *state = str_z(p->a, p->conf.signer_dir);
	struct words w = { .kind = "p256", .years = 10 };
	struct authority_new n = { .secrets = prog_secrets(p) };
	struct authority_root root;
	struct signer_token token;
	struct err e;

	if (!read_words(&w, argc, argv) || w.name == NULL || w.common_name == NULL ||
	    !kind_of(w.kind, &n.kind) || w.years < 1 || w.years > 30)
		return usage();
	root = root_of(p, &w);
	n.name = str_from_z(w.name);
	n.common_name = str_from_z(w.common_name);
	n.years = (int)w.years;
	n.base_url = str_z(p->a, p->conf.public_url);
	token = prog_token(p, n.name);
	if (w.token && p->conf.token_module.n == 0) {
		fprintf(
		    stderr, "paraf: ca roll --token needs the setting token_module\n");
		return 3;
	}
	n.token = w.token ? &token : NULL;
	if (authority_roll(state, &root, &n, &clock_system, &e) != RC_OK ||
	    owner_settle(p, &(struct owners){ NULL, NULL }, &e) != RC_OK)
		return prog_fail(p, "ca roll", &e);
	printf(
	    "Penerbit %s menggantikan yang lama sejak penerbit dijalankan lagi. Kunci dan "
	    "daftar yang lama tetap dipakai sampai masa berlakunya habis. Bawa lagi kunci CA "
	    "induk dari mesin ini.\n",
	    w.name);
	return 0;
}
