/*
 * pdf.c - the structure of a PDF, by qpdf without recovery: what it would do when opened.
 *
 * Two walks over all objects: every object number of the cross-reference table, and whatever is
 * reachable from the trailer with its own generation number. Names come from qpdf decoded, so
 * /J#61vaScript is /JavaScript here. Page contents are not inflated: rendering has its own sandbox.
 */
#include <stdlib.h>

#include <qpdf/qpdf-c.h>
#include <qpdf/qpdflogger-c.h>

#include "base/limits.h"
#include "inspector/inspector.h"
#include "inspector/scan.h"
#include "vault/sniff.h"

#define MAX_OBJECTS 100000
#define MAX_NODES   1000000

/* As key or as value. ISO 32000-1: 12.6.4 actions, 7.11.4 embedded files, 12.7.8 XFA, 13 media. */
static const struct {
	const char *name;
	enum inspect_code code;
} forbidden[] = {
	{ "/JS", INSPECT_PDF_ACTIVE },
	{ "/JavaScript", INSPECT_PDF_ACTIVE },
	{ "/Launch", INSPECT_PDF_ACTIVE },
	{ "/AA", INSPECT_PDF_ACTIVE },
	{ "/SubmitForm", INSPECT_PDF_ACTIVE },
	{ "/ResetForm", INSPECT_PDF_ACTIVE },
	{ "/ImportData", INSPECT_PDF_ACTIVE },
	{ "/GoToE", INSPECT_PDF_ACTIVE },
	{ "/GoToR", INSPECT_PDF_ACTIVE },
	{ "/GoTo3DView", INSPECT_PDF_ACTIVE },
	{ "/Rendition", INSPECT_PDF_ACTIVE },
	{ "/XFA", INSPECT_PDF_ACTIVE },
	{ "/Movie", INSPECT_PDF_FILES },
	{ "/Sound", INSPECT_PDF_FILES },
	{ "/Screen", INSPECT_PDF_FILES },
	{ "/3D", INSPECT_PDF_FILES },
	{ "/RichMedia", INSPECT_PDF_FILES },
	{ "/EF", INSPECT_PDF_FILES },
	{ "/EmbeddedFile", INSPECT_PDF_FILES },
	{ "/EmbeddedFiles", INSPECT_PDF_FILES },
	{ "/FileAttachment", INSPECT_PDF_FILES },
	{ "/Collection", INSPECT_PDF_FILES },
};

struct walk {
	qpdf_data q;
	qpdf_oh *stack; /* direct objects still to look at */
	size_t n, cap, nodes;
	uint8_t *seen;   /* object numbers already looked at, generation 0 */
	int (*later)[2]; /* objects still to look at */
	size_t later_n, later_cap;
	int64_t objects, fonts, scans;
	int last; /* highest object number */
	enum inspect_code code;
};

static void
refuse(struct walk *w, enum inspect_code code)
{
	if (w->code == INSPECT_OK)
		w->code = code;
}

/* Room for one more element; refuses the file when it goes too far. */
static bool
room(struct walk *w, void **p, size_t n, size_t *cap, size_t size)
{
	void *q;

	if (n < *cap)
		return true;
	if (n >= MAX_NODES || (q = realloc(*p, (*cap * 2 + 256) * size)) == NULL) {
		refuse(w, INSPECT_PDF_COMPLEX);
		return false;
	}
	*p = q;
	*cap = *cap * 2 + 256;
	return true;
}

static void
check_name(struct walk *w, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(forbidden); i++)
		if (strcmp(name, forbidden[i].name) == 0)
			refuse(w, forbidden[i].code);
}

/* What is behind a reference is looked at later, once; what is direct goes on the stack. */
static void
push(struct walk *w, qpdf_oh oh)
{
	void *p;

	if (++w->nodes > MAX_NODES) {
		refuse(w, INSPECT_PDF_COMPLEX);
		return;
	}
	if (qpdf_oh_is_indirect(w->q, oh)) {
		int id = qpdf_oh_get_object_id(w->q, oh),
		    gen = qpdf_oh_get_generation(w->q, oh);

		qpdf_oh_release(w->q, oh);
		p = w->later;
		if (!room(w, &p, w->later_n, &w->later_cap, sizeof(*w->later)))
			return;
		w->later = p;
		w->later[w->later_n][0] = id;
		w->later[w->later_n++][1] = gen;
		return;
	}
	p = w->stack;
	if (!room(w, &p, w->n, &w->cap, sizeof(*w->stack)))
		return;
	w->stack = p;
	w->stack[w->n++] = oh;
}

/*
 * An action that only shows a page is what word processors write; anything else acts, also what
 * follows such an action (ISO 32000-1, 12.6.2).
 */
