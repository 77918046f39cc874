/* tmpl_parse.c - directives, blocks, and the loop that drives tmpl_html.c and tmpl_emit.c. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tools/tmplc.h"

/* --- the source ----------------------------------------------------------------------------- */

void
tmpl_fail(struct tmpl *t, const char *fmt, ...)
{
	va_list ap;
	int n = snprintf(
	    t->error, sizeof(t->error), "%s:%d:%d: ", t->path, t->mark_line, t->mark_col);

	va_start(ap, fmt);
	(void)vsnprintf(t->error + n, sizeof(t->error) - (size_t)n, fmt, ap);
	va_end(ap);
	longjmp(t->failed, 1);
}

void
tmpl_mark(struct tmpl *t)
{
	t->mark_line = t->line;
	t->mark_col = t->col;
}

bool
tmpl_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

char
tmpl_peek(const struct tmpl *t, size_t ahead)
{
	return t->at + ahead < t->text.n ? t->text.p[t->at + ahead] : '\0';
}

bool
tmpl_looking_at(const struct tmpl *t, const char *z)
{
	return str_starts(str_from(t->text, t->at), str_from_z(z));
}

char
tmpl_next(struct tmpl *t)
{
	char c = t->text.p[t->at++];

	if (c == '\n') {
		t->line++;
		t->col = 1;
	} else if (((unsigned char)c & 0xc0) != 0x80) {
		t->col++;
	}
	return c;
}

/* --- expressions ---------------------------------------------------------------------------- */

/* Past a C string or character constant. */
static size_t
skip_quoted(struct tmpl *t, str s, size_t i)
{
	char quote = s.p[i++];

	while (i < s.n && s.p[i] != quote && s.p[i] != '\n')
		i += s.p[i] == '\\' ? 2 : 1;
	if (i >= s.n || s.p[i] != quote)
		tmpl_fail(t, "a quote is not closed");
	return i + 1;
}

/* From behind "{{" to behind "}}": what stands between, trimmed. */
static str
read_directive(struct tmpl *t)
{
	size_t from = t->at, i = from;
	bool comment = str_starts(str_trim(str_from(t->text, i)), STR("#"));

	while (!str_starts(str_from(t->text, i), STR("}}"))) {
		if (i >= t->text.n || str_starts(str_from(t->text, i), STR("{{")))
			tmpl_fail(t, "'{{' is not closed");
		if (!comment && (t->text.p[i] == '"' || t->text.p[i] == '\''))
			i = skip_quoted(t, t->text, i);
		else
			i++;
	}
	while (t->at < i + 2)
		tmpl_next(t);
	return str_trim(str_sub(t->text, from, i - from));
}

/* Texts marked N_("...") inside an expression are messages too. */
static void
collect_marked(struct tmpl *t, str s)
{
	for (ptrdiff_t at; (at = str_find(s, STR("N_(\""))) >= 0;) {
		struct buf id;
		size_t i = (size_t)at + 4;

		buf_init(&id, t->a, 64);
		while (i < s.n && s.p[i] != '"') {
			if (s.p[i] == '\\' && i + 1 < s.n) {
				i++;
				buf_char(&id, s.p[i] == 'n' ? '\n' : s.p[i]);
			} else {
				buf_char(&id, s.p[i]);
			}
			i++;
		}
		tmpl_message_add(t, t->messages, buf_get(&id), t->mark_line, false);
		s = str_from(s, i);
	}
}

static str
expression(struct tmpl *t, str s)
{
	char open[32];
	size_t depth = 0;

	s = str_trim(s);
	if (s.n == 0)
		tmpl_fail(t, "an expression is missing");
	for (size_t i = 0; i < s.n; i++) {
		const char *pair = strchr("()[]{}", s.p[i]);

		if (s.p[i] == '"' || s.p[i] == '\'') {
			i = skip_quoted(t, s, i) - 1;
		} else if (s.p[i] == ';' || s.p[i] == '#' ||
			   str_starts(str_from(s, i), STR("//")) ||
			   str_starts(str_from(s, i), STR("/*"))) {
			tmpl_fail(t, "not a C expression: '%c'", s.p[i]);
		} else if (pair != NULL && strchr("([{", s.p[i]) != NULL) {
			if (depth == sizeof(open))
				tmpl_fail(t, "too many brackets");
			open[depth++] = pair[1];
		} else if (pair != NULL && (depth == 0 || open[--depth] != s.p[i])) {
			tmpl_fail(t, "'%c' closes nothing", s.p[i]);
		}
	}
	if (depth > 0)
		tmpl_fail(t, "'%c' is missing", open[depth - 1]);
	collect_marked(t, s);
	return s;
}

