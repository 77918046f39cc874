/*
 * view_key.h - what the key maker of /ambil/{number} needs ({{ use key_maker(&v->key) }}).
 *
 * The script posts `csrf` and `csr` (PKCS#10, PEM) urlencoded to `action` with Accept:
 * application/json. The answer is {"certificate": PEM, "chain": [PEM, ...]}, on refusal
 * {"error": sentence} with its status. The same request sent again must be answered with the same
 * certificate: the first answer may have been lost on the way.
 */
#ifndef WEB_VIEW_KEY_H
#define WEB_VIEW_KEY_H

#include "base/str.h"

struct view_key {
	str action; /* path without language prefix */
	str number; /* of the application; names the record and the files on the device */
	str csrf;
	/* What the request says; the authority decides what the certificate says. */
	str country, organisation, unit, name, serial;
	str follows; /* renewal: serial of the certificate that is followed; p NULL: none */
	bool
	    issued; /* already: only a device that holds the key or the file has something to do */
};

#endif
