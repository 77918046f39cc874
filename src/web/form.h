/*
 * form.h - forms as closed tables: one row per field drives the markup (ui.h), the checking of what
 * is sent, and the sentences people read.
 *
 * A form_spec is static and constant; a form is one filling-in of it and lives in a request's arena.
 * form_read knows nothing of HTTP beyond a list of names and values, so it can be tested alone.
 */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/http.h"

enum field_kind {
	F_TEXT,  /* one line; trimmed, runs of spaces squeezed */
	F_EMAIL, /* one line; must look like name@host.tld */
	F_TEL,   /* digits, spaces, dashes, dots, brackets and a leading + */
	F_DIGITS, /* only digits; copied spaces, dots and dashes are dropped; min, max count digits */
	F_PASSWORD, /* kept as typed, never shown again */
	F_CODE,     /* typed codes and numbers: spaces dropped, upper case */
	F_TEXTAREA, /* several lines, line ends made LF */
	F_SELECT,   /* one of options */
	F_RADIO,    /* one of options */
	F_CHECK, /* without options: one box, value "ya"; with options: any number of them */
	F_DATE,   /* sent as NAME_day, NAME_month, NAME_year */
	F_FILE,   /* sent as NAME, or as NAME_foto by the camera control */
	F_HIDDEN, /* one line, not shown */
	F_INT,    /* whole number; min, max are its range (both 0: any) */
	F__COUNT
};

struct field_option {
	const char *value; /* NULL ends the table */
	const char *label; /* N_(); data is allowed too */
	const char *hint;  /* N_() or NULL */
};

struct field_spec {
	const char *name;
	enum field_kind kind;
	int min, max;  /* characters (F_INT: range); max 0 = 200, F_TEXTAREA 2000 */
	bool required; /* missing = msg_empty; otherwise "(boleh dikosongkan)" is shown */
	bool
	    conditional; /* not required by the table but do not show "(boleh dikosongkan)" */
	bool camera;     /* F_FILE: offer "Ambil foto" beside "Pilih berkas" */
	const char *label; /* N_() */
	const char *hint;  /* N_() or NULL */
	const struct field_option *options;
	const char *autocomplete; /* HTML autocomplete token; NULL = "off" */
	const char *accept;       /* F_FILE: "image/jpeg,image/png" */
	int width;                /* govuk-input--width-N: 2 3 4 5 10 20 30; 0 = full */
	int rows;                 /* F_TEXTAREA, 0 = 5 */
	/* N_() sentences; NULL = one composed from the label */
	const char *msg_empty, *msg_long, *msg_short, *msg_bad;
};

struct form_spec {
	const struct field_spec *fields;
	size_t n;
};
#define FORM_SPEC(array)                                                                 \
	{                                                                                \
		(array), ARRAY_LEN(array)                                                \
	}

struct form_value {
	str raw; /* cleaned text; several ticked boxes are joined with commas */
	str day, month, year; /* F_DATE as typed */
	bool date_ok;
	struct date date;
	int64_t number;                     /* F_INT */
	const struct http_file *file;       /* F_FILE, NULL when none was sent */
	const struct field_option *options; /* overrides the table (form_set_options) */
	str error; /* in the reader's language; p NULL = no error */
};

struct form {
	const struct form_spec *spec;
	struct arena *a;
	enum lang lang;
	struct form_value *values; /* one per field of the spec */
	size_t n_errors;
	str first_error; /* of form_error_whole: an error that belongs to no single field */
};

/* An empty form, as shown on first GET. */
void form_init(
    struct form *f, const struct form_spec *spec, enum lang lang, struct arena *a);
/*
 * Read what was sent into a form made by form_init (and form_set_options). `files` may be NULL.
 * RC_INVALID (answer 400): a field that the table does not list ("csrf" and "once" are always
 * allowed), a field sent twice where only one is expected, a name that is not text. Everything a
 * person can put right is an error of the field instead: RC_OK is returned and form_ok() is false.
 */
MUST_USE enum rc form_read(struct form *f, const struct http_fields *fields,
    const struct http_files *files, struct err *e);
/* Overwrite every password of the form, here and where it was read from: after the handler. */
void form_wipe(struct form *f);
/* No error so far. */
bool form_ok(const struct form *f);

/* Getters; a name that is not in the table is a BUG. */
str form_str(const struct form *f, const char *name); /* p NULL when nothing was sent */
bool form_bool(const struct form *f, const char *name);
int64_t form_int(const struct form *f, const char *name);
/* false when empty or not a date (then the form has an error anyway). */
bool form_date(const struct form *f, const char *name, struct date *out);
/* The chosen file, NULL when none. Its rc tells whether it was accepted while streaming in. */
const struct http_file *form_file(const struct form *f, const char *name);
/* F_CHECK with options: was this box ticked? */
bool form_ticked(const struct form *f, const char *name, const char *value);
/* The ISO date of an F_DATE, p NULL when there is none. */
str form_date_iso(const struct form *f, const char *name);

/* Fill in what is already known (GET, or after a conflict). STR_NONE leaves the field empty. */
void form_set(struct form *f, const char *name, str value);
void form_set_date(struct form *f, const char *name, struct date d);
void form_set_int(struct form *f, const char *name, int64_t v);
/* Choices known only at run time; the table ends with value NULL and outlives the form. */
void form_set_options(
    struct form *f, const char *name, const struct field_option *options);

/* Put an error at a field, N_() text, unless it has one already. */
void form_error(struct form *f, const char *name, const char *msg);
/* As form_error with {0}..{n-1} in the (translated) text replaced. */
void form_error_with(
    struct form *f, const char *name, const char *msg, const str *values, size_t n);
/* An error of the form as a whole: shown in the summary, without a link. */
void form_error_whole(struct form *f, const char *msg);
/* The error of a field in the reader's language, p NULL if none. */
str form_error_of(const struct form *f, const char *name);

/* Index of the field in the table; BUG if there is none. */
size_t form_index(const struct form *f, const char *name);
/* `text` with {0}, {1} .. replaced by values; for composed, translated sentences. */
str form_fill(struct arena *a, const char *text, const str *values, size_t n);

#endif
