/*
 * test_profile.c - profiles as configuration: what is read, what is refused with which words, and a
 * corpus of certificates that openssl and GnuTLS judge.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "pki/csr.h"
#include "signer/profile.h"
#include "support/run.h"

static struct arena *a;

#define BASE "base_url = http://127.0.0.1:8080\n"

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static enum rc
read_profile(const char *text, struct signer_profile *out, struct err *e)
{
	enum rc rc = signer_profile_parse(a, str_from_z(text), out, e);

	return rc == RC_OK ? signer_profile_lint(a, out, e) : rc;
}

static void
mistakes_are_named(void **state)
{
	static const struct {
		const char *row, *text, *says;
	} rows[] = {
		{ "unknown key", BASE "colour = red\n", "colour: unknown key" },
		{ "twice", BASE "country = ID\ncountry = ID\n", "country: stands twice" },
		{ "country", BASE "country = Indonesia\n", "two capital letters" },
		{ "organization empty", BASE "organization =\n",
		    "organization: 1 to 64" },
		{ "organization invisible",
		    BASE "organization = A\xe2\x80\x8b"
			 "B\n",
		    "none of them invisible" },
		{ "validity", BASE "validity_months = 61\n", "validity_months: number" },
		{ "keyCertSign", BASE "key_usage = keyCertSign\n", "never keyCertSign" },
		{ "usage empty", BASE "key_usage =\n", "key_usage: at least one" },
		{ "encipherment and EC",
		    BASE "key_usage = digitalSignature keyEncipherment\n",
		    "encipherment is for RSA keys alone" },
		{ "agreement and RSA", BASE "key_usage = keyAgreement\n",
		    "keyAgreement is for EC keys alone" },
		{ "keys", BASE "keys = rsa1024\n", "keys: words of rsa2048" },
		{ "no keys", BASE "keys =\n", "keys: at least one" },
		{ "EKU form", BASE "extended_key_usage = 1.3.6.01\n",
		    "identifiers like" },
		{ "EKU any", BASE "extended_key_usage = 2.5.29.37.0\n",
		    "name the purposes" },
		{ "EKU OCSP", BASE "extended_key_usage = 1.3.6.1.5.5.7.3.9\n",
		    "would let a holder answer" },
		{ "EKU TLS", BASE "extended_key_usage = 1.3.6.1.5.5.7.3.1\n",
		    "web servers" },
		{ "EKU twice", BASE "extended_key_usage = 1.2.3 1.2.3\n",
		    "stands twice" },
		{ "EKU mail without address", BASE "subject_alt_name = none\n",
		    "emailProtection needs the address" },
		{ "policy twice", BASE "policies = 1.2.3 1.2.3\n",
		    "must not appear twice" },
		{ "policy any", BASE "policies = 2.5.29.32.0\n", "anyPolicy" },
		{ "policy form", BASE "policies = 3.1\n", "policies: identifiers like" },
		{ "no status", "organization = A\n",
		    "nobody could learn of a revocation" },
		{ "address", BASE "ocsp_url = ldap://x\n", "ocsp_url: http://" },
		{ "ca", BASE "ca = G1\n", "ca: letters a-z" },
		{ "section name", BASE "[A b]\noffices = 001\n", "[name] of letters" },
		{ "section twice", BASE "[x]\noffices = 001\n[x]\n", "stands twice" },
		{ "section without offices", BASE "[x]\n",
		    "profile.conf [x]: offices: codes" },
		{ "office code", BASE "[x]\noffices = 82\n", "codes of three digits" },
		{ "office in two", BASE "[x]\noffices = 082\n[y]\noffices = 001 082\n",
		    "profile.conf [y]: offices: an office stands in two" },
		{ "key of the CA in a section", BASE "[x]\noffices = 082\nca = g2\n",
		    "ca: unknown key" },
		{ "mistake in a section", BASE "[x]\noffices = 082\ncountry = id\n",
		    "profile.conf [x]: country" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct signer_profile p;
		struct err e = { 0 };
		enum rc rc = read_profile(rows[i].text, &p, &e);

		if (rc != RC_INVALID || strstr(e.why, rows[i].says) == NULL)
			fail_msg("%s: %s: %s", rows[i].row, err_name(rc), e.why);
	}
}

static void
office_chooses(void **state)
{
	struct signer_profile p;
	struct signer_chosen c;
	struct err e = { 0 };

	(void)state;
	if (read_profile(BASE
		"organization = Satu\nocsp_url = http://o.example/\n"
		"[rsa]\noffices = 082  100\nkeys = rsa3072\nvalidity_months = 12\n"
		"crl_url = http://lists.example/rsa.crl\n"
		"[test]\noffices = 999\norganization = Uji\nlocality = Palu\n",
		&p, &e) != RC_OK)
		fail_msg("%s", e.why);
	signer_profile_urls(a, &p, "http://kppn.example", "http://ocsp.example/");
	c = signer_profile_for(&p, STR("001"));
	CHECK_STR("first", c.name, "");
	CHECK_STR("first", c.leaf->crl_url, "http://kppn.example/pki/crl/g1.crl");
	CHECK_STR("first", c.leaf->issuer_url, "http://kppn.example/pki/g1.cer");
	assert_int_equal(c.validity_months, 24);
	c = signer_profile_for(&p, STR("100"));
	CHECK_STR("rsa", c.name, "rsa");
	CHECK_STR("rsa", c.leaf->organization, "Satu");
	CHECK_STR("rsa", c.leaf->crl_url, "http://lists.example/rsa.crl");
	CHECK_STR("rsa", c.leaf->ocsp_url, "http://ocsp.example/");
	assert_int_equal(c.validity_months, 12);
	assert_true(c.leaf->no_key[PKI_KEY_P256] && !c.leaf->no_key[PKI_KEY_RSA]);
	assert_int_equal(c.leaf->rsa_least_bits, 3072);
	c = signer_profile_for(&p, STR("999"));
	CHECK_STR("test", c.leaf->organization, "Uji");
	CHECK_STR("test", c.leaf->locality, "Palu");
	/* beginnings and parts of codes choose nothing */
	CHECK_STR("part", signer_profile_for(&p, STR("08")).name, "");
	CHECK_STR("none", signer_profile_for(&p, STR("")).name, "");
}

