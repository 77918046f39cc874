/* retention_world.c - see retention_world.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/document.h"
#include "domain/record.h"
#include "store/retention_world.h"

struct state_args {
	struct world *w;
	str id;
	const char *state;
	bool candidacy;
};

static enum rc
state_tx(struct db *tx, void *arg, struct err *why)
{
	const struct state_args *x = arg;
	struct row_application app;
	struct row_candidacy cand;
	enum rc rc;

	if (x->candidacy) {
		rc = q_candidacy_by_id(tx, x->id, &cand, why);
		return rc != RC_OK ? rc
				   : q_candidacy_set_state(tx, x->id, cand.version,
					 str_from_z(x->state), x->w->now, why);
	}
	rc = q_application_by_id(tx, x->id, &app, why);
	return rc != RC_OK ? rc
			   : q_application_set_state(tx, x->id, app.version,
				 str_from_z(x->state), x->w->now, why);
}

void
reaches(struct world *w, str id, const char *state, bool candidacy)
{
	struct state_args x = { w, id, state, candidacy };

	must(store_write(w->d.store, w->d.a, state_tx, &x, &e));
}

struct record_args {
	struct world *w;
	const struct row_document *row;
};

static enum rc
record_doc_tx(struct db *tx, void *arg, struct err *why)
{
	const struct record_args *x = arg;

	return document_record_tx(&x->w->d, tx, x->row, why);
}

static struct row_document
doc_of(struct world *w, const char *noun, str id, enum document_class c)
{
	struct document_owner owner = { noun, id };
	struct row_document row;
	struct record_args x = { w, &row };

	must(document_store(&w->d, &owner, c,
	    str_fmt(w->d.a, "%%PDF-1.7 %s of %.*s", document_class_text(c), STR_ARG(id)),
	    STR("berkas"), &row, &e));
	must(store_write(w->d.store, w->d.a, record_doc_tx, &x, &e));
	return row;
}

struct papers
papers_of(struct world *w, const char *noun, str id)
{
	return (struct papers){ doc_of(w, noun, id, DOC_EKTP),
		doc_of(w, noun, id, DOC_LETTER) };
}

void
destroys(struct world *w, int64_t cases)
{
	int64_t n = -1;

	must(retention_run(&w->d, &n, &e));
	assert_int_equal(n, cases);
}

struct row_destruction_list
destroyed(struct world *w, size_t n)
{
	struct row_destruction_list list;

	must(retention_list(&w->d, INT64_MAX, STR(""), 100, &list, &e));
	assert_int_equal(list.n, n);
	return list;
}

int64_t
events(struct world *w, const char *action)
{
	struct audit_filter f = { .action = str_from_z(action),
		.from_s = SQL_NULL_INT,
		.to_s = SQL_NULL_INT,
		.before_s = INT64_MAX,
		.before_node = STR(""),
		.n = 100 };
	struct row_audit_list list;

	must(audit_events(&w->d, &f, &list, &e));
	return (int64_t)list.n;
}

static struct actor
applicant(const struct world *w)
{
	return (struct actor){ .roles = R_VISITOR | R_APPLICANT,
		.application = w->app.id,
		.net = STR("test") };
}

struct row_data_request
asks(struct world *w, const char *kind)
{
	struct actor who = applicant(w);
	struct row_data_request_list list;
	struct data_case c;

	must(data_case_own(&w->d, &who, &c, &e));
	must(data_request_ask(
	    &w->d, &who, &c, str_from_z(kind), STR("Mohon diproses"), &e));
	must(data_request_list(&w->d, &c, &list, &e));
	assert_string_equal(str_z(w->d.a, list.at[0].state), "open");
	return list.at[0];
}

struct row_data_request
request_now(struct world *w, str id)
{
	struct row_data_request r;

	must(q_data_request_by_id(w->d.db, id, &r, &e));
	return r;
}

struct data_values
values_of(struct world *w, const struct row_data_request *r)
{
	struct data_values v;
	struct data_case c;

	must(data_request_case(&w->d, r, &c, &e));
	must(data_values_read(w->d.db, &c, &v, &e));
	return v;
}

enum rc
puts_right(struct world *w, const struct row_data_request *r, const struct data_values *v)
{
	return data_request_answer(
	    &w->d, &w->ratna, r->id, true, STR("Sudah kami perbaiki."), v, &e);
}

/* Another sent application takes the place of the one before. */
static void
next_case(struct world *w)
{
	static int n = 10;

	n++;
	new_application(w, str_fmt(w->d.a, "c%d", n).p,
	    str_fmt(w->d.a, "DS-082-0000-00%d", n).p,
	    str_fmt(w->d.a, "1987070520101210%d", n).p);
}

void
run_parts(void **state, const part_fn *parts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			next_case(*state);
		parts[i](state);
	}
}
