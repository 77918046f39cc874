/* autosave.c - keeping and showing again what was typed into a form. */
#include "web/autosave.h"

#include "base/codec.h"
#include "base/log.h"
#include "domain/form_draft.h"
#include "web/pages.h"

#define TAIL STR("/otomatis")

/* The address of the form itself. */
static str
form_path(const struct page *p)
{
	if (p->path.n > TAIL.n && str_eq(str_from(p->path, p->path.n - TAIL.n), TAIL))
		return str_sub(p->path, 0, p->path.n - TAIL.n);
	return p->path;
}

/* Which field a sent name belongs to; n when none: date parts are NAME_day, NAME_month, NAME_year. */
static size_t
field_of(const struct form_spec *spec, str name)
{
	for (size_t i = 0; i < spec->n; i++) {
		const struct field_spec *s = &spec->fields[i];
		str base = str_from_z(s->name), rest;

		if (str_eq(name, base))
			return s->kind == F_DATE ? spec->n : i;
		if (s->kind != F_DATE || !str_starts(name, base))
			continue;
		rest = str_from(name, base.n);
		if (str_eq_z(rest, "_day") || str_eq_z(rest, "_month") ||
		    str_eq_z(rest, "_year"))
			return i;
	}
	return spec->n;
}

static bool
kept(enum field_kind kind)
{
	return kind != F_PASSWORD && kind != F_FILE && kind != F_HIDDEN && kind != F_INT;
}

enum rc
page_autosave_post(struct page *p, struct err *e)
{
	const struct form_spec *spec = p->form.spec;
	struct buf text;

	buf_init(&text, p->a, 1024);
	for (size_t k = 0; k < p->rq->form.n; k++) {
		const struct http_field *f = &p->rq->form.at[k];
		size_t i = field_of(spec, f->name);

		if (str_eq_z(f->name, "csrf") || str_eq_z(f->name, "once"))
			continue;
		if (i == spec->n || f->bad != HTTP_FIELD_OK)
			return err_set(e, RC_INVALID,
			    N_("Formulir ini memuat isian yang tidak dikenal. Muat ulang halaman."),
			    "not a text of this form");
		if (!kept(spec->fields[i].kind))
			continue;
		buf_str(&text, f->name);
		buf_z(&text, "=");
		buf_str(&text, base64url_encode(p->a, f->value.p, f->value.n));
		buf_z(&text, "\n");
	}
	p->rs->status = 204;
	return form_draft_put(&p->d, &p->who, form_path(p), buf_get(&text), e);
}

/* The kept lines as fields, in the order in which they were sent. */
static struct http_fields
parse(struct arena *a, str text)
{
	struct http_field *at;
	size_t n = 0, lines = 0;

	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	at = ARENA_ARRAY(a, lines + 1, struct http_field);
	while (text.n > 0) {
		const char *end = memchr(text.p, '\n', text.n);
		size_t len = end == NULL ? text.n : (size_t)(end - text.p);
		str line = str_sub(text, 0, len), value;
		const char *eq = memchr(line.p, '=', line.n);
		struct err ignored;

		text = str_from(text, end == NULL ? len : len + 1);
		if (eq == NULL)
			continue;
		if (base64url_decode(a, str_from(line, (size_t)(eq - line.p) + 1), &value,
			&ignored) != RC_OK)
			continue;
		at[n++] =
		    (struct http_field){ .name = str_sub(line, 0, (size_t)(eq - line.p)),
			    .value = value };
	}
	return (struct http_fields){ at, n };
}

static bool
sent(const struct http_fields *f, const struct field_spec *s, struct arena *a)
{
	if (s->kind == F_DATE)
		return http_field(f, str_z(a, str_fmt(a, "%s_day", s->name))) != NULL;
	return http_field(f, s->name) != NULL;
}

bool
autosave_fill(struct page *p, struct form *f)
{
	struct http_fields fields;
	struct form typed;
	int64_t saved_s;
	struct err e;
	bool any = false;
	str text;

	if (form_draft_get(&p->d, &p->who, form_path(p), &text, &saved_s, &e) != RC_OK) {
		log_line(LOG_WARN_, "autosave", "route=%s why=\"%s\"",
		    p->route->at.pattern, e.why);
		return false;
	}
	if (text.n == 0)
		return false;
	fields = parse(p->a, text);
	form_init(&typed, f->spec, p->lang, p->a);
	for (size_t i = 0; i < f->spec->n; i++)
		typed.values[i].options = f->values[i].options;
	if (form_read(&typed, &fields, NULL, &e) != RC_OK)
		return false; /* the form has other fields now */
	for (size_t i = 0; i < f->spec->n; i++) {
		const struct field_spec *s = &f->spec->fields[i];

		if (!kept(s->kind) || (s->kind != F_CHECK && !sent(&fields, s, p->a)))
			continue;
		typed.values[i].error = STR_NONE;
		f->values[i] = typed.values[i];
		any = true;
	}
	return any;
}

void
autosave_done(struct page *p)
{
	autosave_done_at(p, p->path);
}

void
autosave_done_at(struct page *p, str path)
{
	struct err e;

	if (form_draft_drop(&p->d, &p->who, path, &e) != RC_OK)
		log_line(LOG_WARN_, "autosave", "route=%s why=\"%s\"",
		    p->route->at.pattern, e.why);
}