/* --- the corpus --- */

struct issuer {
	struct pki_key *key;
	struct pki_ca ca;
	str der;
};

static struct issuer
make_authority(enum pki_key_kind kind)
{
	struct pki_ca_fields f = { .serial = pki_serial_new(a),
		.country = STR("ID"),
		.organization = STR("Paraf Pengujian"),
		.name = STR("Paraf CA Pengujian"),
		.not_before_s = clock_now(&clock_system) - 3600,
		.not_after_s = clock_now(&clock_system) + 30LL * 366 * 86400,
		.path_length = 0,
		.policy = STR("") };
	struct issuer out = { 0 };
	struct err e = { 0 };

	CHECK_OK("key", pki_key_generate(kind, 2048, &out.key, &e), &e);
	CHECK_OK("spki", pki_key_spki(out.key, a, &f.spki, &e), &e);
	CHECK_OK("ca", pki_ca_make(a, &f, NULL, out.key, &out.der, &e), &e);
	CHECK_OK("read", pki_ca_read(a, out.der, &out.ca, &e), &e);
	out.ca.key = out.key;
	return out;
}

static str
repeat(const char *what, size_t n)
{
	struct buf b;

	buf_init(&b, a, 512);
	while (n-- > 0)
		buf_str(&b, str_from_z(what));
	return buf_get(&b);
}

/* Names and addresses at their limits and outside ASCII. */
struct person {
	str office, name, email;
};

