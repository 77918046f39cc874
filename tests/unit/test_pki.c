/*
 * test_pki.c - requests that must be refused, fields that must not reach a certificate, and what we
 * build read back. Other programs judge the results in test_signer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/codec.h"
#include "base/file.h"
#include "pki/crl.h"
#include "pki/csr.h"
#include "pki/hash.h"

#define NOW 1795305600 /* 2026-11-22 00:00 UTC */

static struct arena *a;
static char dir[40];

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	snprintf(dir, sizeof(dir), "/tmp/test_pki.XXXXXX");
	assert_non_null(mkdtemp(dir));
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	assert_int_equal(system(str_fmt(a, "rm -rf %s", dir).p), 0);
	arena_free(a);
	return 0;
}

/* Run a shell line in the folder of the test and give what it wrote to `name`. */
static str
made_by(const char *line, const char *name)
{
	struct err e;
	str data;

	if (system(str_fmt(a, "cd %s && { %s ; } >log 2>&1", dir, line).p) != 0)
		fail_msg("failed: %s", line);
	assert_int_equal(
	    file_read(a, str_fmt(a, "%s/%s", dir, name).p, 1 << 20, &data, &e), RC_OK);
	return data;
}

#define REQ "openssl req -new -nodes -keyout k -subj /CN=x -out r -outform DER "

struct good {
	const char *line;
	enum pki_key_kind kind;
	int bits;
};