static void
check_open_action(struct walk *w, qpdf_oh action)
{
	qpdf_oh kind, next;

	if (qpdf_oh_is_array(w->q, action))
		return;
	kind = qpdf_oh_get_key_if_dict(w->q, action, "/S");
	next = qpdf_oh_get_key_if_dict(w->q, action, "/Next");
	if (!qpdf_oh_is_name_and_equals(w->q, kind, "/GoTo") ||
	    !qpdf_oh_is_null(w->q, next))
		refuse(w, INSPECT_PDF_ACTIVE);
	qpdf_oh_release(w->q, kind);
	qpdf_oh_release(w->q, next);
}

static void
look_at_dict(struct walk *w, qpdf_oh dict)
{
	qpdf_oh_begin_dict_key_iter(w->q, dict);
	while (w->code == INSPECT_OK && qpdf_oh_dict_more_keys(w->q)) {
		const char *key = qpdf_oh_dict_next_key(w->q);
		qpdf_oh value = qpdf_oh_get_key(w->q, dict, key);

		check_name(w, key);
		if (strcmp(key, "/OpenAction") == 0)
			check_open_action(w, value);
		/* as type of an object it is an article's, as action it opens a file */
		if (strcmp(key, "/S") == 0 &&
		    qpdf_oh_is_name_and_equals(w->q, value, "/Thread"))
			refuse(w, INSPECT_PDF_ACTIVE);
		if (strcmp(key, "/Type") == 0 &&
		    qpdf_oh_is_name_and_equals(w->q, value, "/Font"))
			w->fonts++;
		push(w, value);
	}
}

static long long
number_in(struct walk *w, qpdf_oh dict, const char *key)
{
	qpdf_oh oh = qpdf_oh_get_key(w->q, dict, key);
	long long n = qpdf_oh_is_integer(w->q, oh) ? qpdf_oh_get_int_value(w->q, oh) : 0;

	qpdf_oh_release(w->q, oh);
	return n;
}

#define SCAN_SIDE                                                                        \
	1000 /* pixels; what our own letters carry is smaller (LETTER_LOGO_SIDE) */

/* A picture as large as a page: scanners write one for each page, with or without text below it. */
static void
count_scan(struct walk *w, qpdf_oh dict)
{
	qpdf_oh kind = qpdf_oh_get_key(w->q, dict, "/Subtype");

	if (qpdf_oh_is_name_and_equals(w->q, kind, "/Image") &&
	    (number_in(w, dict, "/Width") > SCAN_SIDE ||
		number_in(w, dict, "/Height") > SCAN_SIDE))
		w->scans++;
	qpdf_oh_release(w->q, kind);
}

static void
look_at(struct walk *w, qpdf_oh oh)
{
	switch (qpdf_oh_get_type_code(w->q, oh)) {
	case ot_name:
		check_name(w, qpdf_oh_get_name(w->q, oh));
		break;
	case ot_array:
		for (int i = 0, n = qpdf_oh_get_array_n_items(w->q, oh);
		     i < n && w->code == INSPECT_OK; i++)
			push(w, qpdf_oh_get_array_item(w->q, oh, i));
		break;
	case ot_dictionary:
		look_at_dict(w, oh);
		break;
	case ot_stream: {
		qpdf_oh dict = qpdf_oh_get_dict(w->q, oh);

		look_at_dict(w, dict);
		if (qpdf_oh_has_key(w->q, dict, "/F")) /* its data are in another file */
			refuse(w, INSPECT_PDF_FILES);
		count_scan(w, dict);
		qpdf_oh_release(w->q, dict);
		break;
	}
	default:
		break;
	}
	qpdf_oh_release(w->q, oh);
}

static void
drain(struct walk *w)
{
	while (w->n > 0 && w->code == INSPECT_OK) {
		qpdf_oh oh = w->stack[--w->n];

		look_at(w, oh);
	}
}

static void
look_at_object(struct walk *w, int id, int gen)
{
	if (id < 1 || id > MAX_OBJECTS) {
		refuse(w, INSPECT_PDF_COMPLEX);
		return;
	}
	if (gen == 0) {
		if (w->seen[id])
			return;
		w->seen[id] = 1;
	} else if (gen > 65535 || w->objects > MAX_OBJECTS) {
		refuse(w, INSPECT_PDF_COMPLEX);
		return;
	}
	w->objects++;
	look_at(w, qpdf_get_object_by_id(w->q, id, gen));
	drain(w);
}

/* References of other generations could go round for ever: each of those is looked at once. */
static bool
seen_before(const struct walk *w, size_t at)
{
	if (w->later[at][1] == 0)
		return w->later[at][0] >= 1 && w->later[at][0] <= MAX_OBJECTS &&
		       w->seen[w->later[at][0]];
	for (size_t i = 0; i < at; i++)
		if (w->later[i][0] == w->later[at][0] &&
		    w->later[i][1] == w->later[at][1])
			return true;
	return false;
}

