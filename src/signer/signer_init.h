/*
 * signer_init.h - a new certificate authority on this machine: root, issuing CA, first lists.
 *
 * Made once by `paraf init`. Keys are encrypted under a secret of their own each, or the issuing key
 * lies in a token (keys.h). The root key stands alone in STATE/root (0700), to be moved off the
 * machine with its secret; paraf-signer needs only STATE/signer (0700) and writes STATE/pki (0755, what
 * paraf-web publishes under /pki/).
 *
 *	STATE/root/root.key root.cer		STATE/signer/<ca>.key <ca>.cer root.cer profile.conf
 *	STATE/root.secret			STATE/signer.secret
 *	STATE/pki/ca.cer root.cer chain.pem chain.p7c <ca>.crl root.crl
 */
#ifndef SIGNER_SIGNER_INIT_H
#define SIGNER_SIGNER_INIT_H

#include "base/clock.h"
#include "signer/keys.h"

/* STR_NONE or 0 = the default that stands beside. */
struct signer_names {
	str organization; /* Paraf Pengembangan */
	str root_name;    /* Paraf CA Induk Pengembangan */
	str issuing_name; /* Paraf CA Penerbit Pengembangan */
	str ca;           /* g1: file name of the list, letters, digits and '-' */
	str base_url; /* http://localhost:8080, no slash at the end: /pki/ca.cer, /pki/crl/<ca>.crl */
	str ocsp_url;                /* none */
	str leaf_organization;       /* Kementerian Keuangan */
	str officer_key;             /* passkey; or passkey,browser for demonstrations */
	enum pki_key_kind root_kind; /* used as given: PKI_KEY_P384 advised */
	enum pki_key_kind issuing_kind; /* PKI_KEY_P256 advised (LIMITS 0) */
	int root_years;                 /* 20 */
	int issuing_years;              /* 10 */
	struct signer_secrets secrets;  /* made when they do not exist, but never a PIN */
	const char *root_secret_file;   /* NULL: STATE/root.secret */
	const struct signer_token
	    *token; /* the issuing key is made there; NULL: in a file */
};
/* P-384 root, P-256 issuing CA, everything else as above. */
extern const struct signer_names signer_names_development;

/*
 * Make everything under `state` (an existing or new folder). RC_CONFLICT, nothing changed, if it
 * already holds an authority.
 */
MUST_USE enum rc signer_init(const char *state, const struct signer_names *names,
    const struct clock *clock, struct err *e);
/* Does `state` hold an authority? */
bool signer_exists(const char *state);

#endif
