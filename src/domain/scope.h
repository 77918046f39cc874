/*
 * scope.h - the one function that decides whether a record lies within an actor's reach.
 *
 * The route table says which roles may call a page; this says which records those roles may touch
 * there. A record outside the scope is RC_NOT_FOUND, as if it did not exist (DESIGN 4).
 */
#ifndef DOMAIN_SCOPE_H
#define DOMAIN_SCOPE_H

#include "base/err.h"
#include "model/actor.h"

/* What a record is, as far as reach is concerned. Fields that do not apply are STR_NONE. */
struct scope {
	str office;      /* the office that owns the record */
	str account;     /* the account it is about */
	str application; /* the application it is about */
	str nip;         /* NIP of the person it is about: nobody handles his own file */
};

/* May see: own record; records of the own office; verifiers, central and auditors everywhere. */
bool scope_sees(const struct actor *who, const struct scope *s);
/* scope_sees as an error: RC_NOT_FOUND with the sentence of the 404 page. */
MUST_USE enum rc scope_check(
    const struct actor *who, const struct scope *s, struct err *e);
/* The record is about the actor himself (same account or same NIP). */
bool scope_is_own(const struct actor *who, const struct scope *s);

#endif