static str
identifier(struct tmpl *t, str s, const char *what)
{
	s = str_trim(s);
	if (s.n == 0 || isdigit((unsigned char)s.p[0]))
		tmpl_fail(t, "%s is missing", what);
	for (size_t i = 0; i < s.n; i++)
		if (!isalnum((unsigned char)s.p[i]) && s.p[i] != '_')
			tmpl_fail(t, "%s must be a C name, not '%.*s'", what, STR_ARG(s));
	return s;
}

/* "name(args)": cut in two. */
static str
call_parts(struct tmpl *t, str s, str *out_args)
{
	str whole = s, name = str_trim(str_cut(&s, '('));

	if (whole.n == 0 || whole.p[whole.n - 1] != ')' || name.n + 1 >= whole.n)
		tmpl_fail(t, "write it as name(...)");
	expression(t, whole);
	*out_args = str_trim(str_sub(s, 0, s.n - 1));
	return name;
}

/* --- blocks --------------------------------------------------------------------------------- */

static struct tmpl_frame *
push(struct tmpl *t, enum tmpl_frame_kind kind)
{
	struct tmpl_frame *f;

	if (t->n_frames == ARRAY_LEN(t->frames))
		tmpl_fail(t, "blocks are nested too deeply");
	f = &t->frames[t->n_frames];
	*f = (struct tmpl_frame){ .kind = kind, .start = t->ctx, .line = t->mark_line };
	return f;
}

static void
do_if(struct tmpl *t, str rest)
{
	push(t, FRAME_IF);
	tmpl_statement(t, t->mark_line, "if (%.*s) {", STR_ARG(expression(t, rest)));
	t->n_frames++;
}

/* A branch of the innermost `if` ends here. */
static void
branch_end(struct tmpl *t, struct tmpl_frame *f)
{
	if (f->has_joined) {
		tmpl_html_join(t, &f->joined, &t->ctx, f->line);
	} else {
		f->joined = t->ctx;
		f->has_joined = true;
	}
}

static void
do_else(struct tmpl *t, const char *word, str rest)
{
	struct tmpl_frame *f = t->n_frames > 0 ? &t->frames[t->n_frames - 1] : NULL;

	if (f == NULL || f->kind != FRAME_IF)
		tmpl_fail(t, "'%s' outside an if", word);
	if (f->has_else)
		tmpl_fail(t, "'%s' after else", word);
	branch_end(t, f);
	t->ctx = f->start;
	tmpl_literal_flush(t);
	t->n_frames--;
	if (strcmp(word, "else") == 0) {
		if (rest.n > 0)
			tmpl_fail(t, "nothing may follow 'else'");
		f->has_else = true;
		tmpl_statement(t, 0, "} else {");
	} else {
		str condition = expression(t, rest);

		tmpl_statement(t, 0, "} else if (");
		tmpl_statement(t, t->mark_line, "    %.*s) {", STR_ARG(condition));
	}
	t->n_frames++;
}

/* for NAME in LIST */
static void
do_for(struct tmpl *t, str rest)
{
	str name = str_cut(&rest, ' '), list;
	int n;

	name = identifier(t, name, "the name of the loop variable");
	rest = str_trim(rest);
	if (!str_starts(rest, STR("in ")) && !str_starts(rest, STR("in(")))
		tmpl_fail(t, "write it as: for NAME in LIST");
	list = expression(t, str_from(rest, 2));
	n = (int)name.n;
	push(t, FRAME_FOR);
	tmpl_statement(t, t->mark_line,
	    "for (size_t %.*s_i = 0; %.*s_i < (%.*s).n; %.*s_i++) {", n, name.p, n,
	    name.p, STR_ARG(list), n, name.p);
	t->n_frames++;
	tmpl_statement(t, t->mark_line,
	    "const __typeof__((%.*s).at[0]) *%.*s = &(%.*s).at[%.*s_i];", STR_ARG(list),
	    n, name.p, STR_ARG(list), n, name.p);
	tmpl_statement(t, 0, "(void)%.*s;", n, name.p);
}