static void
walk_all(struct walk *w)
{
	qpdf_oh trailer = qpdf_get_trailer(w->q);
	qpdf_oh size = qpdf_oh_get_key(w->q, trailer, "/Size");
	long long n = qpdf_oh_get_int_value(w->q, size);
	size_t other = 0;

	qpdf_oh_release(w->q, size);
	if (n < 1 || n > MAX_OBJECTS) {
		refuse(w, INSPECT_PDF_COMPLEX);
		return;
	}
	w->last = (int)n - 1;
	look_at(w, trailer);
	drain(w);
	for (int id = 1; id < n && w->code == INSPECT_OK; id++)
		look_at_object(w, id, 0);
	for (size_t i = 0; i < w->later_n && w->code == INSPECT_OK; i++) {
		if (w->later[i][1] != 0 && ++other > 1000)
			refuse(w, INSPECT_PDF_COMPLEX);
		if (!seen_before(w, i))
			look_at_object(w, w->later[i][0], w->later[i][1]);
	}
}

static void
check_pages(struct walk *w, struct verdict *v)
{
	int n = qpdf_get_num_pages(w->q);

	v->wire.value[INSPECT_V_PAGES] = n;
	if (n > LIMIT_PDF_PAGES)
		refuse(w, INSPECT_PDF_PAGES);
	else if (n == 0)
		refuse(w, INSPECT_PDF_NO_PAGES);
	else if (n < 0)
		refuse(w, INSPECT_PDF_DAMAGED);
}

/* Content is unpacked only where every page may be a picture. */
static bool
is_scan(struct walk *w, const struct verdict *v)
{
	int64_t pages = v->wire.value[INSPECT_V_PAGES];

	if (w->fonts == 0)
		return true;
	return w->scans >= pages && scan_without_text(w->q, (int)pages, w->last);
}

/* Memory running out is the file's doing; a password is a sentence of its own. */
static enum inspect_code
code_of_error(qpdf_data q)
{
	switch (qpdf_get_error_code(q, qpdf_get_error(q))) {
	case qpdf_e_password:
		return INSPECT_PDF_LOCKED;
	case qpdf_e_internal:
	case qpdf_e_system:
		return INSPECT_PDF_COMPLEX;
	default:
		return INSPECT_PDF_DAMAGED;
	}
}

static enum inspect_code
open_pdf(qpdf_data q, str bytes)
{
	qpdflogger_handle log = qpdflogger_create();

	qpdflogger_set_error(log, qpdf_log_dest_discard, NULL, NULL);
	qpdflogger_set_warn(log, qpdf_log_dest_discard, NULL, NULL);
	qpdflogger_set_info(log, qpdf_log_dest_discard, NULL, NULL);
	qpdf_set_logger(q, log);
	qpdflogger_cleanup(&log);
	qpdf_silence_errors(q);
	qpdf_set_suppress_warnings(q, QPDF_TRUE);
	qpdf_set_attempt_recovery(q, QPDF_FALSE);
	if ((qpdf_read_memory(q, "pdf", bytes.p, bytes.n, NULL) & QPDF_ERRORS) != 0)
		return code_of_error(q);
	return qpdf_is_encrypted(q) ? INSPECT_PDF_LOCKED : INSPECT_OK;
}

void
job_pdf(str bytes, struct verdict *v)
{
	struct walk w = { .code = INSPECT_OK };

	if (bytes.n == 0 || sniff_type(bytes) != FILE_PDF) {
		v->wire.code = bytes.n == 0 ? INSPECT_EMPTY : INSPECT_NOT_PDF;
		return;
	}
	w.q = qpdf_init();
	w.seen = calloc(MAX_OBJECTS + 1, 1);
	if (w.seen == NULL)
		refuse(&w, INSPECT_PDF_COMPLEX);
	if (w.code == INSPECT_OK)
		w.code = open_pdf(w.q, bytes);
	if (w.code == INSPECT_OK)
		walk_all(&w);
	if (w.code == INSPECT_OK)
		check_pages(&w, v);
	if (w.code == INSPECT_OK && qpdf_has_error(w.q))
		w.code = code_of_error(w.q);
	if (w.code == INSPECT_OK && qpdf_more_warnings(w.q))
		w.code = INSPECT_PDF_DAMAGED;
	v->wire.value[INSPECT_V_OBJECTS] = w.objects;
	v->wire.value[INSPECT_V_FONTS] = w.fonts;
	v->wire.value[INSPECT_V_SCAN] = w.code == INSPECT_OK && is_scan(&w, v);
	v->wire.code = w.code;
	qpdf_cleanup(&w.q);
	free(w.seen);
	free(w.stack);
	free(w.later);
}
