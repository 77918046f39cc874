/*
 * sqlc_text.c - the text of one statement: white space squeezed, inputs numbered, rows written out,
 * and the checks that need no database.
 *
 *   :name        an input                  ?3 on SQLite, $3 on PostgreSQL
 *   @row         its columns               "id, name, ..."
 *   @row(t)      its columns of table t    "t.id, t.name, ..."
 *   :@row        its columns as inputs     ":id, :name, ..."
 */
#include <ctype.h>

#include "sqlc.h"

struct text {
	struct sqlc *c;
	struct query *q;
	enum engine engine;
	struct buf out;
	bool used[SQLC_COLUMNS];
	bool ok;
};

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static str
word_at(str s, size_t from)
{
	size_t n = 0;

	while (from + n < s.n && is_word(s.p[from + n]))
		n++;
	return str_sub(s, from, n);
}

static void
put_input(struct text *t, str name)
{
	for (size_t i = 0; i < t->q->in.n; i++)
		if (str_eq(t->q->in.at[i].name, name)) {
			t->used[i] = true;
			buf_fmt(&t->out, "%c%zu", t->engine == ENGINE_SQLITE ? '?' : '$',
			    i + 1);
			return;
		}
	sqlc_error(t->c, t->q->at, "%.*s: input :%.*s is used but not declared",
	    STR_ARG(t->q->name), STR_ARG(name));
	t->ok = false;
}

/* "@row", "@row(alias)" or ":@row" at `i`; returns where the text goes on. */
static size_t
put_row(struct text *t, str s, size_t i, bool inputs)
{
	str name = word_at(s, i), alias = STR_NONE;
	const struct row *row = sqlc_row(t->c, name);

	i += name.n;
	if (row == NULL) {
		sqlc_error(t->c, t->q->at, "%.*s: no row \"@%.*s\"", STR_ARG(t->q->name),
		    STR_ARG(name));
		t->ok = false;
		return i;
	}
	if (!inputs && i < s.n && s.p[i] == '(') {
		alias = word_at(s, i + 1);
		i += alias.n + 2;
	}
	for (size_t k = 0; k < row->cols.n; k++) {
		buf_z(&t->out, k > 0 ? ", " : "");
		if (inputs)
			put_input(t, row->cols.at[k].name);
		else
			buf_fmt(&t->out, "%.*s%s%.*s", STR_ARG(alias),
			    alias.n > 0 ? "." : "", STR_ARG(row->cols.at[k].name));
	}
	return i;
}

/* A quoted text or name, as it stands; returns where the text goes on. */
static size_t
put_quoted(struct text *t, str s, size_t i)
{
	char quote = s.p[i];
	size_t from = i++;

	while (i < s.n && s.p[i] != quote)
		i++;
	if (i == s.n) {
		sqlc_error(
		    t->c, t->q->at, "%.*s: quote without end", STR_ARG(t->q->name));
		t->ok = false;
		return i;
	}
	buf_str(&t->out, str_sub(s, from, i + 1 - from));
	return i + 1;
}

static size_t
put_space(struct text *t, str s, size_t i)
{
	while (i < s.n && isspace((unsigned char)s.p[i]))
		i++;
	if (t->out.n > 0 && t->out.p[t->out.n - 1] != ' ')
		buf_char(&t->out, ' ');
	return i;
}

/* One piece of the text that begins at `i`; returns where the next one does. */
static size_t
put_piece(struct text *t, str s, size_t i)
{
	char c = s.p[i], next = i + 1 < s.n ? s.p[i + 1] : '\0';

	if (isspace((unsigned char)c))
		return put_space(t, s, i);
	if (c == '\'' || c == '"')
		return put_quoted(t, s, i);
	if (c == '-' && next == '-') {
		while (i < s.n && s.p[i] != '\n')
			i++;
		return i;
	}
	if (c == ':' && next == ':') {
		BUF_LIT(&t->out, "::");
		return i + 2;
	}
	if (c == ':' && next == '@')
		return put_row(t, s, i + 2, true);
	if (c == ':' && is_word(next)) {
		str name = word_at(s, i + 1);

		put_input(t, name);
		return i + 1 + name.n;
	}
	if (c == '@')
		return put_row(t, s, i + 1, false);
	if (is_word(c)) {
		str word = word_at(s, i);

		buf_str(&t->out, word);
		return i + word.n;
	}
	if (c == ';' || c == '$' || c == '?') {
		sqlc_error(t->c, t->q->at, "%.*s: \"%c\" may not stand in a statement",
		    STR_ARG(t->q->name), c);
		t->ok = false;
	}
	buf_char(&t->out, c);
	return i + 1;
}

