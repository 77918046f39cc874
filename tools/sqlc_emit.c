/*
 * sqlc_emit.c - the C that callers see (queries.h) and the tables the store reads (queries.c).
 */
#include "sqlc.h"

#define FEW_INPUTS 4 /* as parameters; more go in a struct */

static const char *const c_types[] = { "str", "int64_t", "str" };
static const char *const type_names[] = { "SQL_TEXT", "SQL_BIGINT", "SQL_BLOB" };
static const char *const kind_names[] = { "", "SQL_ONE", "SQL_MANY", "SQL_EXEC",
	"SQL_LATER", "SQL_CHANGED" };

static void
put_fields(struct buf *b, const struct columns *cols)
{
	for (size_t i = 0; i < cols->n; i++) {
		const struct column *col = &cols->at[i];
		const char *note = "";

		if (col->null)
			note = col->type == COL_BIGINT ? " /* SQL_NULL_INT = NULL */"
						       : " /* p NULL = NULL */";
		buf_fmt(
		    b, "\t%s %.*s;%s\n", c_types[col->type], STR_ARG(col->name), note);
	}
}

/* The struct that holds the inputs: that of the row, or the query's own. */
static str
in_struct(struct sqlc *c, const struct query *q)
{
	if (q->in_row != NULL)
		return str_fmt(c->a, "struct row_%.*s", STR_ARG(q->in_row->name));
	return str_fmt(c->a, "struct q_%.*s_in", STR_ARG(q->name));
}

static bool
in_by_pointer(const struct query *q)
{
	return q->in_row != NULL || q->in.n > FEW_INPUTS;
}

/* "struct db *db, str id, struct row_x *out, struct err *e" */
static void
put_parameters(struct sqlc *c, struct buf *b, const struct query *q)
{
	BUF_LIT(b, "struct db *db");
	if (in_by_pointer(q)) {
		buf_fmt(b, ", const %.*s *in", STR_ARG(in_struct(c, q)));
	} else {
		for (size_t i = 0; i < q->in.n; i++)
			buf_fmt(b, ", %s %.*s", c_types[q->in.at[i].type],
			    STR_ARG(q->in.at[i].name));
	}
	if (q->returns == RETURNS_ONE)
		buf_fmt(b, ", struct row_%.*s *out", STR_ARG(q->row->name));
	else if (q->returns == RETURNS_MANY)
		buf_fmt(b, ", struct row_%.*s_list *out", STR_ARG(q->row->name));
	BUF_LIT(b, ", struct err *e)");
}

void
sqlc_emit_header(struct sqlc *c, struct buf *b)
{
	BUF_LIT(b,
	    "/* Made by tools/sqlc from db/queries; see store/store.h for errors and arenas. */\n"
	    "#ifndef QUERIES_H\n#define QUERIES_H\n\n#include \"store/store.h\"\n\n");
	for (const struct row *r = c->rows; r != NULL; r = r->next) {
		buf_fmt(b, "struct row_%.*s {\n", STR_ARG(r->name));
		put_fields(b, &r->cols);
		BUF_LIT(b, "};\n");
		if (r->listed)
			buf_fmt(b,
			    "struct row_%.*s_list {\n\tconst struct row_%.*s *at;\n\tsize_t n;\n};\n",
			    STR_ARG(r->name), STR_ARG(r->name));
		buf_char(b, '\n');
	}
	for (const struct query *q = c->queries; q != NULL; q = q->next) {
		if (q->in_row == NULL && q->in.n > FEW_INPUTS) {
			buf_fmt(b, "%.*s {\n", STR_ARG(in_struct(c, q)));
			put_fields(b, &q->in);
			BUF_LIT(b, "};\n");
		}
		buf_fmt(b, "/* %.*s", STR_ARG(q->does));
		if (!in_by_pointer(q))
			for (size_t i = 0; i < q->in.n; i++)
				if (q->in.at[i].null)
					buf_fmt(b, "; %.*s may be NULL",
					    STR_ARG(q->in.at[i].name));
		buf_fmt(b, " (%s:%d) */\n", q->at.file, q->at.line);
		buf_fmt(b, "MUST_USE enum rc q_%.*s(", STR_ARG(q->name));
		put_parameters(c, b, q);
		BUF_LIT(b, ";\n\n");
	}
	BUF_LIT(b, "#endif\n");
}

/* The table of columns `prefix`_`name`, laid out in struct `in`. */
static void
put_table(struct buf *b, const char *prefix, str name, const struct columns *cols, str in)
{
	buf_fmt(b, "static const struct sql_col %s_%.*s[] = {\n", prefix, STR_ARG(name));
	for (size_t i = 0; i < cols->n; i++)
		buf_fmt(b, "\t{ \"%.*s\", %s, %s, offsetof(%.*s, %.*s) },\n",
		    STR_ARG(cols->at[i].name), type_names[cols->at[i].type],
		    cols->at[i].null ? "true" : "false", STR_ARG(in),
		    STR_ARG(cols->at[i].name));
	BUF_LIT(b, "};\n");
}

