/* tmpl_emit.c - runs of text become messages or literals; everything becomes C. */
#include <stdio.h>

#include "tools/tmplc.h"

/* --- messages ------------------------------------------------------------------------------- */

void
tmpl_message_add(
    struct tmpl *t, struct tmpl_messages *messages, str id, int line, bool values)
{
	str where = str_fmt(t->a, "%s:%d", t->path, line);
	struct tmpl_message *m;

	for (size_t i = 0; i < messages->n; i++)
		if (str_eq(messages->at[i].id, id)) {
			m = &messages->at[i];
			m->where =
			    str_fmt(t->a, "%.*s %.*s", STR_ARG(m->where), STR_ARG(where));
			return;
		}
	if (messages->n == messages->cap) {
		size_t cap = messages->cap == 0 ? 256 : messages->cap * 2;
		struct tmpl_message *at = ARENA_ARRAY(t->a, cap, struct tmpl_message);

		if (messages->n > 0)
			memcpy(at, messages->at, messages->n * sizeof(*at));
		messages->at = at;
		messages->cap = cap;
	}
	m = &messages->at[messages->n++];
	m->id = str_dup(t->a, id);
	m->where = where;
	m->values = values;
}

static void
po_string(struct buf *b, str s)
{
	buf_char(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			buf_char(b, '\\');
		if (s.p[i] == '\n')
			BUF_LIT(b, "\\n");
		else if (s.p[i] == '\t')
			BUF_LIT(b, "\\t");
		else
			buf_char(b, s.p[i]);
	}
	BUF_LIT(b, "\"\n");
}

str
tmpl_pot(struct arena *a, const struct tmpl_messages *messages)
{
	struct buf b;

	buf_init(&b, a, 4096);
	BUF_LIT(&b, "msgid \"\"\nmsgstr \"\"\n"
		    "\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
		    "\"Content-Transfer-Encoding: 8bit\\n\"\n");
	for (size_t i = 0; i < messages->n; i++) {
		const struct tmpl_message *m = &messages->at[i];

		buf_fmt(&b, "\n#: %.*s\n", STR_ARG(m->where));
		BUF_LIT(&b, "msgid ");
		po_string(&b, m->id);
		BUF_LIT(&b, "msgstr \"\"\n");
	}
	return buf_get(&b);
}

/* --- C -------------------------------------------------------------------------------------- */

/* The text as the inside of a C string literal. */
static void
tmpl_c_string(struct buf *b, str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '"' || c == '\\' || c == '?') { /* "?" because of trigraphs */
			buf_char(b, '\\');
			buf_char(b, (char)c);
		} else if (c == '\n') {
			BUF_LIT(b, "\\n");
		} else if (c < 0x20 || c == 0x7f) {
			buf_fmt(b, "\\%03o", c);
		} else {
			buf_char(b, (char)c);
		}
	}
}

static void
indent(struct tmpl *t)
{
	for (size_t i = 0; i <= t->n_frames; i++)
		buf_char(&t->code, '\t');
}

void
tmpl_literal_flush(struct tmpl *t)
{
	str all = buf_get(&t->literal);

	if (all.n == 0)
		return;
	indent(t);
	buf_z(&t->code, "html_raw_literal(h,");
	for (str rest = all; rest.n > 0;) {
		size_t n = 0;

		while (n < rest.n && rest.p[n] != '\n')
			n++;
		n += n < rest.n;
		buf_z(&t->code, "\n");
		indent(t);
		buf_z(&t->code, "    \"");
		tmpl_c_string(&t->code, str_sub(rest, 0, n));
		buf_char(&t->code, '"');
		rest = str_from(rest, n);
	}
	buf_fmt(&t->code, ", %zu);\n", all.n);
	t->literal.n = 0;
}

void
tmpl_statement(struct tmpl *t, int line, const char *fmt, ...)
{
	va_list ap;
	str text;

	tmpl_literal_flush(t);
	t->fresh = false;
	va_start(ap, fmt);
	text = str_vfmt(t->a, fmt, ap);
	va_end(ap);
	if (line > 0)
		buf_fmt(&t->code, "#line %d \"%s\"\n", line, t->path);
	indent(t);
	buf_str(&t->code, text);
	buf_char(&t->code, '\n');
}

/* --- runs ----------------------------------------------------------------------------------- */