static void
do_t(struct tmpl *t)
{
	if (t->mail)
		tmpl_fail(t, "every line of a mail is one message already");
	if (t->ctx.state != AT_TEXT)
		tmpl_fail(t, "'t' must stand in text");
	push(t, FRAME_T);
	t->n_frames++;
	t->run = (struct tmpl_run){ .block = true };
}

static void
end_t(struct tmpl *t, const struct tmpl_frame *f)
{
	if (t->ctx.state != AT_TEXT)
		tmpl_fail(t, "the block of line %d ends inside a tag", f->line);
	t->n_frames--; /* the code stands outside */
	tmpl_run_flush(t);
	t->run = (struct tmpl_run){ 0 };
}

static void
do_end(struct tmpl *t, str rest)
{
	struct tmpl_frame *f;

	if (t->n_frames == 0)
		tmpl_fail(t, "'end' closes nothing");
	if (rest.n > 0)
		tmpl_fail(t, "nothing may follow 'end'");
	f = &t->frames[t->n_frames - 1];
	if (f->kind == FRAME_T) {
		end_t(t, f);
		return;
	}
	tmpl_literal_flush(t);
	t->n_frames--;
	switch (f->kind) {
	case FRAME_IF:
		branch_end(t, f);
		if (!f->has_else)
			tmpl_html_join(t, &f->joined, &f->start, f->line);
		t->ctx = f->joined;
		tmpl_statement(t, 0, "}");
		break;
	case FRAME_FOR:
		tmpl_html_join(t, &t->ctx, &f->start, f->line);
		tmpl_statement(t, 0, "}");
		break;
	default:
		t->ctx.verbatim--;
		break;
	}
}

/* --- templates ------------------------------------------------------------------------------ */

static void
add_once(struct buf *list, str line)
{
	if (str_find(buf_get(list), line) < 0)
		buf_str(list, line);
}

static void
template_end(struct tmpl *t)
{
	if (!t->in_template)
		return;
	tmpl_mark(t);
	if (t->n_frames > 0) {
		t->mark_line = t->frames[t->n_frames - 1].line;
		t->mark_col = 1;
		tmpl_fail(t, "this block is not closed");
	}
	tmpl_run_flush(t);
	if (!t->mail && t->ctx.state != AT_TEXT)
		tmpl_fail(t,
		    "the template ends inside a tag, a comment or an element without end tag");
	if (t->literal.n > 0) {
		while (t->literal.n > 0 && tmpl_is_space(t->literal.p[t->literal.n - 1]))
			t->literal.n--;
		if (t->mail)
			buf_char(&t->literal, '\n');
	}
	tmpl_literal_flush(t);
	buf_z(&t->code, "}\n");
	t->in_template = false;
}

static void
expect_subject(struct tmpl *t)
{
	tmpl_mark(t);
	if (!tmpl_looking_at(t, "Subjek: "))
		tmpl_fail(t, "the first line of a mail must be 'Subjek: ...'");
	for (int i = 0; i < 8; i++)
		tmpl_next(t);
	buf_z(&t->literal, "Subjek: ");
	t->subject = true;
}

