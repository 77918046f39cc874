/*
 * mask.h - personal data made short for places where the person is known to whoever must know, and
 * to nobody else: lists, public checks, mails, log lines of the portal (SCREENS V6, DOMAIN 2.8).
 */
#ifndef DOMAIN_MASK_H
#define DOMAIN_MASK_H

#include "base/str.h"

/* "Dewi Cahyanih" to "D••i C••••••h": first and last letter of each word stay, short words one. */
str mask_name(struct arena *a, str name);
/* "dewi@kemenkeu.go.id" to "d•••i@kemenkeu.go.id"; always three dots, so no length is told. */
str mask_email(struct arena *a, str address);
/* "3174054508900001" to "317405••••••0001". */
str mask_nik(struct arena *a, str digits);
/* "199008052015032001" to "1990••••••••••2001". */
str mask_nip(struct arena *a, str digits);

#endif
