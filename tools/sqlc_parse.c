/*
 * sqlc_parse.c - reading the directives in db/queries (*.sql).
 *
 * A directive is a comment line "-- word: ..."; a comment line that begins with two or more spaces
 * ("--   ...") continues it. Other comment lines are for people. What is not a comment is SQL.
 */
#include <stdarg.h>
#include <stdio.h>

#include "sqlc.h"

enum directive { D_ROW, D_NAME, D_DOES, D_IN, D_RETURNS, D_SQLITE, D_PGSQL, D__COUNT };

static const char *const words[D__COUNT] = { "row", "name", "does", "in", "returns",
	"sqlite", "pgsql" };

struct reader {
	struct sqlc *c;
	struct place at;
	struct query *q; /* being read, or NULL */
	int engine;      /* the text that follows is for this engine, -1 both */
};

void
sqlc_init(struct sqlc *c, struct arena *a)
{
	memset(c, 0, sizeof(*c));
	c->a = a;
	c->rows_end = &c->rows;
	c->queries_end = &c->queries;
}

void
sqlc_error(struct sqlc *c, struct place at, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%d: ", at.file, at.line);
	va_start(ap, fmt);
	(void)vfprintf(stderr, fmt, ap);
	va_end(ap);
	(void)fputc('\n', stderr);
	c->errors++;
}

struct row *
sqlc_row(struct sqlc *c, str name)
{
	for (struct row *r = c->rows; r != NULL; r = r->next)
		if (str_eq(r->name, name))
			return r;
	return NULL;
}

static bool
is_name(str s)
{
	if (s.n == 0 || !(s.p[0] >= 'a' && s.p[0] <= 'z'))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') ||
			(s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '_'))
			return false;
	return true;
}

/* "name type" or "name type null" into `out`. */
static bool
parse_column(struct reader *r, str words_left, struct column *out)
{
	str left = words_left, type;

	out->name = str_cut(&left, ' ');
	type = str_cut(&left, ' ');
	if (!is_name(out->name)) {
		sqlc_error(
		    r->c, r->at, "not a column name: \"%.*s\"", STR_ARG(out->name));
		return false;
	}
	if (str_eq_z(type, "text"))
		out->type = COL_TEXT;
	else if (str_eq_z(type, "bigint"))
		out->type = COL_BIGINT;
	else if (str_eq_z(type, "blob"))
		out->type = COL_BLOB;
	else {
		sqlc_error(r->c, r->at, "column %.*s: unknown type \"%.*s\"",
		    STR_ARG(out->name), STR_ARG(type));
		return false;
	}
	out->null = str_eq_z(left, "null");
	if (left.n != 0 && !out->null) {
		sqlc_error(r->c, r->at, "column %.*s: unknown word \"%.*s\"",
		    STR_ARG(out->name), STR_ARG(left));
		return false;
	}
	return true;
}

/* "id text, n bigint null" into `out`. */
static bool
parse_columns(struct reader *r, str list, struct columns *out)
{
	str left = list;

	while (left.n > 0) {
		str one = str_squeeze(r->c->a, str_cut(&left, ','));
		struct column col;

		if (!parse_column(r, one, &col))
			return false;
		for (size_t i = 0; i < out->n; i++)
			if (str_eq(out->at[i].name, col.name)) {
				sqlc_error(r->c, r->at, "column %.*s stands there twice",
				    STR_ARG(col.name));
				return false;
			}
		if (out->n == SQLC_COLUMNS) {
			sqlc_error(r->c, r->at, "more than %d columns", SQLC_COLUMNS);
			return false;
		}
		out->at[out->n++] = col;
	}
	return true;
}

static struct row *
row_new(struct reader *r, str name)
{
	struct row *row = ARENA_NEW(r->c->a, struct row);

	row->name = name;
	row->at = r->at;
	*r->c->rows_end = row;
	r->c->rows_end = &row->next;
	return row;
}

static void
read_row(struct reader *r, str value)
{
	str left = value, name = str_cut(&left, ' ');
	struct row *row;

	r->q = NULL;
	if (!is_name(name)) {
		sqlc_error(r->c, r->at, "not a row name: \"%.*s\"", STR_ARG(name));
		return;
	}
	if (sqlc_row(r->c, name) != NULL) {
		sqlc_error(r->c, r->at, "row %.*s is defined twice", STR_ARG(name));
		return;
	}
	row = row_new(r, name);
	if (parse_columns(r, left, &row->cols) && row->cols.n == 0)
		sqlc_error(r->c, r->at, "row %.*s has no columns", STR_ARG(name));
}

static void
read_name(struct reader *r, str name)
{
	struct query *q;

	r->q = NULL;
	r->engine = -1;
	if (!is_name(name)) {
		sqlc_error(r->c, r->at, "not a query name: \"%.*s\"", STR_ARG(name));
		return;
	}
	for (q = r->c->queries; q != NULL; q = q->next)
		if (str_eq(q->name, name)) {
			sqlc_error(r->c, r->at,
			    "query %.*s is defined twice (first at %s:%d)", STR_ARG(name),
			    q->at.file, q->at.line);
			return;
		}
	q = ARENA_NEW(r->c->a, struct query);
	q->name = name;
	q->at = r->at;
	q->both = true;
	*r->c->queries_end = q;
	r->c->queries_end = &q->next;
	r->c->n_queries++;
	r->q = q;
}