/* template NAME [: VIEW]; a `part` is a template of a mail without a subject line. */
static void
do_template(struct tmpl *t, str rest, bool part)
{
	str name = str_cut(&rest, ':'), view, head;
	int line = t->mark_line, col = t->mark_col;

	template_end(t);
	t->mark_line = line;
	t->mark_col = col;
	name = identifier(t, name, "the name of the template");
	view = str_trim(rest);
	if (view.n > 0)
		view = identifier(t, view, "the name of the view struct");
	head = view.n > 0
		   ? str_fmt(t->a, "tpl_%.*s(struct html *h, const struct %.*s *v)",
			 STR_ARG(name), STR_ARG(view))
		   : str_fmt(t->a, "tpl_%.*s(struct html *h)", STR_ARG(name));
	if (str_find(buf_get(&t->protos), str_fmt(t->a, " tpl_%.*s(", STR_ARG(name))) >=
	    0)
		tmpl_fail(
		    t, "template '%.*s' stands in this file already", STR_ARG(name));
	buf_fmt(&t->protos, "void %.*s;\n", STR_ARG(head));
	buf_fmt(&t->code, "\nvoid\n%.*s\n{\n\t(void)h;\n", STR_ARG(head));
	if (view.n > 0)
		buf_z(&t->code, "\t(void)v;\n");
	t->in_template = t->fresh = true;
	t->ctx = (struct tmpl_ctx){ 0 };
	t->subject = false;
	while (tmpl_is_space(tmpl_peek(t, 0)))
		tmpl_next(t);
	if (t->mail && !part)
		expect_subject(t);
}

static void
do_include(struct tmpl *t, str rest)
{
	if (t->in_template)
		tmpl_fail(t, "'include' must stand before the first template");
	if (rest.n < 3 || rest.p[0] != '"' || rest.p[rest.n - 1] != '"')
		tmpl_fail(t, "write it as: include \"folder/header.h\"");
	add_once(&t->includes, str_fmt(t->a, "#include %.*s\n", STR_ARG(rest)));
}

static void
text_position(struct tmpl *t, const char *word)
{
	if (!t->mail && t->ctx.state != AT_TEXT)
		tmpl_fail(t, "'%s' must stand in text", word);
}

/* use [FILE.]NAME(EXPR) */
static void
do_use(struct tmpl *t, str rest)
{
	str args, name = call_parts(t, rest, &args), file = STR_NONE;

	text_position(t, "use");
	if (str_has(name, '.'))
		file = identifier(t, str_cut(&name, '.'), "the file of the template");
	name = identifier(t, name, "the name of the template");
	/* resolved at the end of the file: "file name line column" */
	buf_fmt(&t->uses, "%.*s %.*s %d %d\n", STR_ARG(file), STR_ARG(name), t->mark_line,
	    t->mark_col);
	tmpl_statement(t, t->mark_line, "tpl_%.*s(h%s%.*s);", STR_ARG(name),
	    args.n > 0 ? ", " : "", STR_ARG(args));
}

static void
do_call(struct tmpl *t, str rest)
{
	str args, name = call_parts(t, rest, &args);

	text_position(t, "call");
	name = identifier(t, name, "the name of the component");
	tmpl_statement(t, t->mark_line, "%.*s(h%s%.*s);", STR_ARG(name),
	    args.n > 0 ? ", " : "", STR_ARG(args));
}

/* --- values --------------------------------------------------------------------------------- */

/* Does a value here belong to the run of text around it? */
static bool
in_run(const struct tmpl *t)
{
	if (t->run.block || t->mail || t->ctx.state == AT_TEXT ||
	    t->ctx.state == AT_RCDATA)
		return true;
	return t->ctx.kind == ATTR_MESSAGE && !tmpl_quiet(t);
}

static void
put_value(struct tmpl *t, str statement)
{
	if (in_run(t))
		tmpl_run_value(t, t->mark_line, statement);
	else
		tmpl_statement(t, t->mark_line, "%.*s", STR_ARG(statement));
}

static void
do_value(struct tmpl *t, str s)
{
	/* A value in a mail stays on its line: it cannot add a line that looks like ours. */
	const char *writer = t->mail ? "html_plain_line" : tmpl_html_writer(t);

	s = expression(t, s);
	put_value(t, str_fmt(t->a, "%s(h, HTML_STR(%.*s));", writer, STR_ARG(s)));
	if (!t->mail)
		tmpl_html_value_done(t);
}

static void
do_asset(struct tmpl *t, str rest)
{
	if (rest.n < 3 || rest.p[0] != '"' || rest.p[rest.n - 1] != '"')
		tmpl_fail(t, "write it as: asset \"name\"");
	tmpl_html_asset_here(t);
	put_value(t, str_fmt(t->a, "html_asset(h, %.*s);", STR_ARG(expression(t, rest))));
}

/* --- directives ----------------------------------------------------------------------------- */

static const char *const words[] = { "include", "template", "part", "if", "elif", "else",
	"end", "for", "use", "call", "asset", "verbatim", "t" };