static void
good_requests(void **state)
{
	const struct good table[] = {
		{ REQ "-newkey rsa:2048", PKI_KEY_RSA, 2048 },
		{ REQ "-newkey rsa:3072 -sha512", PKI_KEY_RSA, 3072 },
		{ REQ "-newkey ec -pkeyopt ec_paramgen_curve:P-256", PKI_KEY_P256, 256 },
		{ REQ "-newkey ec -pkeyopt ec_paramgen_curve:P-384 -sha384", PKI_KEY_P384,
		    384 },
		{ REQ
		    "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -addext subjectAltName=email:a@b.id",
		    PKI_KEY_P256, 256 },
		{ "openssl req -new -nodes -keyout k -subj /CN=x -out r -newkey rsa:2048",
		    PKI_KEY_RSA, 2048 },
		{ "openssl req -new -newhdr -nodes -keyout k -subj / -out r -newkey rsa:2048 -text",
		    PKI_KEY_RSA, 2048 },
		{ "openssl req -new -nodes -keyout k -subj /CN=x -newkey rsa:2048 | sed s/$/\\\\r/ >r",
		    PKI_KEY_RSA, 2048 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct pki_csr csr;
		struct err e = { 0 };

		if (pki_csr_parse(a, made_by(table[i].line, "r"), &csr, &e) != RC_OK)
			fail_msg("%s: %s (%s)", table[i].line, e.msg, e.why);
		assert_int_equal(csr.key.kind, table[i].kind);
		assert_int_equal(csr.key.bits, table[i].bits);
	}
}

struct bad {
	const char *line;
	const char *says; /* a part of the sentence */
};

static const struct bad bad_requests_table[] = {
	{ ": >r", "bukan permintaan sertifikat" },
	{ "echo halo >r", "bukan permintaan sertifikat" },
	{ "head -c 17000 /dev/zero >r", "terlalu besar" },
	{ "head -c 900 /dev/zero >r", "bukan permintaan sertifikat" },
	{ "printf '\\060\\202' >r", "rusak" },
	{ "printf '\\060\\200\\000\\000' >r", "rusak" },
	{ REQ "-newkey rsa:2048; head -c 300 r >s; mv s r", "rusak" },
	{ REQ "-newkey rsa:2048; echo x >>r", "rusak" },
	{ REQ "-newkey rsa:1024", "terlalu pendek" },
	{ REQ "-newkey rsa:2040", "terlalu pendek" },
	{ REQ "-newkey rsa:2048 -pkeyopt rsa_keygen_pubexp:3", "Eksponen" },
	{ REQ "-newkey rsa:2048 -pkeyopt rsa_keygen_pubexp:257", "Eksponen" },
	{ REQ "-newkey rsa:2048 -pkeyopt rsa_keygen_pubexp:4294967297", "Eksponen" },
	{ REQ "-newkey rsa:2048 -sha1", "SHA-1" },
	{ REQ "-newkey rsa:2048 -md5", "SHA-1 atau MD5" },
	{ REQ "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -sha1", "SHA-1" },
	{ REQ "-newkey rsa:2048 -sha224", "Algoritma tanda tangan" },
	{ REQ "-newkey rsa:2048 -sigopt rsa_padding_mode:pss", "Algoritma tanda tangan" },
	{ REQ "-newkey ec -pkeyopt ec_paramgen_curve:P-224", "Kurva" },
	{ REQ "-newkey ec -pkeyopt ec_paramgen_curve:P-521", "Kurva" },
	{ REQ "-newkey ec -pkeyopt ec_paramgen_curve:secp256k1", "Kurva" },
	{ REQ "-newkey ec -pkeyopt ec_paramgen_curve:brainpoolP256r1", "Kurva" },
	{ REQ
	    "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
	    "Kurva" },
	{ REQ "-newkey ed25519", "Jenis kunci" },
	{ REQ "-newkey rsa-pss -pkeyopt rsa_keygen_bits:2048", "Jenis kunci" },
	{ "openssl dsaparam -out d 1024; openssl gendsa -out k d; openssl req -new -key k -subj /CN=x -outform DER -out r",
	    "Jenis kunci" },
	/* signature of another key over the same content */
	{ REQ
	    "-newkey ec -pkeyopt ec_paramgen_curve:P-256; cp r 1; " REQ
	    "-newkey ec -pkeyopt ec_paramgen_curve:P-256; python3 -c \""
	    "a=open('1','rb').read();b=open('r','rb').read();"
	    "i=a.index(bytes.fromhex('2a8648ce3d030107'));j=b.index(bytes.fromhex('2a8648ce3d030107'));"
	    "open('r','wb').write(b[:j+8]+a[i+8:i+76]+b[j+76:])\"",
	    "ditandatangani dengan kuncinya sendiri" },
	/* one bit of the subject changed */
	{ REQ "-newkey rsa:2048; python3 -c \"b=bytearray(open('r','rb').read());"
	      "i=b.index(b'\\x0c\\x01x');b[i+2]=ord('y');open('r','wb').write(b)\"",
	    "ditandatangani dengan kuncinya sendiri" },
	/* point off the curve */
	{ REQ "-newkey ec -pkeyopt ec_paramgen_curve:P-256; python3 -c \""
	      "b=bytearray(open('r','rb').read());i=b.index(bytes.fromhex('03420004'));"
	      "b[i+40]^=1;open('r','wb').write(b)\"",
	    "Kunci publik" },
	{ REQ
	    "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -pkeyopt point-format:compressed || "
	    "openssl ecparam -name prime256v1 -genkey -conv_form compressed -noout -out k && "
	    "openssl ec -in k -conv_form compressed -out k2 && "
	    "openssl req -new -key k2 -subj /CN=x -outform DER -out r",
	    "Kunci publik" },
	/* modulus divisible by 3 */
	{ REQ
	    "-newkey rsa:2048; python3 -c \"b=bytearray(open('r','rb').read());"
	    "i=b.index(bytes.fromhex('0282010100'))+5;n=int.from_bytes(b[i:i+256],'big');"
	    "n-=n%3;n+=0 if n%2 else 3;b[i:i+256]=n.to_bytes(256,'big');open('r','wb').write(b)\"",
	    "lemah" },
	/* even modulus */
	{ REQ
	    "-newkey rsa:2048; python3 -c \"b=bytearray(open('r','rb').read());"
	    "i=b.index(bytes.fromhex('0282010100'))+5;b[i+255]&=254;open('r','wb').write(b)\"",
	    "lemah" },
	/* a power of 65537: the faulty chip's mark */
	{ REQ
	    "-newkey rsa:2048; python3 -c \"b=bytearray(open('r','rb').read());"
	    "P=[3,5,7,11,13,17,19,23,29,31,37,41,43,47,53,59,61,67,71,73,79,83,89,97,101,103,107,109,"
	    "113,127,131,137,139,149,151,157,163,167];M=1\nfor p in P: M*=p\n"
	    "i=b.index(bytes.fromhex('0282010100'))+5;n=int.from_bytes(b[i:i+256],'big');"
	    "n-=n%M;n+=pow(65537,12345,M);ok=lambda n:n%2 and all(n%q for q in range(3,752,2))\n"
	    "while not ok(n): n-=M\n"
	    "b[i:i+256]=n.to_bytes(256,'big');open('r','wb').write(b)\"",
	    "lemah" },
	/* version 1 */
	{ REQ "-newkey rsa:2048; python3 -c \"b=bytearray(open('r','rb').read());"
	      "i=b.index(bytes.fromhex('020100'));b[i+2]=1;open('r','wb').write(b)\"",
	    "rusak" },
	{ "openssl genrsa -out r 2048", "kunci privat" },
	{ "openssl genrsa 2048 | openssl pkcs8 -topk8 -nocrypt -outform DER -out r",
	    "kunci privat" },
	{ "openssl req -new -x509 -newkey rsa:2048 -nodes -keyout k -subj /CN=x -out r",
	    "itu sertifikat" },
	{ "openssl req -new -x509 -newkey rsa:2048 -nodes -keyout k -subj /CN=x -outform DER -out r",
	    "itu sertifikat" },
	{ "openssl req -new -x509 -newkey rsa:2048 -nodes -keyout k -subj /CN=x -out c; "
	  "openssl pkcs12 -export -in c -inkey k -passout pass:x -out r",
	    "kunci privat" },
	{ "openssl req -new -newkey rsa:2048 -nodes -keyout k -subj /CN=x >r; cat k >>r",
	    "kunci privat" },
	{ "openssl req -new -newkey rsa:2048 -nodes -keyout k -subj /CN=x >s; cat s s >r",
	    "bukan permintaan" },
	{ "openssl req -new -newkey rsa:2048 -nodes -keyout k -subj /CN=x | sed '3s/[A-Z]/*/' >r",
	    "rusak" },
	{ "openssl req -new -newkey rsa:2048 -nodes -keyout k -subj /CN=x | sed '$d' >r",
	    "bukan permintaan" },
};

static void
bad_requests(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad_requests_table); i++) {
		const struct bad *t = &bad_requests_table[i];
		struct pki_csr csr;
		struct err e = { 0 };
		enum rc rc = pki_csr_parse(a, made_by(t->line, "r"), &csr, &e);

		if (rc != RC_INVALID || strstr(e.msg, t->says) == NULL)
			fail_msg(
			    "%s: rc %d, \"%s\" (%s)", t->line, (int)rc, e.msg, e.why);
	}
}

