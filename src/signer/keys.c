/* keys.c - opening and making the keys of the authority. */
#include "signer/keys.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/file.h"
#include "base/rnd.h"
#include "pki/hash.h"
#include "signer/internal.h"

#define TOKEN_FILE_BYTES 4096
#define SALT_BYTES       16
#define MARK_BYTES       2 /* few, so that the mark tells next to nothing about the PIN */

#define TROUBLE N_("Kunci penerbit sertifikat tidak dapat dipakai.")

const char *
signer_secret_path(
    struct arena *a, const char *state, const char *given, const char *usual)
{
	return given != NULL ? given : signer_path(a, state, usual);
}

/* --- a PIN that was refused --- */

static str
pin_mark(struct arena *a, str salt, const struct secret *pin)
{
	struct pki_sha256_ctx *c = pki_sha256_new();
	unsigned char md[PKI_SHA256_BYTES];

	pki_sha256_add(c, salt);
	pki_sha256_add(c, secret_get(pin));
	pki_sha256_final(c, md);
	pki_sha256_free(c);
	return str_fmt(a, "%.*s %.*s\n", STR_ARG(hex_encode(a, salt.p, salt.n)),
	    STR_ARG(hex_encode(a, md, MARK_BYTES)));
}

static const char *
mark_path(struct arena *a, const char *state)
{
	return signer_path(a, state, "signer/pin.refused");
}

/* Was this PIN refused before? Then asking again only wears the token's counter down. */
static enum rc
check_pin(struct arena *a, const char *state, const struct secret *pin, struct err *e)
{
	str mark, hex, salt, rest;
	enum rc rc = file_read(a, mark_path(a, state), 256, &mark, e);

	if (rc == RC_NOT_FOUND)
		return RC_OK;
	if (rc != RC_OK)
		return rc;
	rest = mark;
	hex = str_cut(&rest, ' ');
	if (hex_decode(a, hex, &salt, e) != RC_OK ||
	    !str_eq(mark, pin_mark(a, salt, pin)))
		return RC_OK;
	return err_set(e, RC_DENIED,
	    N_("PIN token kunci penerbit sudah pernah ditolak dan tidak dicoba lagi. Perbaiki berkas PIN-nya."),
	    "%s marks this PIN as refused; correct the PIN file (or remove the mark if the token was given this PIN since)",
	    mark_path(a, state));
}

static enum rc
remember_refused(
    struct arena *a, const char *state, const struct secret *pin, struct err *e)
{
	unsigned char salt[SALT_BYTES];

	rnd_bytes(salt, sizeof(salt));
	return file_write_durable(mark_path(a, state),
	    pin_mark(a, (str){ (const char *)salt, sizeof(salt) }, pin), 0600, e);
}

/* --- a key in a token as pki sees it --- */

struct token_key {
	struct token *token;
	struct secret *pin;
};

static enum rc
device_sign(void *at, str input, unsigned char *out, size_t *out_n, struct err *e)
{
	return token_sign(((struct token_key *)at)->token, input, out, out_n, e);
}

static void
device_release(void *at)
{
	struct token_key *k = at;

	token_close(k->token);
	secret_free(k->pin);
	free(k);
}

static enum rc
read_token_file(
    struct arena *a, const char *path, struct signer_token *out, struct err *e)
{
	struct signer_token t = { .write = STR(""), .read = STR("") };
	const struct {
		const char *name;
		str *into;
	} keys[] = { { "module", &t.module }, { "token", &t.token }, { "key", &t.key },
		{ "write", &t.write }, { "read", &t.read } };
	str text;
	enum rc rc = file_read(a, path, TOKEN_FILE_BYTES, &text, e);

	while (rc == RC_OK && text.n > 0) {
		str line = str_trim(str_cut(&text, '\n')), name;
		bool known = line.n == 0 || line.p[0] == '#';

		name = str_trim(str_cut(&line, '='));
		for (size_t i = 0; i < ARRAY_LEN(keys) && !known; i++)
			if ((known = str_eq_z(name, keys[i].name)))
				*keys[i].into = str_dup(a, str_trim(line));
		if (!known)
			return err_set(e, RC_INVALID, TROUBLE, "%s: unknown key \"%.*s\"",
			    path, STR_ARG(name));
	}
	if (rc == RC_OK && (t.module.n == 0 || t.token.n == 0 || t.key.n == 0))
		return err_set(e, RC_INVALID, TROUBLE,
		    "%s: module, token and key must be there", path);
	if (rc == RC_OK)
		*out = t;
	return rc;
}

