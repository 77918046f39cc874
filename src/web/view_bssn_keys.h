/* view_bssn_keys.h - the page of a verifier with all keys that wait for somebody. */
#ifndef WEB_VIEW_BSSN_KEYS_H
#define WEB_VIEW_BSSN_KEYS_H

#include "web/view_officer.h"

struct view_bssn_key {
	str href; /* p NULL: nothing for the actor to do */
	str person, office, words, since;
	const char *kind, *what; /* N_(); kind NULL: none */
};
struct view_bssn_key_list {
	const struct view_bssn_key *at;
	size_t n;
};
struct view_bssn_keys {
	struct view_shell shell;
	struct view_officer_keys own;
	bool own_waits; /* one of them is not known to the signer */
	struct view_bssn_key_list waiting, colleagues, gone, heads;
};

#endif
