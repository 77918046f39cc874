/* certificate_mail.h - what is mailed about certificates; inside src/domain. */
#ifndef DOMAIN_CERTIFICATE_MAIL_H
#define DOMAIN_CERTIFICATE_MAIL_H

#include "domain/certificate.h"

/* What certificate_fsm loads. */
struct certificate_object {
	struct row_certificate cert;
	struct row_application app;
};

/* E19: it was collected on that device. */
MUST_USE enum rc certificate_mail_collected_tx(struct change *c,
    const struct row_certificate *cert, str agent, str account, struct err *e);
/* It was followed by another one: to the holder and to those who keep the office's register. */
struct renewal_mail {
	str agent;
	bool
	    by_office; /* approved there, the key was lost; else signed with the old key */
	bool ended;    /* the old one is revoked */
};
MUST_USE enum rc certificate_mail_renewed_tx(struct domain *d, struct db *tx,
    const struct row_certificate *old, const struct row_certificate *cert,
    const struct renewal_mail *how, struct err *e);
/* Its holder has lost the key and asks for the next one: to those who keep the register, and to him. */
MUST_USE enum rc certificate_mail_renewal_asked_tx(struct domain *d, struct db *tx,
    const struct row_certificate *cert, str request, str agent, struct err *e);
/* His office said no, and why. */
MUST_USE enum rc certificate_mail_renewal_refused_tx(struct domain *d, struct db *tx,
    const struct row_certificate *cert, str why, struct err *e);
/* E20: it ends soon. */
MUST_USE enum rc certificate_mail_ending_tx(
    struct domain *d, struct db *tx, const struct row_certificate *cert, struct err *e);
/* E21: suspended, lifted, revoked; to the holder and to those who keep the office's register. */
MUST_USE enum rc certificate_mail_status_tx(struct change *c, struct err *e);

#endif