static void
people(struct person out[6])
{
	const struct person rows[6] = {
		{ STR("KPPN Tolitoli"), STR("BUDI"), STR("b@k.go.id") },
		{ repeat("K", 64), repeat("\xc3\x89", 64),
		    str_fmt(a, "%s@%s.%s.go.id", repeat("a", 64).p, repeat("b", 63).p,
			repeat("c", 63).p) },
		{ STR("KPPN Ende"), STR("\xe1\xac\xa7\xe1\xac\xb6\xe1\xac\xb0"),
		    STR("bali@k.go.id") },
		{ STR("KPPN Sa'adah & \"Co\" <1>"), STR("O'Neil, S.H., M.Kn = #;\\+"),
		    STR("x+y_z-1@k.go.id") },
		{ STR("\xd9\x83\xd8\xa8\xd9\x86"), STR("\xe5\xad\x97\xf0\xa0\x80\x80"),
		    STR("q@k.go.id") },
		{ STR("K"), STR("A"), STR("!#$%&'*+/=?^_`{|}~-@k.go.id") },
	};

	memcpy(out, rows, sizeof(rows));
}

static const char *const corpus_profiles[] = {
	BASE "ocsp_url = http://127.0.0.1:8081/\n",
	BASE
	"state = Sulawesi Tengah\nlocality = Tolitoli\nunit = Perbendaharaan\n"
	"email_in_dn = yes\npolicies = 2.16.360.1.1.1.99999.1 2.16.360.1.1.1.99999.2\n"
	"validity_months = 60\n",
	"crl_url = http://lists.example/a.crl\nextended_key_usage =\npolicies =\n"
	"subject_alt_name = none\nkey_usage = digitalSignature\nvalidity_months = 1\n",
	BASE
	"keys = rsa2048\nkey_usage = digitalSignature keyEncipherment dataEncipherment\n",
	BASE "keys = p256 p384\nkey_usage = nonRepudiation keyAgreement\n",
};

static size_t
corpus_of(
    const char *dir, size_t at, const struct issuer *ca, str spki, enum pki_key_kind kind)
{
	int64_t now_s = clock_now(&clock_system);
	struct person who[6];

	people(who);
	for (size_t i = 0; i < ARRAY_LEN(corpus_profiles); i++) {
		struct signer_profile p;
		struct err e = { 0 };

		CHECK_OK(
		    corpus_profiles[i], read_profile(corpus_profiles[i], &p, &e), &e);
		for (size_t j = 0; j < ARRAY_LEN(who); j++) {
			const struct pki_leaf leaf = { .serial = pki_serial_new(a),
				.office_name = who[j].office,
				.name = who[j].name,
				.email = who[j].email,
				.spki = spki,
				.not_before_s = now_s,
				.not_after_s =
				    now_s + p.validity_months * 28 * 86400 - 1 };
			enum rc rc;
			str tbs, der;

			rc = pki_leaf_tbs(a, &p.leaf, &ca->ca, &leaf, &tbs, &e);
			if (p.leaf.no_key[kind]) {
				assert_int_equal(rc, RC_INVALID);
				continue;
			}
			CHECK_OK("build", rc, &e);
			CHECK_OK("lint",
			    pki_leaf_lint(a, &p.leaf, &ca->ca, &leaf, tbs, &e), &e);
			CHECK_OK("sign", pki_sign(a, ca->key, tbs, &der, &e), &e);
			run_write(
			    a, dir, str_fmt(a, "c%zu.pem", at).p, pki_cert_pem(a, der));
			run_write(a, dir, str_fmt(a, "c%zu.der", at++).p, der);
		}
	}
	return at;
}

