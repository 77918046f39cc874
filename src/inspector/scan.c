/*
 * scan.c - is a PDF nothing but pictures of pages? Scanners that recognise text write it below the picture
 * in rendering mode 3, neither filled nor stroked (ISO 32000-1, 9.3.6): it can be searched, not seen.
 */
#include "inspector/scan.h"

#include <stdlib.h>
#include <string.h>

#define INVISIBLE 3
#define DEPTH     32  /* saved graphics states; deeper counts as text that is seen */
#define FORMS     200 /* form XObjects looked into */
#define WORD      8   /* letters of an operator kept */

/* Reads a content stream as far as it matters here. */
struct reader {
	const unsigned char *p, *end;
	int mode[DEPTH], depth;
	int number; /* the last operand, if it was a small whole number */
};

static bool
is_space(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0;
}

static bool
is_delimiter(int c)
{
	return c != 0 && strchr("()<>[]{}/%", c) != NULL;
}

/* Behind a string in brackets, which may hold others. */
static void
skip_string(struct reader *r)
{
	int open = 0;

	for (; r->p < r->end; r->p++) {
		if (*r->p == '\\' && r->p + 1 < r->end)
			r->p++;
		else if (*r->p == '(')
			open++;
		else if (*r->p == ')' && --open == 0) {
			r->p++;
			return;
		}
	}
}

/* Behind the data of a picture in the stream: EI between white space. */
static void
skip_picture(struct reader *r)
{
	for (; r->end - r->p >= 3; r->p++)
		if (is_space(r->p[0]) && r->p[1] == 'E' && r->p[2] == 'I' &&
		    (r->end - r->p == 3 || is_space(r->p[3]))) {
			r->p += 3;
			return;
		}
	r->p = r->end;
}

/* The next operator or number; false at the end. */
static bool
next_word(struct reader *r, char word[WORD])
{
	size_t n = 0;

	while (r->p < r->end && (is_space(*r->p) || is_delimiter(*r->p))) {
		if (*r->p == '(') {
			skip_string(r);
		} else if (*r->p == '%') {
			while (r->p < r->end && *r->p != '\n' && *r->p != '\r')
				r->p++;
		} else if (*r->p++ == '/') {
			while (r->p < r->end && !is_space(*r->p) && !is_delimiter(*r->p))
				r->p++;
		}
	}
	for (; r->p < r->end && !is_space(*r->p) && !is_delimiter(*r->p); r->p++)
		if (n < WORD - 1)
			word[n++] = (char)*r->p;
	word[n] = '\0';
	return n > 0;
}

static bool
shows_text(const char *word)
{
	return strcmp(word, "Tj") == 0 || strcmp(word, "TJ") == 0 ||
	       strcmp(word, "'") == 0 || strcmp(word, "\"") == 0;
}

/* Does the stream show text that can be seen? What cannot be followed counts as seen. */
static bool
text_seen(const unsigned char *p, size_t n)
{
	struct reader r = { .p = p, .end = p + n };
	char word[WORD];

	while (next_word(&r, word)) {
		if (strcmp(word, "q") == 0) {
			if (r.depth + 1 == DEPTH)
				return true;
			r.mode[r.depth + 1] = r.mode[r.depth];
			r.depth++;
		} else if (strcmp(word, "Q") == 0) {
			r.depth -= r.depth > 0;
		} else if (strcmp(word, "Tr") == 0) {
			r.mode[r.depth] = r.number;
		} else if (strcmp(word, "ID") == 0) {
			skip_picture(&r);
		} else if (shows_text(word) && r.mode[r.depth] != INVISIBLE) {
			return true;
		}
		r.number = word[0] >= '0' && word[0] <= '9' && word[1] == '\0'
			       ? word[0] - '0'
			       : -1;
	}
	return false;
}

static bool
is_form(qpdf_data q, qpdf_oh oh)
{
	qpdf_oh dict = qpdf_oh_get_dict(q, oh);
	qpdf_oh kind = qpdf_oh_get_key_if_dict(q, dict, "/Subtype");
	bool form = qpdf_oh_is_name_and_equals(q, kind, "/Form");

	qpdf_oh_release(q, kind);
	qpdf_oh_release(q, dict);
	return form;
}

static bool
form_seen(qpdf_data q, qpdf_oh oh)
{
	unsigned char *p = NULL;
	QPDF_BOOL filtered = QPDF_FALSE;
	size_t n = 0;
	bool seen = true;

	if (!qpdf_oh_is_stream(q, oh) || !is_form(q, oh))
		return false;
	if (qpdf_oh_get_stream_data(q, oh, qpdf_dl_generalized, &filtered, &p, &n) ==
		QPDF_SUCCESS &&
	    filtered)
		seen = n > 0 && text_seen(p, n);
	free(p);
	return seen;
}

static bool
page_seen(qpdf_data q, int i)
{
	qpdf_oh page = qpdf_get_page_n(q, (size_t)i);
	unsigned char *p = NULL;
	size_t n = 0;
	bool seen = true;

	if (qpdf_oh_get_page_content_data(q, page, &p, &n) == QPDF_SUCCESS)
		seen = n > 0 && text_seen(p, n);
	free(p);
	qpdf_oh_release(q, page);
	return seen;
}

bool
scan_without_text(qpdf_data q, int pages, int objects)
{
	int forms = 0;

	for (int i = 0; i < pages; i++)
		if (page_seen(q, i))
			return false;
	for (int id = 1; id <= objects; id++) {
		qpdf_oh oh = qpdf_get_object_by_id(q, id, 0);
		bool seen = form_seen(q, oh);

		forms += qpdf_oh_is_stream(q, oh) && is_form(q, oh);
		qpdf_oh_release(q, oh);
		if (seen || forms > FORMS)
			return false;
	}
	return true;
}