/* No single changed byte of a request may be accepted, nor crash. */
static void
every_byte_counts(void **state)
{
	str r = made_by(REQ "-newkey ec -pkeyopt ec_paramgen_curve:P-256", "r");

	(void)state;
	for (size_t i = 0; i < r.n; i++) {
		struct arena *keep = a;
		struct pki_csr csr;
		struct err e;
		char *p;

		a = arena_new();
		p = arena_copy(a, r.p, r.n);
		p[i] ^= 0x01;
		if (pki_csr_parse(a, (str){ p, r.n }, &csr, &e) == RC_OK)
			fail_msg("byte %zu of the request changed, still accepted", i);
		arena_free(a);
		a = keep;
	}
}

/* A CA of the test. */
struct world {
	struct pki_key *key;
	struct pki_ca ca;
	str ca_der;
	struct pki_profile profile;
	struct pki_leaf leaf;
};

static struct world
world_new(enum pki_key_kind kind)
{
	struct world w = { .profile = { .validity_s = 731 * 86400,
			       .country = STR("ID"),
			       .organization = STR("Kementerian Keuangan"),
			       .eku = { STR("1.3.6.1.5.5.7.3.36") },
			       .n_eku = 1,
			       .policies = { STR("2.16.360.1.1.1.99999.1") },
			       .n_policies = 1,
			       .ocsp_url = STR("http://o.example/"),
			       .issuer_url = STR("http://c.example/ca.cer"),
			       .crl_url = STR("http://c.example/g1.crl") } };
	struct pki_ca_fields f = { .serial = pki_serial_new(a),
		.country = STR("ID"),
		.organization = STR("Uji"),
		.name = STR("CA Uji"),
		.not_before_s = NOW,
		.not_after_s = NOW + 3650LL * 86400,
		.path_length = 0,
		.policy = STR("") };
	struct pki_key *leaf_key;
	struct err e;

	assert_int_equal(pki_key_generate(kind, 2048, &w.key, &e), RC_OK);
	assert_int_equal(pki_key_spki(w.key, a, &f.spki, &e), RC_OK);
	assert_int_equal(pki_ca_make(a, &f, NULL, w.key, &w.ca_der, &e), RC_OK);
	assert_int_equal(pki_ca_read(a, w.ca_der, &w.ca, &e), RC_OK);
	w.ca.key = w.key;
	w.leaf = (struct pki_leaf){ .serial = pki_serial_new(a),
		.office_name = STR("KPPN Tolitoli"),
		.name = STR("Ayu Lestari"),
		.email = STR("ayu@kemenkeu.go.id"),
		.not_before_s = NOW,
		.not_after_s = NOW + 730LL * 86400 - 1 };
	assert_int_equal(pki_key_generate(PKI_KEY_P256, 0, &leaf_key, &e), RC_OK);
	assert_int_equal(pki_key_spki(leaf_key, a, &w.leaf.spki, &e), RC_OK);
	pki_key_free(leaf_key);
	return w;
}