static void
corpus_is_accepted(void **state)
{
	const struct {
		enum pki_key_kind kind;
		int bits;
	} keys[] = { { PKI_KEY_RSA, 2048 }, { PKI_KEY_RSA, 3072 }, { PKI_KEY_P256, 0 },
		{ PKI_KEY_P384, 0 } };
	size_t made = 0;

	(void)state;
	for (enum pki_key_kind k = 0; k < PKI_KEY__COUNT; k++) {
		struct issuer ca = make_authority(k);
		const char *dir = run_temp(a);
		size_t n = 0;

		for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
			struct pki_key *key;
			struct err e = { 0 };
			str spki;

			CHECK_OK("key",
			    pki_key_generate(keys[i].kind, keys[i].bits, &key, &e), &e);
			CHECK_OK("spki", pki_key_spki(key, a, &spki, &e), &e);
			n = corpus_of(dir, n, &ca, spki, keys[i].kind);
			pki_key_free(key);
		}
		run_write(a, dir, "ca.pem", pki_cert_pem(a, ca.der));
		(void)run_in(a, dir,
		    "set -e; openssl verify -x509_strict -CAfile ca.pem c[0-9]*.pem >/dev/null;"
		    " for f in c[0-9]*.pem; do"
		    " openssl x509 -in $f -outform DER -certopt ext_error | cmp - ${f%pem}der;"
		    " certtool -i --infile $f >gnutls 2>&1;"
		    " ! grep -iE 'error|warning|unknown extension|unparseable' gnutls;"
		    " done;"
		    " certtool --verify --load-ca-certificate ca.pem --infile c0.pem >/dev/null 2>&1");
		run_temp_drop(a, dir);
		pki_key_free(ca.key);
		made += n;
	}
	assert_int_equal(made, 288);
}

/* The lint is not the builder: one bit elsewhere and it says no. */
static void
lint_sees_another_profile(void **state)
{
	static const struct {
		const char *row, *built, *wanted;
	} rows[] = {
		{ "key usage", BASE "key_usage = digitalSignature\n", BASE },
		{ "locality", BASE "locality = Palu\n", BASE },
		{ "unit", BASE "unit = X\n", BASE },
		{ "state", BASE, BASE "state = X\n" },
		{ "SAN missing",
		    BASE
		    "subject_alt_name = none\nextended_key_usage = 1.3.6.1.5.5.7.3.36\n",
		    BASE "extended_key_usage = 1.3.6.1.5.5.7.3.36\n" },
		{ "keys", BASE, BASE "keys = rsa2048\n" },
	};
	struct issuer ca = make_authority(PKI_KEY_P256);
	int64_t now_s = clock_now(&clock_system);
	struct pki_leaf leaf = { .office_name = STR("KPPN"),
		.name = STR("BUDI"),
		.email = STR("b@k.go.id"),
		.not_before_s = now_s,
		.not_after_s = now_s + 86400 };
	struct err e = { 0 };
	struct pki_key *key;

	(void)state;
	CHECK_OK("key", pki_key_generate(PKI_KEY_P384, 0, &key, &e), &e);
	CHECK_OK("spki", pki_key_spki(key, a, &leaf.spki, &e), &e);
	leaf.serial = pki_serial_new(a);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct signer_profile built, wanted;
		str tbs;

		CHECK_OK(rows[i].row, read_profile(rows[i].built, &built, &e), &e);
		CHECK_OK(rows[i].row, read_profile(rows[i].wanted, &wanted, &e), &e);
		CHECK_OK(rows[i].row,
		    pki_leaf_tbs(a, &built.leaf, &ca.ca, &leaf, &tbs, &e), &e);
		CHECK_OK(rows[i].row,
		    pki_leaf_lint(a, &built.leaf, &ca.ca, &leaf, tbs, &e), &e);
		if (pki_leaf_lint(a, &wanted.leaf, &ca.ca, &leaf, tbs, &e) != RC_INTERNAL)
			fail_msg("%s: not seen", rows[i].row);
	}
	pki_key_free(key);
	pki_key_free(ca.key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(mistakes_are_named, set_up, tear_down),
		cmocka_unit_test_setup_teardown(office_chooses, set_up, tear_down),
		cmocka_unit_test_setup_teardown(corpus_is_accepted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    lint_sees_another_profile, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
