/*
 * certificate.h - the certificate: asked for by its holder, made by paraf-signer, suspended, lifted,
 * revoked (DESIGN 3.8, 3.9, 5; DOMAIN 4.7).
 *
 * The portal never decides alone: what is asked of the signer is stored first (tables issuance and
 * status_order), then the signer is asked outside of any transaction, and only its answer changes a
 * state. When it is away the stored question is repeated by certificate_finish_pending().
 */
#ifndef DOMAIN_CERTIFICATE_H
#define DOMAIN_CERTIFICATE_H

#include "domain/application.h"

extern const struct fsm certificate_fsm;

/* ---- reading ---- */

/* A certificate with what stands around it. */
struct certificate_file {
	struct row_certificate cert;
	struct row_application app;
	struct row_office office;
	struct row_status_order order; /* under way; id.p NULL: none */
};

/* RC_NOT_FOUND when there is none or it is out of the actor's reach. */
MUST_USE enum rc certificate_load(struct domain *d, const struct actor *who, str serial,
    struct certificate_file *out, struct err *e);
/* Of one application, newest first; the caller has checked his reach to the application. */
MUST_USE enum rc certificate_list_of(
    struct domain *d, str application, struct row_certificate_list *out, struct err *e);
/* The application of the holder's own session. */
MUST_USE enum rc certificate_holder_application(struct domain *d, const struct actor *who,
    struct row_application *out, struct err *e);
/* What a certificate is good for, and where anybody asks about it. */
/* A system of the setting accepted_in, and whether it takes this certificate today. */
struct certificate_system {
	str name;
	bool signs, enters; /* what people do there */
	const char *why;    /* N_(), {0} is `day`; NULL: it takes it */
	struct date day;    /* from or until when */
};
struct certificate_systems {
	const struct certificate_system *at;
	size_t n;
};
struct certificate_use {
	bool signs, enters; /* nonRepudiation; digitalSignature */
	str ocsp_url;       /* as configured, STR_NONE: none */
	str crl_url;        /* as it stands in it, STR_NONE: none */
	const char *
	    leaving; /* N_(): why its holder left; NULL: he did not, or it was answered "keep" */
	int64_t left_s;
	struct certificate_systems systems;
};
MUST_USE enum rc certificate_use(struct domain *d, const struct row_certificate *cert,
    struct certificate_use *out, struct err *e);
/* The systems alone (part of the above), by its usages. RC_INVALID: the setting. */
MUST_USE enum rc certificate_where(struct domain *d, const struct row_certificate *cert,
    const struct certificate_use *use, struct certificate_systems *out, struct err *e);
/* The register of the actor's office. */
#define CERTIFICATE_ROWS        50
#define CERTIFICATE_ENDING_DAYS 60
struct certificate_filter {
	str text;  /* in serial, name or address; STR_NONE: any */
	str state; /* stored word; STR_NONE: any */
	bool
	    ending; /* only those in use that end within 60 days and were not renewed, first first */
	int64_t before_s; /* INT64_MAX for the first page */
	str before_serial;
};
/* At most CERTIFICATE_ROWS + 1: one more says that there is a next page. */
MUST_USE enum rc certificate_register(struct domain *d, const struct actor *who,
    const struct certificate_filter *f, struct row_certificate_list *out, struct err *e);
MUST_USE enum rc certificate_history(
    struct domain *d, str serial, struct row_history_list *out, struct err *e);
/* Who opened the documents of the application, newest first. */
MUST_USE enum rc certificate_views_of(
    struct domain *d, str application, struct row_doc_views_of_list *out, struct err *e);
/* May this actor give this order now? The same rule as certificate_order() applies. */
bool certificate_may(const struct certificate_file *f, const struct actor *who,
    enum certificate_event event);

#define AGREEMENT_KIND "perjanjian-pemilik"
/*
 * The agreement of the holder as a PDF, for the application of his session: the text that he accepted by
 * asking for his certificate, or the one in force. Heavy.
 */
MUST_USE enum rc collect_agreement_pdf(struct domain *d,
    const struct row_application *app, const struct row_office *office, str *out,
    struct err *e);

/* Forms in which it can be downloaded. */
struct certificate_form {
	const char *name;  /* "cer" */
	const char *type;  /* media type */
	const char *label; /* N_() */
};
extern const struct certificate_form certificate_forms[];
extern const size_t certificate_n_forms;
/* The bytes of that form; RC_NOT_FOUND for an unknown one. The chain comes from publish_dir. */
MUST_USE enum rc certificate_bytes(struct domain *d, const struct row_certificate *cert,
    str form, const struct certificate_form **out_form, str *out, struct err *e);