static void
leaf_round_trip(void **state)
{
	const enum pki_key_kind kinds[] = { PKI_KEY_RSA, PKI_KEY_P256, PKI_KEY_P384 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct world w = world_new(kinds[i]);
		struct pki_cert c, ca;
		struct err e = { 0 };
		str tbs, der;

		assert_int_equal(
		    pki_leaf_tbs(a, &w.profile, &w.ca, &w.leaf, &tbs, &e), RC_OK);
		if (pki_leaf_lint(a, &w.profile, &w.ca, &w.leaf, tbs, &e) != RC_OK)
			fail_msg("%s", e.why);
		assert_int_equal(pki_sign(a, w.key, tbs, &der, &e), RC_OK);
		assert_int_equal(pki_cert_parse(a, der, &c, &e), RC_OK);
		assert_int_equal(pki_cert_parse(a, w.ca_der, &ca, &e), RC_OK);
		assert_int_equal(pki_cert_verify(&c, &ca, &e), RC_OK);
		assert_int_equal(pki_cert_verify(&ca, &ca, &e), RC_OK);
		assert_int_equal(pki_cert_verify(&ca, &c, &e), RC_DENIED);
		assert_true(
		    str_eq(c.name, w.leaf.name) && str_eq(c.unit, w.leaf.office_name));
		assert_true(str_eq(c.email, w.leaf.email) && !c.ca && ca.ca);
		assert_true(str_eq_z(c.issuer_name, "CA Uji"));
		assert_int_equal(c.not_before_s, NOW);
		assert_int_equal(c.not_after_s, w.leaf.not_after_s);
		assert_int_equal(c.serial.n, 40);
		assert_int_equal(c.fingerprint.n, 64);
		assert_int_equal(c.key.kind, PKI_KEY_P256);
		pki_key_free(w.key);
	}
}

struct bad_field {
	const char *label;
	size_t offset; /* of a str in struct pki_leaf */
	str value;
};