static struct tmpl_piece *
piece_add(struct tmpl *t, enum tmpl_piece_kind kind, int line)
{
	struct tmpl_run *run = &t->run;
	struct tmpl_piece *piece;

	if (run->n == 0)
		run->attr = t->ctx.state == AT_VALUE && !run->block;
	if (run->line == 0 && kind != PIECE_TEXT) {
		run->line = t->mark_line;
		run->col = t->mark_col;
	}
	if (run->n == run->cap) {
		size_t cap = run->cap == 0 ? 16 : run->cap * 2;
		struct tmpl_piece *at = ARENA_ARRAY(t->a, cap, struct tmpl_piece);

		if (run->at != NULL)
			memcpy(at, run->at, run->n * sizeof(*at));
		run->at = at;
		run->cap = cap;
	}
	BUG_ON(run->at == NULL);
	piece = &run->at[run->n++];
	piece->kind = kind;
	piece->line = line;
	buf_init(&piece->text, t->a, 64);
	return piece;
}

static void
text_add(struct tmpl *t, const char *p, size_t n)
{
	struct tmpl_run *run = &t->run;
	struct tmpl_piece *last = run->n > 0 ? &run->at[run->n - 1] : NULL;

	if (last == NULL || last->kind != PIECE_TEXT)
		last = piece_add(t, PIECE_TEXT, t->line);
	buf_put(&last->text, p, n);
	if (run->line == 0 && !tmpl_is_space(p[0])) {
		run->line = t->mark_line;
		run->col = t->mark_col;
	}
}

void
tmpl_out(struct tmpl *t, const char *p, size_t n)
{
	if (t->run.block) {
		text_add(t, p, n);
		return;
	}
	tmpl_run_flush(t);
	buf_put(&t->literal, p, n);
	t->fresh = false;
}

void
tmpl_run_text(struct tmpl *t, char c)
{
	text_add(t, &c, 1);
}

void
tmpl_run_value(struct tmpl *t, int line, str statement)
{
	buf_str(&piece_add(t, PIECE_VALUE, line)->text, statement);
}

void
tmpl_run_base(struct tmpl *t)
{
	if (t->run.block) {
		piece_add(t, PIECE_BASE, t->line);
		return;
	}
	tmpl_statement(t, 0, "html_base(h);");
}

/* The length of a character reference there, or 0. */
static size_t
reference_at(str s, size_t i)
{
	size_t n = 1;

	if (s.p[i] != '&')
		return 0;
	while (i + n < s.n && n < 12 && s.p[i + n] != ';' && !tmpl_is_space(s.p[i + n]))
		n++;
	return i + n < s.n && s.p[i + n] == ';' ? n + 1 : 0;
}

/* Two UTF-8 bytes of Latin-1 Supplement and Latin Extended letters (U+00C0 to U+024F). */
static bool
letter_at(str s, size_t i)
{
	unsigned char c = (unsigned char)s.p[i];
	unsigned char next = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0;

	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return true;
	return c >= 0xc3 && c <= 0xc9 && !(c == 0xc3 && (next == 0x97 || next == 0xb7));
}

/* Has that literal text a letter outside character references and (in a block) tags? */
static bool
has_letters(str s, bool markup)
{
	bool tag = false;

	for (size_t i = 0; i < s.n; i++) {
		size_t ref = reference_at(s, i);

		if (ref > 0)
			i += ref - 1;
		else if (markup && s.p[i] == '<')
			tag = true;
		else if (markup && s.p[i] == '>')
			tag = false;
		else if (!tag && letter_at(s, i))
			return true;
	}
	return false;
}

static bool
run_is_message(struct tmpl *t, const struct tmpl_run *run)
{
	struct buf all;

	if (tmpl_quiet(t) && !run->block)
		return false;
	buf_init(&all, t->a, 256);
	for (size_t i = 0; i < run->n; i++)
		if (run->at[i].kind == PIECE_TEXT)
			buf_str(&all, buf_get(&run->at[i].text));
	return has_letters(buf_get(&all), run->block);
}

static void
literal_squeezed(struct tmpl *t, str s)
{
	for (size_t i = 0; i < s.n; i++) {
		bool line = false;

		if (!tmpl_is_space(s.p[i])) {
			buf_char(&t->literal, s.p[i]);
			t->fresh = false;
			continue;
		}
		for (; i < s.n && tmpl_is_space(s.p[i]); i++)
			line = line || s.p[i] == '\n';
		i--;
		if (!t->fresh)
			buf_char(&t->literal, line ? '\n' : ' ');
	}
}

