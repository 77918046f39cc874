/* systems.h - the setting accepted_in: which systems take our certificates, and on what terms. */
#ifndef CONF_SYSTEMS_H
#define CONF_SYSTEMS_H

#include "base/err.h"
#include "base/str.h"
#include "conf/conf.h"

#define CONF_SYSTEMS 32 /* most */

/* One system; what is absent asks for nothing. */
struct conf_system {
	str name;
	bool signs, enters; /* what people do there: sign documents, prove who they are */
	struct conf_list
	    policies; /* dotted OIDs; one of them must stand in the certificate */
	struct conf_list offices; /* codes of three digits */
	int64_t from_day,
	    until_day; /* civil days since 1970 (date_to_days), both included; 0: open */
};
struct conf_systems {
	const struct conf_system *at;
	size_t n;
};

/*
 * "SAKTI: sign; OM-SPAN: enter office=082 policy=2.16.360.1.1.1 from=2026-01-01 until=2027-12-31". Texts point
 * into `text`. RC_INVALID: e->msg names the system and says what to write.
 */
MUST_USE enum rc conf_systems_parse(
    struct arena *a, str text, struct conf_systems *out, struct err *e);

#endif