#define FIELD(f)   offsetof(struct pki_leaf, f)
#define SIXTY_FIVE "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void
bad_fields(void **state)
{
	const struct bad_field table[] = {
		{ "no name", FIELD(name), STR("") },
		{ "name of 65", FIELD(name), STR(SIXTY_FIVE) },
		{ "name with line feed", FIELD(name), STR("Ayu\nLestari") },
		{ "name with tab", FIELD(name), STR("Ayu\tLestari") },
		{ "name with NUL", FIELD(name), STR("Ayu\0Lestari") },
		{ "name not UTF-8", FIELD(name), STR("Ayu \xff") },
		{ "name right to left", FIELD(name), STR("Ayu \xe2\x80\xae gnip") },
		{ "name with zero width", FIELD(name), STR("Ayu\xe2\x80\x8bLestari") },
		{ "name with byte order mark", FIELD(name),
		    STR("\xef\xbb\xbf"
			"Ayu") },
		{ "name with C1", FIELD(name), STR("Ayu\xc2\x85") },
		{ "space before the name", FIELD(name), STR(" Ayu") },
		{ "space after the name", FIELD(name), STR("Ayu ") },
		{ "no office", FIELD(office_name), STR("") },
		{ "office of 65", FIELD(office_name), STR(SIXTY_FIVE) },
		{ "office not UTF-8", FIELD(office_name), STR("\xc0\x80") },
		{ "no e-mail", FIELD(email), STR("") },
		{ "e-mail without @", FIELD(email), STR("ayu.kemenkeu.go.id") },
		{ "e-mail with two @", FIELD(email), STR("a@b@kemenkeu.go.id") },
		{ "e-mail without domain", FIELD(email), STR("ayu@") },
		{ "e-mail without dot", FIELD(email), STR("ayu@kemenkeu") },
		{ "e-mail with space", FIELD(email), STR("ayu l@kemenkeu.go.id") },
		{ "e-mail with two dots", FIELD(email), STR("ayu..l@kemenkeu.go.id") },
		{ "e-mail ends in dot", FIELD(email), STR("ayu@kemenkeu.go.id.") },
		{ "e-mail not ASCII", FIELD(email), STR("ay\xc3\xbc@kemenkeu.go.id") },
		{ "e-mail with NUL", FIELD(email), STR("ayu@kemenkeu.go.id\0.jahat.id") },
		{ "e-mail label with dash", FIELD(email), STR("ayu@-kemenkeu.go.id") },
		{ "e-mail quoted", FIELD(email), STR("\"a b\"@kemenkeu.go.id") },
		{ "e-mail local of 65", FIELD(email), STR(SIXTY_FIVE "@kemenkeu.go.id") },
		{ "serial short", FIELD(serial), STR("\x41\x42") },
		{ "serial negative", FIELD(serial),
		    STR("\xc1\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13") },
		{ "key cut", FIELD(spki), STR("\x30\x00") },
		{ "no key", FIELD(spki), STR("") },
	};
	struct world w = world_new(PKI_KEY_P256);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct pki_leaf leaf = w.leaf;
		struct err e;
		str tbs;

		memcpy((char *)&leaf + table[i].offset, &table[i].value, sizeof(str));
		if (pki_leaf_tbs(a, &w.profile, &w.ca, &leaf, &tbs, &e) != RC_INVALID)
			fail_msg("accepted: %s", table[i].label);
	}
	pki_key_free(w.key);
}

static void
bad_times(void **state)
{
	const int64_t table[][2] = { { NOW, NOW - 1 }, { NOW, NOW + 731LL * 86400 },
		{ NOW - 1, NOW + 86400 },
		{ NOW + 3649LL * 86400, NOW + 3651LL * 86400 } };
	struct world w = world_new(PKI_KEY_P256);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct pki_leaf leaf = w.leaf;
		struct err e;
		str tbs;

		leaf.not_before_s = table[i][0];
		leaf.not_after_s = table[i][1];
		assert_int_equal(
		    pki_leaf_tbs(a, &w.profile, &w.ca, &leaf, &tbs, &e), RC_INVALID);
	}
	pki_key_free(w.key);
}

/* The linter must notice every changed byte of what the builder wrote. */
static void
lint_notices(void **state)
{
	struct world w = world_new(PKI_KEY_P256);
	struct err e;
	str tbs;

	(void)state;
	assert_int_equal(pki_leaf_tbs(a, &w.profile, &w.ca, &w.leaf, &tbs, &e), RC_OK);
	for (size_t i = 0; i < tbs.n; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			struct arena *own = arena_new();
			char *p = arena_copy(own, tbs.p, tbs.n);

			p[i] = (char)(p[i] ^ (1 << bit));
			if (pki_leaf_lint(own, &w.profile, &w.ca, &w.leaf,
				(str){ p, tbs.n }, &e) == RC_OK)
				fail_msg("byte %zu, bit %u changed unnoticed", i, bit);
			arena_free(own);
		}
	pki_key_free(w.key);
}