static void
run_as_literal(struct tmpl *t, const struct tmpl_run *run)
{
	for (size_t i = 0; i < run->n; i++) {
		const struct tmpl_piece *piece = &run->at[i];
		str text = buf_get(&piece->text);

		if (piece->kind == PIECE_BASE)
			tmpl_statement(t, 0, "html_base(h);");
		else if (piece->kind == PIECE_VALUE)
			tmpl_statement(t, piece->line, "%.*s", STR_ARG(text));
		else if (t->mail || run->attr)
			buf_str(&t->literal, text);
		else
			literal_squeezed(t, text);
	}
}

static void
check_braces(struct tmpl *t, str s)
{
	for (size_t i = 0; i + 1 < s.n; i++)
		if (s.p[i] == '{' && ((s.p[i + 1] >= '0' && s.p[i + 1] <= '9') ||
					 str_starts(str_from(s, i), STR("{base}"))))
			tmpl_fail(
			    t, "a text for people must not hold {0} or {base} itself");
}

/* The message id as it stands, ends not yet trimmed. */
static str
run_id(struct tmpl *t, const struct tmpl_run *run)
{
	struct buf id;
	int k = 0;

	buf_init(&id, t->a, 256);
	for (size_t i = 0; i < run->n; i++) {
		str text = buf_get(&run->at[i].text);

		if (run->at[i].kind == PIECE_VALUE) {
			buf_fmt(&id, "{%d}", k++);
		} else if (run->at[i].kind == PIECE_BASE) {
			BUF_LIT(&id, "{base}");
		} else {
			check_braces(t, text);
			buf_str(&id, text);
		}
	}
	return buf_get(&id);
}

static bool
run_has_marks(const struct tmpl_run *run)
{
	for (size_t i = 0; i < run->n; i++)
		if (run->at[i].kind != PIECE_TEXT)
			return true;
	return false;
}

static void
put_space(struct tmpl *t, str space)
{
	if (t->mail)
		buf_str(&t->literal, space);
	else
		literal_squeezed(t, space);
}

static void
message_code(struct tmpl *t, const struct tmpl_run *run, str id)
{
	const char *attr = run->attr ? "_attr" : "";
	struct buf c;
	int k = 0;

	buf_init(&c, t->a, id.n + 16);
	tmpl_c_string(&c, id);
	if (!run_has_marks(run)) {
		tmpl_statement(
		    t, 0, "html_msg%s(h, \"%.*s\");", attr, STR_ARG(buf_get(&c)));
		return;
	}
	tmpl_statement(t, 0, "{");
	tmpl_statement(t, 0, "\tconst char *tpl_at_ = i18n_tr(h->lang, \"%.*s\");\n",
	    STR_ARG(buf_get(&c)));
	tmpl_statement(t, 0,
	    "\tfor (int tpl_k_; (tpl_k_ = html_msg%s_next(h, &tpl_at_)) >= 0;)", attr);
	tmpl_statement(t, 0, "\t\tswitch (tpl_k_) {");
	for (size_t i = 0; i < run->n; i++) {
		if (run->at[i].kind != PIECE_VALUE)
			continue;
		tmpl_statement(t, 0, "\t\tcase %d:", k++);
		tmpl_statement(
		    t, run->at[i].line, "\t\t\t%.*s", STR_ARG(buf_get(&run->at[i].text)));
		tmpl_statement(t, 0, "\t\t\tbreak;");
	}
	tmpl_statement(t, 0, "\t\t}");
	tmpl_statement(t, 0, "}");
}

void
tmpl_run_flush(struct tmpl *t)
{
	struct tmpl_run run = t->run;
	str all, id;
	size_t lead = 0;
	int line = t->mark_line, col = t->mark_col;

	if (run.n == 0)
		return;
	t->run = (struct tmpl_run){ 0 };
	if (!run_is_message(t, &run)) {
		run_as_literal(t, &run);
		return;
	}
	t->mark_line = run.line;
	t->mark_col = run.col;
	all = run_id(t, &run);
	while (tmpl_is_space(all.p[lead]))
		lead++;
	t->mark_line = line;
	t->mark_col = col;
	id = str_trim(all);
	put_space(t, str_sub(all, 0, lead));
	if (!t->mail)
		id = str_squeeze(t->a, id);
	tmpl_message_add(t, t->messages, id, run.line, run_has_marks(&run));
	message_code(t, &run, id);
	lead = str_trim(all).n + lead;
	if (!t->mail)
		put_space(t, str_from(all, lead));
}