/* Log in once with a PIN that was not refused before; `kind` PKI_KEY__COUNT opens, others make. */
static enum rc
token_begin_with(struct arena *a, const char *state, const struct signer_token *in,
    enum pki_key_kind kind, struct token_key *k, struct err *e)
{
	static const enum token_kind kinds[] = { [PKI_KEY_RSA] = TOKEN_RSA,
		[PKI_KEY_P256] = TOKEN_P256,
		[PKI_KEY_P384] = TOKEN_P384 };
	const struct token_place place = {
		.module = str_z(a, in->module), .token = in->token, .key = in->key
	};
	bool refused = false;
	struct err marking;
	enum rc rc = check_pin(a, state, k->pin, e);

	if (rc != RC_OK)
		return rc;
	if (kind == PKI_KEY__COUNT)
		rc = token_open(&place, k->pin, &k->token, &refused, e);
	else
		rc =
		    token_make(&place, k->pin, kinds[kind], 3072, &k->token, &refused, e);
	if (refused && remember_refused(a, state, k->pin, &marking) != RC_OK)
		return err_set(
		    e, RC_UNAVAILABLE, e->msg, "%.200s; %.200s", e->why, marking.why);
	return rc;
}

static enum rc
token_key_new(struct arena *a, const char *state, const struct signer_token *in,
    const char *pin_file, enum pki_key_kind kind, struct token_key **out, struct err *e)
{
	struct token_key *k = calloc(1, sizeof(*k));
	enum rc rc;

	if (k == NULL)
		BUG("out of memory");
	rc = secret_read(signer_secret_path(a, state, pin_file, "token.pin"), &k->pin, e);
	if (rc == RC_OK)
		rc = token_begin_with(a, state, in, kind, k, e);
	if (rc == RC_OK)
		*out = k;
	else
		device_release(k);
	return rc;
}

/* The key is the one that the certificate names: make a signature over fixed words and check it. */
static enum rc
probe(struct arena *a, const struct pki_key *key, str spki, struct err *e)
{
	str own, sig;
	enum rc rc = pki_key_spki(key, a, &own, e);

	if (rc == RC_OK && !str_eq(own, spki))
		rc = err_set(
		    e, RC_INVALID, TROUBLE, "the key does not belong to its certificate");
	if (rc == RC_OK)
		rc = pki_key_sign(
		    key, a, STR("paraf-signer: is this the right key?"), &sig, e);
	return rc;
}

static enum rc
open_token(struct arena *a, const char *state, const char *path, const char *pin_file,
    str spki, struct pki_key **out, struct err *e)
{
	struct pki_key_device device = { NULL, device_sign, device_release };
	struct signer_token in;
	struct token_key *k;
	enum rc rc;

	if ((rc = read_token_file(a, path, &in, e)) != RC_OK ||
	    (rc = token_key_new(a, state, &in, pin_file, PKI_KEY__COUNT, &k, e)) != RC_OK)
		return rc;
	device.at = k;
	rc = pki_key_remote(spki, &device, out, e);
	if (rc != RC_OK)
		device_release(k);
	return rc;
}

enum rc
signer_key_open_file(struct arena *a, const char *state, const char *path,
    const char *secret_file, struct pki_key **out, struct err *e)
{
	struct secret *secret = NULL;
	enum rc rc = secret_read(
	    signer_secret_path(a, state, secret_file, "signer.secret"), &secret, e);

	if (rc != RC_OK)
		return rc;
	rc = pki_key_load(signer_path(a, state, path), secret_get(secret), out, e);
	secret_free(secret);
	return rc;
}

enum rc
signer_key_open(struct arena *a, const char *state, const char *name,
    const struct signer_secrets *secrets, str spki, struct pki_key **out, struct err *e)
{
	const char *file = str_fmt(a, "signer/%s.key", name).p;
	const char *token = signer_path(a, state, str_fmt(a, "signer/%s.token", name).p);
	struct pki_key *key = NULL;
	enum rc rc;

	if (access(token, F_OK) == 0)
		rc = open_token(a, state, token, secrets->pin_file, spki, &key, e);
	else
		rc = signer_key_open_file(a, state, file, secrets->secret_file, &key, e);
	if (rc == RC_OK)
		rc = probe(a, key, spki, e);
	if (rc == RC_OK)
		*out = key;
	else
		pki_key_free(key);
	return rc;
}

enum rc
signer_key_new_file(struct arena *a, const char *state, const char *path,
    const char *secret_file, enum pki_key_kind kind, struct pki_key **out, struct err *e)
{
	const char *at = signer_path(a, state, path);
	struct secret *secret = NULL;
	struct pki_key *key = NULL;
	enum rc rc = secret_create(secret_file, e);

	if (rc != RC_OK && rc != RC_CONFLICT)
		return rc;
	if ((rc = secret_read(secret_file, &secret, e)) != RC_OK)
		return rc;
	rc = pki_key_generate(kind, kind == PKI_KEY_RSA ? 3072 : 0, &key, e);
	if (rc == RC_OK)
		rc = pki_key_store(key, at, secret_get(secret), e);
	secret_free(secret);
	if (rc == RC_OK)
		*out = key;
	else
		pki_key_free(key);
	return rc;
}