static void
key_files(void **state)
{
	const str secret = STR("tidak untuk dibaca orang");
	char path[60], plain[60];
	struct pki_key *key, *again;
	str one, two;
	struct err e;

	(void)state;
	snprintf(path, sizeof(path), "%s/key", dir);
	snprintf(plain, sizeof(plain), "%s/plain", dir);
	assert_int_equal(pki_key_load(path, secret, &key, &e), RC_NOT_FOUND);
	assert_int_equal(pki_key_generate(PKI_KEY_P384, 0, &key, &e), RC_OK);
	assert_int_equal(pki_key_store(key, path, STR(""), &e), RC_INTERNAL);
	assert_int_equal(pki_key_store(key, path, secret, &e), RC_OK);
	assert_int_equal(pki_key_store(key, path, secret, &e), RC_CONFLICT);
	assert_int_equal(pki_key_load(path, secret, &again, &e), RC_OK);
	assert_int_equal(pki_key_spki(key, a, &one, &e), RC_OK);
	assert_int_equal(pki_key_spki(again, a, &two, &e), RC_OK);
	assert_true(str_eq(one, two));
	pki_key_free(again);
	assert_int_equal(pki_key_load(path, STR("rahasia lain"), &again, &e), RC_DENIED);
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(pki_key_load(path, secret, &again, &e), RC_DENIED);
	assert_int_equal(chmod(path, 0600), 0);
	/* openssl reads it; what openssl leaves unencrypted we do not read */
	(void)made_by(str_fmt(a,
			  "openssl pkey -in key -passin 'pass:%.*s' -out plain && "
			  "grep -q ENCRYPTED key && ! grep -q ENCRYPTED plain && "
			  "openssl asn1parse -in key | grep -q scrypt",
			  STR_ARG(secret))
			  .p,
	    "plain");
	assert_int_equal(chmod(plain, 0600), 0);
	assert_int_equal(pki_key_load(plain, secret, &again, &e), RC_INVALID);
	assert_non_null(strstr(e.why, "not an encrypted PKCS#8 key"));
	assert_int_equal(truncate(path, 100), 0);
	assert_int_equal(pki_key_load(path, secret, &again, &e), RC_INVALID);
	pki_key_free(key);
}

/* RFC 4231 test case 2; FIPS 180-4 "abc". */
static void
digests(void **state)
{
	struct pki_sha256_ctx *c = pki_sha256_new();
	unsigned char md[PKI_SHA256_BYTES];

	(void)state;
	assert_true(str_eq_z(pki_sha256_hex(a, STR("abc")),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
	pki_sha256_add(c, STR("a"));
	pki_sha256_add(c, STR("bc"));
	pki_sha256_final(c, md);
	pki_sha256_free(c);
	assert_true(str_eq(hex_encode(a, md, sizeof(md)), pki_sha256_hex(a, STR("abc"))));
}

static void
reasons(void **state)
{
	const int64_t allowed[] = { 0, 1, 3, 4, 5, 6, 9 };
	size_t n = 0;

	(void)state;
	for (int64_t r = -1; r < 12; r++)
		n += pki_reason_allowed(r) ? 1 : 0;
	assert_int_equal(n, ARRAY_LEN(allowed));
	for (size_t i = 0; i < ARRAY_LEN(allowed); i++)
		assert_true(pki_reason_allowed(allowed[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(good_requests, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bad_requests, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_byte_counts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(leaf_round_trip, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bad_fields, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bad_times, set_up, tear_down),
		cmocka_unit_test_setup_teardown(lint_notices, set_up, tear_down),
		cmocka_unit_test_setup_teardown(key_files, set_up, tear_down),
		cmocka_unit_test_setup_teardown(digests, set_up, tear_down),
		cmocka_unit_test_setup_teardown(reasons, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("pki", tests, NULL, NULL);
}