/* The keyword at the start of the directive, or NULL: then it is a value. */
static const char *
keyword(str s, str *out_rest)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		size_t n = strlen(words[i]);

		if (!str_starts(s, str_from_z(words[i])))
			continue;
		if (s.n == n || tmpl_is_space(s.p[n])) {
			*out_rest = str_trim(str_from(s, n));
			return words[i];
		}
	}
	return NULL;
}

/* A directive alone on its line of a mail leaves no empty line behind. */
static void
drop_own_line(struct tmpl *t, size_t from)
{
	size_t before = from, after = t->at;

	while (before > 0 && t->text.p[before - 1] != '\n' &&
	       tmpl_is_space(t->text.p[before - 1]))
		before--;
	while (after < t->text.n && t->text.p[after] != '\n' &&
	       tmpl_is_space(t->text.p[after]))
		after++;
	if ((before > 0 && t->text.p[before - 1] != '\n') ||
	    (after < t->text.n && t->text.p[after] != '\n'))
		return;
	t->run = (struct tmpl_run){ 0 };
	while (t->at <= after && t->at < t->text.n)
		tmpl_next(t);
}

static void
do_block_word(struct tmpl *t, const char *word, str rest)
{
	if (strcmp(word, "if") == 0) {
		do_if(t, rest);
	} else if (strcmp(word, "elif") == 0 || strcmp(word, "else") == 0) {
		do_else(t, word, rest);
	} else if (strcmp(word, "end") == 0) {
		do_end(t, rest);
	} else if (strcmp(word, "for") == 0) {
		do_for(t, rest);
	} else if (strcmp(word, "use") == 0) {
		do_use(t, rest);
	} else if (strcmp(word, "call") == 0) {
		do_call(t, rest);
	} else if (strcmp(word, "verbatim") == 0) {
		push(t, FRAME_VERBATIM);
		t->n_frames++;
		t->ctx.verbatim++;
	} else {
		do_t(t);
	}
}

static void
directive_word(struct tmpl *t, const char *word, str rest, size_t from)
{
	if (strcmp(word, "include") == 0) {
		do_include(t, rest);
		return;
	}
	if (strcmp(word, "template") == 0 || strcmp(word, "part") == 0) {
		if (word[0] == 'p' && !t->mail)
			tmpl_fail(t, "'part' is for mails");
		do_template(t, rest, word[0] == 'p');
		return;
	}
	if (!t->in_template)
		tmpl_fail(t, "'%s' stands outside a template", word);
	if (strcmp(word, "asset") == 0) {
		do_asset(t, rest);
		return;
	}
	if (t->run.block && strcmp(word, "end") != 0)
		tmpl_fail(t, "'%s' must not stand inside 't'", word);
	if (!t->mail)
		tmpl_html_pause(t);
	else if (strcmp(word, "call") != 0)
		drop_own_line(t, from);
	if (!t->run.block)
		tmpl_run_flush(t);
	do_block_word(t, word, rest);
}

static void
directive(struct tmpl *t)
{
	size_t from = t->at;
	str s, rest;
	const char *word;

	tmpl_mark(t);
	tmpl_next(t);
	tmpl_next(t);
	s = read_directive(t);
	if (s.n > 0 && s.p[0] == '#') {
		if (t->mail && t->in_template)
			drop_own_line(t, from);
		return;
	}
	word = keyword(s, &rest);
	if (word != NULL)
		directive_word(t, word, rest, from);
	else if (t->in_template)
		do_value(t, s);
	else
		tmpl_fail(t, "a value stands outside a template");
}

/* --- the loop ------------------------------------------------------------------------------- */

static void
mail_step(struct tmpl *t)
{
	char c = tmpl_next(t);

	if (c != '\n') {
		tmpl_run_text(t, c);
		return;
	}
	tmpl_run_flush(t);
	buf_char(&t->literal, '\n');
	t->subject = false;
}