static str
spki_of(struct arena *a, const struct token_public *p)
{
	switch (p->kind) {
	case TOKEN_RSA:
		return pki_spki_rsa(a, p->modulus, p->exponent);
	case TOKEN_P256:
		return pki_spki_ec(a, PKI_KEY_P256, p->point);
	case TOKEN_P384:
		return pki_spki_ec(a, PKI_KEY_P384, p->point);
	case TOKEN_KIND__COUNT:
	default:
		BUG("kind of key");
	}
}

enum rc
signer_key_new_token(struct arena *a, const char *state, const char *name,
    const struct signer_token *in, const char *pin_file, enum pki_key_kind kind,
    struct pki_key **out, struct err *e)
{
	const char *path = signer_path(a, state, str_fmt(a, "signer/%s.token", name).p);
	struct pki_key_device device = { NULL, device_sign, device_release };
	struct token_public parts;
	struct pki_key *key = NULL;
	struct token_key *k;
	enum rc rc = token_key_new(a, state, in, pin_file, kind, &k, e);

	if (rc != RC_OK)
		return rc;
	device.at = k;
	if ((rc = token_public(k->token, a, &parts, e)) != RC_OK ||
	    (rc = pki_key_remote(spki_of(a, &parts), &device, &key, e)) != RC_OK) {
		device_release(k);
		return rc;
	}
	rc = file_write_durable(path,
	    str_fmt(a,
		"# Where the key of this authority lies; see paraf-signer(8).\n"
		"module = %.*s\ntoken = %.*s\nkey = %.*s\nwrite = %.*s\nread = %.*s\n",
		STR_ARG(in->module), STR_ARG(in->token), STR_ARG(in->key),
		STR_ARG(in->write), STR_ARG(in->read)),
	    0600, e);
	if (rc == RC_OK)
		*out = key;
	else
		pki_key_free(key);
	return rc;
}

/* --- what the walls must leave open --- */

static void
add_words(struct arena *a, str words, bool write, struct sandbox_path *at, size_t *n)
{
	words = str_squeeze(a, words);
	while (words.n > 0 && *n < SIGNER_TOKEN_PATHS)
		at[(*n)++] = (struct sandbox_path){
			.path = str_z(a, str_dup(a, str_cut(&words, ' '))), .write = write
		};
}

/* Modules, what they load, and their settings. */
static void
add_usual(struct sandbox_path *at, size_t *n)
{
	static const char *const libraries[] = { "/usr/lib", "/lib", "/usr/local/lib",
		"/lib64" };
	static const char *const settings[] = { "/etc/ld.so.cache", "/etc/softhsm",
		"/etc/opensc", "/etc/pkcs11", "/etc/ssl" };

	for (size_t i = 0; i < ARRAY_LEN(libraries); i++)
		at[(*n)++] =
		    (struct sandbox_path){ .path = libraries[i], .execute = true };
	for (size_t i = 0; i < ARRAY_LEN(settings); i++)
		at[(*n)++] = (struct sandbox_path){ .path = settings[i] };
}

enum rc
signer_token_paths(struct arena *a, const char *state, struct sandbox_path *at,
    size_t *out_n, struct err *e)
{
	const char *conf = getenv("SOFTHSM2_CONF");
	DIR *dir = opendir(signer_path(a, state, "signer"));
	struct dirent *d;
	enum rc rc = RC_OK;
	size_t n = 0;

	*out_n = 0;
	if (dir == NULL)
		return RC_OK; /* no state yet: signer_open says so */
	while (rc == RC_OK && (d = readdir(dir)) != NULL) {
		str name = str_from_z(d->d_name);
		struct signer_token t;

		if (!str_ends(name, STR(".token")))
			continue;
		rc = read_token_file(a,
		    signer_path(a, state, str_fmt(a, "signer/%s", d->d_name).p), &t, e);
		if (rc != RC_OK)
			break;
		if (n == 0)
			add_usual(at, &n);
		add_words(a, t.write, true, at, &n);
		add_words(a, t.read, false, at, &n);
	}
	closedir(dir);
	if (n > 0 && n < SIGNER_TOKEN_PATHS && conf != NULL)
		at[n++] = (struct sandbox_path){ .path = conf };
	*out_n = n;
	return rc;
}
