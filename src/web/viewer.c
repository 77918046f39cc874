/* viewer.c - what the viewer shows, from the address. */
#include "web/viewer.h"

#include "domain/document.h"
#include "domain/document_scan.h"

#define MOST_PAGES 50

struct looking { /* what the address asks for */
	const struct viewer *in;
	size_t now, other; /* indexes; other == n: nothing beside it */
	int64_t page, zoom, turn;
};

static const int64_t zooms[] = { 75, 100, 150, 200 };

static int64_t
number_of(struct page *p, const char *name, int64_t otherwise, int64_t max)
{
	str text = page_query(p, name);
	struct err ignored;
	int64_t n;

	if (text.p == NULL || str_int64(text, &n, &ignored) != RC_OK || n < 0 || n > max)
		return otherwise;
	return n;
}

static str
href(struct page *p, const struct looking *l, size_t doc, int64_t page, int64_t zoom,
    int64_t turn, size_t other)
{
	str s = str_fmt(p->a, "%.*s?dok=%.*s&hal=%lld&zum=%lld&putar=%lld",
	    STR_ARG(l->in->path), STR_ARG(l->in->docs[doc]->class), (long long)page,
	    (long long)zoom, (long long)turn);

	if (other < l->in->n)
		s = str_fmt(p->a, "%.*s&banding=%.*s", STR_ARG(s),
		    STR_ARG(l->in->docs[other]->class));
	return str_fmt(p->a, "%.*s#dokumen", STR_ARG(s));
}

static int64_t
pages_of(const struct row_document *doc)
{
	if (doc->pages == SQL_NULL_INT || doc->pages < 1)
		return 1;
	return doc->pages > MOST_PAGES ? MOST_PAGES : doc->pages;
}

static const char *
label_of(const struct row_document *doc)
{
	int c = document_class_parse(doc->class);

	return c < 0 ? "?" : document_class_label((enum document_class)c);
}

static size_t
find(const struct viewer *in, str class, size_t otherwise)
{
	for (size_t i = 0; class.p != NULL && i < in->n; i++)
		if (str_eq(in->docs[i]->class, class))
			return i;
	return otherwise;
}

static struct looking
look(struct page *p, const struct viewer *in)
{
	struct looking l = { .in = in,
		.now = find(in, page_query(p, "dok"), 0),
		.other = find(in, page_query(p, "banding"), in->n),
		.page = number_of(p, "hal", 1, MOST_PAGES),
		.zoom = number_of(p, "zum", 100, 200),
		.turn = number_of(p, "putar", 0, 270) };
	bool known = false;

	for (size_t i = 0; i < ARRAY_LEN(zooms); i++)
		known = known || zooms[i] == l.zoom;
	if (!known)
		l.zoom = 100;
	if (l.turn % 90 != 0)
		l.turn = 0;
	if (l.other == l.now)
		l.other = in->n;
	if (l.page < 1 || l.page > pages_of(in->docs[l.now]))
		l.page = 1;
	return l;
}

static void
put_tabs(struct page *p, struct view_viewer *v, const struct looking *l)
{
	struct view_viewer_tab *at = ARENA_ARRAY(p->a, l->in->n, struct view_viewer_tab);

	for (size_t i = 0; i < l->in->n; i++)
		at[i] = (struct view_viewer_tab){ label_of(l->in->docs[i]),
			href(p, l, i, 1, 100, 0, l->in->n), pages_of(l->in->docs[i]),
			i == l->now, l->in->seen != NULL && l->in->seen[i] };
	v->tabs.at = at;
	v->tabs.n = l->in->n;
}