static void
parse(struct tmpl *t)
{
	while (t->at < t->text.n) {
		if (tmpl_peek(t, 0) == '\0') {
			tmpl_mark(t);
			tmpl_fail(t, "a NUL byte in the file");
		}
		if (tmpl_looking_at(t, "{{")) {
			directive(t);
			continue;
		}
		if (t->ctx.state != AT_COMMENT && !t->run.block)
			tmpl_mark(t);
		if (t->in_template && t->mail)
			mail_step(t);
		else if (t->in_template)
			tmpl_html_step(t);
		else if (!tmpl_is_space(tmpl_next(t)))
			tmpl_fail(t, "text stands outside a template");
	}
	template_end(t);
	if (t->protos.n == 0)
		tmpl_fail(t, "no template in this file");
}

/* The headers of the templates that are used and do not stand in this file. */
static void
resolve_uses(struct tmpl *t, struct buf *out)
{
	const char *slash = strrchr(t->path, '/');
	size_t dir = slash == NULL ? 0 : (size_t)(slash - t->path) + 1;

	for (str rest = buf_get(&t->uses); rest.n > 0;) {
		str line = str_cut(&rest, '\n'), file = str_cut(&line, ' ');
		str name = str_cut(&line, ' '), row = str_cut(&line, ' ');
		str proto = str_fmt(t->a, " tpl_%.*s(", STR_ARG(name));
		const char *path;

		if (file.n == 0 && str_find(buf_get(&t->protos), proto) >= 0)
			continue;
		if (file.n == 0)
			file = name;
		path = str_z(t->a, str_fmt(t->a, "%.*s%.*s%s", (int)dir, t->path,
				       STR_ARG(file), t->mail ? ".txt" : ".html"));
		t->mark_line = (int)strtol(str_z(t->a, row), NULL, 10);
		t->mark_col = (int)strtol(str_z(t->a, line), NULL, 10);
		if (t->check_files && access(path, R_OK) != 0)
			tmpl_fail(t, "there is no %s", path);
		add_once(out, str_fmt(t->a, "#include \"%.*s.tpl.h\"\n", STR_ARG(file)));
	}
}

static void
write_output(struct tmpl *t, const char *header, struct tmpl_output *out)
{
	const char *slash = strrchr(t->path, '/'),
		   *file = slash == NULL ? t->path : slash + 1;
	struct buf c, h, uses;
	str guard = str_upper(t->a, str_from_z(header));

	for (size_t i = 0; i < guard.n; i++)
		if (!isalnum((unsigned char)guard.p[i]))
			((char *)guard.p)[i] = '_'; /* our own copy */
	buf_init(&uses, t->a, 256);
	resolve_uses(t, &uses);
	buf_init(&h, t->a, 1024);
	buf_fmt(&h,
	    "/* Made by tmplc from %s. Do not edit. */\n#ifndef TPL_%.*s\n#define TPL_%.*s\n\n",
	    file, STR_ARG(guard), STR_ARG(guard));
	buf_fmt(&h, "#include \"html/html.h\"\n%.*s\n%.*s\n#endif\n",
	    STR_ARG(buf_get(&t->includes)), STR_ARG(buf_get(&t->protos)));
	buf_init(&c, t->a, t->code.n + 1024);
	buf_fmt(&c, "/* Made by tmplc from %s. Do not edit. */\n#include \"%s\"\n\n",
	    file, header);
	buf_str(&c, buf_get(&uses));
	buf_str(&c, buf_get(&t->code));
	out->c = buf_get(&c);
	out->h = buf_get(&h);
}

bool
tmpl_compile(struct arena *a, const char *path, str text, const char *header,
    bool check_files, struct tmpl_messages *messages, struct tmpl_output *out)
{
	struct tmpl *t = ARENA_NEW(a, struct tmpl);

	t->a = a;
	t->path = path;
	t->text = text;
	t->line = t->col = t->mark_line = t->mark_col = 1;
	t->mail = str_ends(str_from_z(path), STR(".txt"));
	t->check_files = check_files;
	t->messages = messages;
	buf_init(&t->literal, a, 4096);
	buf_init(&t->code, a, 16384);
	buf_init(&t->protos, a, 256);
	buf_init(&t->includes, a, 256);
	buf_init(&t->uses, a, 256);
	if (setjmp(t->failed) != 0) {
		memcpy(out->error, t->error, sizeof(out->error));
		return false;
	}
	parse(t);
	write_output(t, header, out);
	return true;
}