static bool
is_one_of(str word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (str_eq_nocase(word, str_from_z(*words)))
			return true;
	return false;
}

/* What stands at the top level of a statement, outside parentheses and quotes. */
struct outline {
	str first;      /* its first word */
	bool returning; /* has RETURNING */
	size_t columns; /* in the list of SELECT or RETURNING; 0 when there is none */
	bool star;      /* one of them is a star */
};

static void
outline_word(struct outline *o, str word, bool *in_list)
{
	static const char *const ends[] = { "from", "where", "group", "having", "order",
		"limit", "union", "except", "intersect", "for", NULL };

	if (o->first.n == 0)
		o->first = word;
	if (str_eq_nocase(word, STR("returning")) ||
	    (str_eq_nocase(word, STR("select")) && o->columns == 0)) {
		o->returning = str_eq_nocase(word, STR("returning"));
		o->columns = 1;
		o->star = false;
		*in_list = true;
	} else if (is_one_of(word, ends)) {
		*in_list = false;
	}
}

static struct outline
outline_of(str s)
{
	struct outline o = { 0 };
	bool in_list = false;
	int depth = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '\'' || c == '"') {
			while (++i < s.n && s.p[i] != c)
				;
		} else if (c == '(') {
			depth++;
		} else if (c == ')') {
			depth--;
		} else if (depth == 0 && is_word(c)) {
			str word = word_at(s, i);

			outline_word(&o, word, &in_list);
			i += word.n - 1;
		} else if (depth == 0 && in_list && c == ',') {
			o.columns++;
		} else if (depth == 0 && in_list && c == '*' &&
			   (i == 0 || s.p[i - 1] == ' ' || s.p[i - 1] == '.') &&
			   (i + 1 == s.n || s.p[i + 1] == ',' || s.p[i + 1] == ' ')) {
			/* "a * b" multiplies: a star column ends its item */
			str rest = str_trim(str_from(s, i + 1));

			o.star |= rest.n == 0 || rest.p[0] == ',' ||
				  str_eq_nocase(word_at(rest, 0), STR("from"));
		}
	}
	return o;
}

static bool
check_outline(struct text *t, str s)
{
	static const char *const verbs[] = { "select", "insert", "update", "delete",
		"with", NULL };
	struct outline o = outline_of(s);
	const struct query *q = t->q;
	bool rows = q->returns == RETURNS_ONE || q->returns == RETURNS_MANY;

	if (!is_one_of(o.first, verbs))
		sqlc_error(t->c, q->at,
		    "%.*s: begins with \"%.*s\"; only select, insert, update, "
		    "delete and with are statements",
		    STR_ARG(q->name), STR_ARG(o.first));
	else if (rows && o.columns == 0)
		sqlc_error(t->c, q->at,
		    "%.*s: returns rows but has neither SELECT nor RETURNING",
		    STR_ARG(q->name));
	else if (!rows && (o.returning || str_eq_nocase(o.first, STR("select"))))
		sqlc_error(
		    t->c, q->at, "%.*s: gives rows but returns none", STR_ARG(q->name));
	else if (rows && o.star)
		sqlc_error(
		    t->c, q->at, "%.*s: name the columns instead of *", STR_ARG(q->name));
	else if (rows && q->row != NULL && o.columns != q->row->cols.n)
		sqlc_error(t->c, q->at,
		    "%.*s: row %.*s has %zu columns, the statement gives %zu",
		    STR_ARG(q->name), STR_ARG(q->row->name), q->row->cols.n, o.columns);
	else
		return true;
	return false;
}

bool
sqlc_text(struct sqlc *c, struct query *q, enum engine engine)
{
	struct text t = { .c = c, .q = q, .engine = engine, .ok = true };
	str s = str_trim(q->text[engine]);

	if (str_ends(s, STR(";")))
		s.n--;
	buf_init(&t.out, c->a, s.n + 64);
	for (size_t i = 0; i < s.n;)
		i = put_piece(&t, s, i);
	for (size_t i = 0; i < q->in.n; i++)
		if (!t.used[i]) {
			sqlc_error(c, q->at, "%.*s: input %.*s is declared but not used",
			    STR_ARG(q->name), STR_ARG(q->in.at[i].name));
			t.ok = false;
		}
	s = str_trim(buf_get(&t.out));
	q->text[engine] = s;
	return t.ok && check_outline(&t, s);
}
