/*
 * letter_edit.h - templates of letters edited while the portal runs (SCREENS S4): every version is kept
 * with its hash, who made it and when; the newest is in force; rolling back makes a new version of an
 * old text. Version 0 is what the program ships.
 *
 * `office` is "" for the templates and the letterhead of everybody (central), or the code of an office
 * for its own letterhead. Who may call what stands in the route table.
 */
#ifndef DOMAIN_LETTER_EDIT_H
#define DOMAIN_LETTER_EDIT_H

#include "domain/domain.h"
#include "letters/letter.h"
#include "vault/vault.h"

#define LETTER_EDIT_BYTES    16000 /* one template, as sent by a form */
#define LETTER_EDIT_VERSIONS 100   /* shown */
#define LETTER_LOGO_BYTES    (200 * 1024)

struct letter_edit {
	const struct letter_template *shipped; /* the letterhead too */
	str body;                              /* in force */
	int64_t version;                       /* 0: as shipped */
	struct row_letter_version_list versions;
};

/* The kinds there are, the letterhead last. NULL after the last. */
const struct letter_template *letter_edit_kind(size_t i);
/* RC_NOT_FOUND: no such kind, or an office has no template of its own of it. */
MUST_USE enum rc letter_edit_load(
    struct domain *d, str kind, str office, struct letter_edit *out, struct err *e);
/* The text of one version. */
MUST_USE enum rc letter_edit_body(
    struct domain *d, str kind, str office, int64_t version, str *out, struct err *e);

/*
 * The text as a letter with invented values. RC_INVALID with line and column, or when something is
 * missing that letters of the kind need: a title, the code on every page, a place to sign. Heavy.
 */
MUST_USE enum rc letter_edit_preview(struct domain *d, str kind, str office, str body,
    struct letter_pdf *out, struct err *e);

struct letter_edit_save {
	str kind, office, body;
	str note;      /* why; may be empty */
	int64_t based; /* the version that was edited */
};
/*
 * A new version, after the same checks. RC_INVALID also when nothing was changed; RC_CONFLICT: somebody
 * else has saved meanwhile.
 */
MUST_USE enum rc letter_edit_save(struct domain *d, const struct actor *who,
    const struct letter_edit_save *in, struct err *e);
/* A new version with the text of that one. */
MUST_USE enum rc letter_edit_restore(struct domain *d, const struct actor *who, str kind,
    str office, int64_t version, int64_t based, struct err *e);

/* What is in force for a letter of that kind of that office: for letters_draw(). */
MUST_USE enum rc letter_edit_in_force(struct domain *d, const char *kind, str office,
    struct letter_template *out, struct err *e);
/*
 * The same with the text of that SHA-256 (hex), which may be an old one. RC_NOT_FOUND: it is neither a
 * version kept nor what this program ships.
 */
MUST_USE enum rc letter_edit_with_text(struct domain *d, const char *kind, str office,
    str sha256, struct letter_template *out, struct err *e);
/* Which text of a template (not the letterhead) is in force. */
struct letter_edit_mark {
	str version; /* as printed: number, dot, 12 hex digits of the hash; number 0: as shipped */
	str sha256; /* of the text, hex */
};
MUST_USE enum rc letter_edit_mark(struct domain *d, struct db *db, const char *kind,
    struct letter_edit_mark *out, struct err *e);
/* The logo of the office; out->width 0: none. */
MUST_USE enum rc letter_edit_logo(
    struct domain *d, str office, struct letter_logo *out, struct err *e);
/*
 * A picture as the logo of the actor's office; consumes `stage`. RC_INVALID: the inspector's sentence, or
 * more than LETTER_LOGO_SIDE pixels or LETTER_LOGO_BYTES as a JPEG. Heavy.
 */
MUST_USE enum rc letter_edit_logo_take(
    struct domain *d, const struct actor *who, struct vault_stage *stage, struct err *e);
MUST_USE enum rc letter_edit_logo_drop(
    struct domain *d, const struct actor *who, struct err *e);

#endif