static void
put_tools(struct page *p, struct view_viewer *v, const struct looking *l)
{
	int64_t pages = pages_of(l->in->docs[l->now]);
	struct view_viewer_page *at =
	    ARENA_ARRAY(p->a, (size_t)pages, struct view_viewer_page);

	for (size_t i = 0; i < ARRAY_LEN(zooms); i++) {
		if (zooms[i] != l->zoom)
			continue;
		if (i > 0)
			v->smaller =
			    href(p, l, l->now, l->page, zooms[i - 1], l->turn, l->other);
		if (i + 1 < ARRAY_LEN(zooms))
			v->larger =
			    href(p, l, l->now, l->page, zooms[i + 1], l->turn, l->other);
	}
	v->turn = href(p, l, l->now, l->page, l->zoom, (l->turn + 90) % 360, l->other);
	if (l->other < l->in->n) /* back to one */
		v->compare = href(p, l, l->now, l->page, 100, 0, l->in->n);
	else if (l->in->n > 1)
		v->compare = href(p, l, l->now, l->page, 100, 0, l->now == 0 ? 1 : 0);
	for (int64_t i = 0; i < pages; i++)
		at[i] =
		    (struct view_viewer_page){ str_fmt(p->a, "%lld", (long long)i + 1),
			    href(p, l, l->now, i + 1, l->zoom, l->turn, l->other),
			    i + 1 == l->page };
	v->pages.at = at;
	v->pages.n = (size_t)pages;
}

static struct view_viewer_picture
picture(struct page *p, const struct looking *l, size_t doc, int64_t page)
{
	const struct row_document *d = l->in->docs[doc];
	str parts[2] = { str_from_z(page_tr(p, label_of(d))), l->in->person };

	return (struct view_viewer_picture){
		.src = str_fmt(p->a, "/dokumen/%.*s/gambar?hal=%lld&dpi=%d",
		    STR_ARG(d->id), (long long)page, l->zoom > 100 ? 170 : 110),
		.alt = form_fill(p->a, page_tr(p, N_("{0} atas nama {1}.")), parts, 2),
		.label = label_of(d)
	};
}

/* Has the virus scanner still to say its word? */
static bool
is_waiting(struct page *p, str document)
{
	enum document_scan state = SCAN_OFF;
	struct err e;

	if (document_scan_state(&p->d, document, &state, &e) != RC_OK)
		return true; /* not known is not good */
	return state == SCAN_WAITING;
}

struct view_viewer
viewer_view(struct page *p, const struct viewer *in)
{
	struct view_viewer_picture *pictures =
	    ARENA_ARRAY(p->a, 2, struct view_viewer_picture);
	struct view_viewer v = { .any = in->n > 0 };
	const struct row_document *doc;
	struct looking l;

	if (in->n == 0)
		return v;
	l = look(p, in);
	doc = in->docs[l.now];
	put_tabs(p, &v, &l);
	put_tools(p, &v, &l);
	v.label = label_of(doc);
	v.about = str_fmt(p->a, "%s · %.*s",
	    str_eq_z(doc->type, "application/pdf") ? "PDF" : "JPG",
	    STR_ARG(
		date_short(p->a, time_civil(doc->created_s, in->zone).date, p->lang)));
	pictures[v.pictures.n++] = picture(p, &l, l.now, l.page);
	if (l.other < in->n)
		pictures[v.pictures.n++] = picture(p, &l, l.other, 1);
	v.pictures.at = pictures;
	if (in->download)
		v.original = str_fmt(p->a, "/dokumen/%.*s/unduh", STR_ARG(doc->id));
	v.zoom_n = l.zoom;
	v.turn_n = l.turn;
	v.sha = str_fmt(p->a, "%.*s…%.*s", STR_ARG(str_sub(doc->sha256, 0, 4)),
	    STR_ARG(str_from(doc->sha256, doc->sha256.n < 4 ? 0 : doc->sha256.n - 4)));
	v.waiting = is_waiting(p, doc->id);
	v.opened = str_fmt(p->a, "%.*s, %.*s", STR_ARG(p->who.name),
	    STR_ARG(time_long(p->a, domain_now(&p->d), in->zone, p->lang)));
	return v;
}