/* "@name" must be a row defined above. */
static struct row *
row_named(struct reader *r, str at_name)
{
	struct row *row = sqlc_row(r->c, str_from(at_name, 1));

	if (row == NULL)
		sqlc_error(r->c, r->at, "no row \"%.*s\" is defined before this line",
		    STR_ARG(at_name));
	return row;
}

static void
read_in(struct reader *r, str value)
{
	r->q->has_in = true;
	if (!str_starts(value, STR("@"))) {
		parse_columns(r, value, &r->q->in);
		return;
	}
	r->q->in_row = row_named(r, value);
	if (r->q->in_row != NULL)
		r->q->in = r->q->in_row->cols;
}

static void
read_returns(struct reader *r, str value)
{
	str left = value, kind = str_cut(&left, ' ');
	struct row *row;

	left = str_trim(left);
	if (str_eq_z(kind, "exec") || str_eq_z(kind, "later") ||
	    str_eq_z(kind, "changed")) {
		r->q->returns = str_eq_z(kind, "exec")    ? RETURNS_EXEC
				: str_eq_z(kind, "later") ? RETURNS_LATER
							  : RETURNS_CHANGED;
		if (left.n != 0)
			sqlc_error(r->c, r->at, "%.*s returns no columns", STR_ARG(kind));
		return;
	}
	if (!str_eq_z(kind, "one") && !str_eq_z(kind, "many")) {
		sqlc_error(r->c, r->at,
		    "returns: one, many, exec, later or changed, not \"%.*s\"",
		    STR_ARG(kind));
		return;
	}
	r->q->returns = str_eq_z(kind, "one") ? RETURNS_ONE : RETURNS_MANY;
	if (str_starts(left, STR("@"))) {
		row = row_named(r, left);
	} else if (sqlc_row(r->c, r->q->name) != NULL) {
		sqlc_error(r->c, r->at, "its columns would make a second row %.*s",
		    STR_ARG(r->q->name));
		return;
	} else {
		row = row_new(r, r->q->name);
		if (parse_columns(r, left, &row->cols) && row->cols.n == 0)
			sqlc_error(r->c, r->at, "returns no columns");
	}
	r->q->row = row;
	if (row != NULL && r->q->returns == RETURNS_MANY)
		row->listed = true;
}

static void
read_directive(struct reader *r, enum directive d, str value)
{
	if (d == D_ROW) {
		read_row(r, value);
		return;
	}
	if (d == D_NAME) {
		read_name(r, value);
		return;
	}
	if (r->q == NULL) {
		sqlc_error(r->c, r->at, "%s: outside a query", words[d]);
		return;
	}
	if ((d == D_DOES && r->q->does.n > 0) || (d == D_IN && r->q->has_in) ||
	    (d == D_RETURNS && r->q->returns != RETURNS_NONE)) {
		sqlc_error(r->c, r->at, "a second %s: in one query", words[d]);
		return;
	}
	switch (d) {
	case D_DOES:
		r->q->does = value;
		break;
	case D_IN:
		read_in(r, value);
		break;
	case D_RETURNS:
		read_returns(r, value);
		break;
	default:
		r->q->both = false;
		r->engine = d == D_SQLITE ? ENGINE_SQLITE : ENGINE_PGSQL;
		break;
	}
}

/* SQL, for the engine of the section or for both. */
static void
read_sql(struct reader *r, str line)
{
	for (int i = 0; i < ENGINE__COUNT; i++) {
		struct buf b;

		if (r->engine != -1 && r->engine != i)
			continue;
		buf_init(&b, r->c->a, r->q->text[i].n + line.n + 1);
		buf_str(&b, r->q->text[i]);
		buf_str(&b, line);
		buf_char(&b, '\n');
		r->q->text[i] = buf_get(&b);
	}
}

/* The directive a comment line begins with, or -1; `*out_value` is what follows the colon. */
static int
directive_of(struct reader *r, str line, str *out_value)
{
	str rest = str_from(line, 3), word = str_cut(&rest, ':');

	if (!str_starts(line, STR("-- ")) || !is_name(word) ||
	    str_from(line, 3).n == word.n)
		return -1;
	for (int i = 0; i < D__COUNT; i++)
		if (str_eq_z(word, words[i])) {
			*out_value = rest;
			return i;
		}
	sqlc_error(r->c, r->at, "unknown directive \"%.*s:\"", STR_ARG(word));
	return -1;
}

void
sqlc_parse(struct sqlc *c, const char *file, str text)
{
	struct reader r = { .c = c, .at = { file, 0 }, .engine = -1 };
	str left = text;
	int line = 0;

	while (left.n > 0) {
		str s = str_cut(&left, '\n'), value = STR_NONE;
		int d;

		r.at.line = ++line;
		if (str_trim(s).n == 0)
			continue;
		if (!str_starts(str_trim(s), STR("--"))) {
			if (r.q == NULL)
				sqlc_error(c, r.at, "SQL outside a query");
			else
				read_sql(&r, s);
			continue;
		}
		d = directive_of(&r, s, &value);
		while (d >= 0 && str_starts(left, STR("--  "))) {
			str more = str_from(str_cut(&left, '\n'), 2);

			line++;
			value = str_fmt(c->a, "%.*s %.*s", STR_ARG(value), STR_ARG(more));
		}
		if (d >= 0)
			read_directive(&r, (enum directive)d, str_squeeze(c->a, value));
	}
}