/* PEM of the certificate and of those above it. */
struct certificate_pem {
	str certificate, issuer, root;
};
MUST_USE enum rc certificate_pems(struct domain *d, const struct row_certificate *cert,
    struct certificate_pem *out, struct err *e);

/* ---- collecting ---- */

/* Purpose of the link and code that are mailed when an application is approved (E18). */
#define CERTIFICATE_LINK "collect"

/* Where collecting stands, for pages. */
struct collect_file {
	struct row_application app;
	struct row_office office;
	struct row_issuance request; /* request_id.p NULL: none yet */
	struct row_certificate cert; /* serial.p NULL: none yet */
	bool over;                   /* approved, but the time has run out */
};
MUST_USE enum rc collect_load(struct domain *d, const struct actor *who, str number,
    struct collect_file *out, struct err *e);

/*
 * The holder (session of the application) sends a PKCS#10 request, DER or PEM. The same key again
 * gives the same certificate, also after the first answer was lost.
 *
 * RC_INVALID: what is wrong with the request. RC_CONFLICT: collected already with another key, or not
 * to be collected in this state. RC_UNAVAILABLE: stored, will be finished; says so. RC_DENIED: the
 * signer refuses; says why.
 */
struct collect_proof {
	str signature; /* made with the activation code on the holder's device, 64 bytes; or */
	str code;      /* the code as typed, where no script could sign */
	str revocation_hash; /* SHA-256 of the revocation code he made, or STR_NONE */
};
MUST_USE enum rc certificate_request(struct domain *d, const struct actor *who,
    str application, str pkcs10, const struct collect_proof *proof, str agent,
    struct row_certificate *out, struct err *e);

/* ---- status ---- */

struct certificate_reason {
	const char *name;  /* as stored and posted */
	const char *label; /* N_() */
	const char *hint;  /* N_() or NULL */
	int crl;           /* CRLReason, RFC 5280 5.3.1 */
	enum certificate_event event;
};
extern const struct certificate_reason certificate_reasons[];
extern const size_t certificate_n_reasons;
/* NULL when there is no such reason. */
const struct certificate_reason *certificate_reason_find(str name);
/* What people read for the stored reason; "" when there is none. */
const char *certificate_reason_label(str name);

/*
 * Order a change: CERT_EV_SUSPEND ("hold"), CERT_EV_UNSUSPEND ("lift"), CERT_EV_REVOKE and
 * CERT_EV_SUPERSEDE (a reason of that event; the event is taken from the reason). `note` may be
 * STR_NONE. On RC_OK the signer has recorded it and the portal too.
 *
 * RC_UNAVAILABLE: the signer is away; the order is kept and will be carried out, nothing is recorded
 * as done yet. Errors of fsm_apply otherwise; RC_INVALID for an unknown reason.
 *
 * Suspending needs no proof. Lifting and revoking do: an order signed by an officer, or (revoking) by the
 * certificate's own key, or the holder's revocation code; RC_DENIED without.
 */
struct signing;
struct order_proof {
	const struct signing *s; /* NULL: not signed */
	str code;                /* revocation code as typed, or STR_NONE */
};
MUST_USE enum rc certificate_order(struct domain *d, const struct actor *who, str serial,
    str reason, str note, int64_t version, const struct order_proof *proof,
    struct err *e);
/* Store an order that needs no proof ("ditahan") in the caller's transaction; errors as above. */
MUST_USE enum rc certificate_order_put_tx(struct domain *d, struct db *tx,
    const struct actor *who, str serial, str reason, str note, struct err *e);
/* Carry out what is stored for that certificate; RC_OK also when the signer is away. */
MUST_USE enum rc certificate_order_now(struct domain *d, str serial, struct err *e);
/* A signing_fill (signing.h) for such an order; arg is a struct order_about. */
struct statement;
struct order_about {
	const struct row_certificate *cert;
	const struct certificate_reason *reason;
};
MUST_USE enum rc certificate_order_fill(struct domain *d, const struct actor *who,
    void *arg, struct statement *st, struct err *e);

/* The digest with which its key signs, as openssl names it: "sha256", "sha384". */
MUST_USE enum rc certificate_digest(struct domain *d, const struct row_certificate *cert,
    const char **out, struct err *e);

/* ---- jobs of paraf-worker (need d->signer) ---- */

/* Finish requests and orders whose time has come. */
MUST_USE enum rc certificate_finish_pending(struct domain *d, struct err *e);
/* Certificates past their end become expired; uncollected applications lapse. */
MUST_USE enum rc certificate_expire_due(struct domain *d, struct err *e);
/*
 * Mail the holders whose certificate ends in 60, 30, 14, 7 or 1 days, once for each mark and not when it
 * has a follower already (SCREENS E20). *out_n: how many were told.
 */
MUST_USE enum rc certificate_remind(struct domain *d, int64_t *out_n, struct err *e);

#endif