static void
put_c_string(struct buf *b, str s)
{
	buf_char(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\\' || s.p[i] == '"')
			buf_char(b, '\\');
		if (s.p[i] == '\n')
			BUF_LIT(b, "\\n");
		else
			buf_char(b, s.p[i]);
	}
	buf_char(b, '"');
}

static void
put_statement(struct buf *b, const struct query *q, size_t index)
{
	buf_fmt(b, "\t{ \"%.*s\", %s,\n\t    ", STR_ARG(q->name), kind_names[q->returns]);
	put_c_string(b, q->text[ENGINE_SQLITE]);
	BUF_LIT(b, ",\n\t    ");
	put_c_string(b, q->text[ENGINE_PGSQL]);
	if (q->in.n == 0)
		BUF_LIT(b, ",\n\t    NULL, 0, ");
	else
		buf_fmt(b, ",\n\t    %s_%.*s, %zu, ", q->in_row != NULL ? "cols" : "in",
		    STR_ARG(q->in_row != NULL ? q->in_row->name : q->name), q->in.n);
	if (q->row == NULL)
		BUF_LIT(b, "NULL, 0, 0, ");
	else
		buf_fmt(b, "cols_%.*s, %zu, sizeof(struct row_%.*s), ",
		    STR_ARG(q->row->name), q->row->cols.n, STR_ARG(q->row->name));
	buf_fmt(b, "%zu },\n", index);
}

static void
put_function(struct sqlc *c, struct buf *b, const struct query *q, size_t index)
{
	const char *in = q->in.n == 0 ? "NULL" : in_by_pointer(q) ? "in" : "&in";

	buf_fmt(b, "\nenum rc\nq_%.*s(", STR_ARG(q->name));
	put_parameters(c, b, q);
	BUF_LIT(b, "\n{\n");
	if (!in_by_pointer(q) && q->in.n > 0) {
		buf_fmt(b, "\tconst %.*s in = { ", STR_ARG(in_struct(c, q)));
		for (size_t i = 0; i < q->in.n; i++)
			buf_fmt(
			    b, "%s%.*s", i > 0 ? ", " : "", STR_ARG(q->in.at[i].name));
		BUF_LIT(b, " };\n");
	}
	if (q->returns == RETURNS_MANY) {
		buf_fmt(b,
		    "\tstruct sql_rows rows = { NULL, 0 };\n"
		    "\tenum rc rc = sql_many(db, &sql_stmts[%zu], %s, &rows, e);\n\n"
		    "\tif (rc == RC_OK) {\n\t\tout->at = rows.at;\n\t\tout->n = rows.n;\n\t}\n"
		    "\treturn rc;\n}\n",
		    index, in);
		return;
	}
	buf_fmt(b, "\treturn %s(db, &sql_stmts[%zu], %s, %se);\n}\n",
	    q->returns == RETURNS_ONE                                   ? "sql_one"
	    : q->returns == RETURNS_EXEC || q->returns == RETURNS_LATER ? "sql_exec"
									: "sql_changed",
	    index, in, q->returns == RETURNS_ONE ? "out, " : "");
}

void
sqlc_emit_source(struct sqlc *c, struct buf *b, const char *header_name)
{
	size_t index = 0;

	buf_fmt(b,
	    "/* Made by tools/sqlc from db/queries. */\n#include \"%s\"\n\n"
	    "#include \"store/stmt.h\"\n\n",
	    header_name);
	for (const struct row *r = c->rows; r != NULL; r = r->next)
		put_table(b, "cols", r->name, &r->cols,
		    str_fmt(c->a, "struct row_%.*s", STR_ARG(r->name)));
	for (const struct query *q = c->queries; q != NULL; q = q->next) {
		if (q->in_row != NULL || q->in.n == 0)
			continue;
		if (!in_by_pointer(q)) {
			buf_fmt(b, "%.*s {\n", STR_ARG(in_struct(c, q)));
			put_fields(b, &q->in);
			BUF_LIT(b, "};\n");
		}
		put_table(b, "in", q->name, &q->in, in_struct(c, q));
	}
	BUF_LIT(b, "\nconst struct sql_stmt sql_stmts[] = {\n");
	for (const struct query *q = c->queries; q != NULL; q = q->next)
		put_statement(b, q, index++);
	buf_fmt(b, "};\nconst size_t sql_n_stmts = %zu;\n", index);
	index = 0;
	for (const struct query *q = c->queries; q != NULL; q = q->next)
		put_function(c, b, q, index++);
}
