/* fsm.c - finding and carrying out one transition. */
#include "domain/fsm.h"

#include "base/json.h"
#include "domain/record.h"

static const struct transition *
find(const struct fsm *f, int from, int event, unsigned roles, bool *out_known)
{
	*out_known = false;
	for (size_t i = 0; i < f->n; i++) {
		if (f->at[i].from != from || f->at[i].event != event)
			continue;
		*out_known = true;
		if (f->at[i].roles & roles)
			return &f->at[i];
	}
	return NULL;
}

bool
fsm_allows(const struct fsm *f, str state, int event, unsigned roles)
{
	int from = state_parse(f->words, state);
	bool known;

	return from >= 0 && find(f, from, event, roles, &known) != NULL;
}

/* Who changed it last, and when: the sentence of the 409 page. */
enum rc
fsm_conflict(const struct fsm *f, struct domain *d, struct db *tx, str id, str office,
    struct err *e)
{
	struct row_history last;
	struct row_office row;
	enum zone zone = ZONE_WIB;
	struct err ignored;
	str at;

	if (q_history_last(tx, str_from_z(f->words->noun), id, &last, &ignored) != RC_OK)
		return err_set(e, RC_CONFLICT,
		    N_("Berkas ini baru saja diubah. Muat ulang untuk melihat versi terbaru; "
		       "catatan Anda tetap kami simpan."),
		    "no history");
	if (q_office_by_code(tx, office, &row, &ignored) == RC_OK)
		zone = zone_parse(row.zone);
	at = time_of_day(d->a, last.at_s, zone);
	return err_say(e, RC_CONFLICT,
	    i18n_tr(d->lang,
		N_("Berkas ini baru saja diubah oleh %.*s pukul %.*s. Muat ulang untuk melihat "
		   "versi terbaru; catatan Anda tetap kami simpan.")),
	    STR_ARG(last.actor_name), STR_ARG(at));
}

enum rc
fsm_not_now(const struct fsm *f, struct domain *d, str state, struct err *e)
{
	return err_say(e, RC_CONFLICT,
	    i18n_tr(d->lang,
		N_("Langkah ini tidak dapat dilakukan pada status \"%s\". Muat ulang untuk melihat langkah yang tersedia.")),
	    i18n_tr(d->lang, state_label(f->words, state)));
}

static enum rc
say_conflict(struct change *c, struct err *e)
{
	return fsm_conflict(c->fsm, c->d, c->tx, c->id, c->office, e);
}

static enum rc
trace(struct change *c, struct err *e)
{
	const struct noun_words *w = c->fsm->words;
	str event = str_from_z(w->events[c->event].text);
	str from = str_from_z(w->states[c->from].text),
	    to = str_from_z(w->states[c->to].text);
	struct buf detail;
	struct json j;
	enum rc rc;

	rc =
	    history_add(c->d, c->tx, c->who, w->noun, c->id, event, from, to, c->note, e);
	if (rc != RC_OK)
		return rc;
	buf_init(&detail, c->d->a, 128);
	json_begin(&j, &detail);
	json_text(&j, "number", c->number);
	json_text(&j, "from", from);
	json_text(&j, "to", to);
	json_end(&j);
	rc = audit_add(c->d, c->tx, c->who,
	    str_z(c->d->a, str_fmt(c->d->a, "%s.%.*s", w->noun, STR_ARG(event))),
	    str_fmt(c->d->a, "%s/%.*s", w->noun, STR_ARG(c->id)), c->office,
	    buf_get(&detail), e);
	if (rc != RC_OK || !c->fsm->counted || c->from == c->to)
		return rc;
	rc = counter_add(c->d, c->tx, w->noun, c->office, w->states[c->from].text, -1, e);
	if (rc != RC_OK)
		return rc;
	return counter_add(c->d, c->tx, w->noun, c->office, w->states[c->to].text, 1, e);
}

static enum rc
choose(struct change *c, const struct transition **out, struct err *e)
{
	bool known;

	c->from = state_parse(c->fsm->words, c->state);
	if (c->from < 0)
		return err_set(e, RC_INTERNAL, N_("Ada gangguan di sistem kami."),
		    "unknown stored state of %s", c->fsm->words->noun);
	*out = find(c->fsm, c->from, c->event, c->who->roles, &known);
	if (*out != NULL) {
		c->to = (*out)->to;
		return RC_OK;
	}
	if (known)
		return err_set(e, RC_DENIED,
		    N_("Peran Anda tidak berwenang melakukan langkah ini."),
		    "role not in row");
	return fsm_not_now(c->fsm, c->d, c->state, e);
}

/* Everything before the first write: load, version, row of the table, guard. */
static enum rc
prepare(struct change *c, int64_t version, const struct transition **out, struct err *e)
{
	enum rc rc = c->fsm->load(c, e);

	if (rc != RC_OK)
		return rc;
	if (version != FSM_ANY_VERSION && version != c->version)
		return say_conflict(c, e);
	rc = choose(c, out, e);
	if (rc == RC_OK && (*out)->guard != NULL)
		rc = (*out)->guard(c, e);
	return rc;
}

enum rc
fsm_check_tx(const struct fsm *f, struct domain *d, struct db *tx,
    const struct actor *who, str id, int event, int64_t version, void *input,
    struct change *out, struct err *e)
{
	struct change c = { .d = d,
		.tx = tx,
		.who = who,
		.fsm = f,
		.id = id,
		.event = event,
		.input = input,
		.now_s = domain_now(d) };
	const struct transition *t = NULL;
	enum rc rc = prepare(&c, version, &t, e);

	if (rc == RC_OK && out != NULL)
		*out = c;
	return rc;
}

enum rc
fsm_apply_tx(const struct fsm *f, struct domain *d, struct db *tx,
    const struct actor *who, str id, int event, int64_t version, void *input, str note,
    struct change *out, struct err *e)
{
	struct change c = { .d = d,
		.tx = tx,
		.who = who,
		.fsm = f,
		.id = id,
		.event = event,
		.input = input,
		.note = note,
		.now_s = domain_now(d) };
	const struct transition *t = NULL;
	enum rc rc = prepare(&c, version, &t, e);

	if (rc == RC_OK) {
		rc = f->set_state(&c, e);
		if (rc == RC_CONFLICT)
			return say_conflict(&c, e);
	}
	if (rc == RC_OK)
		rc = trace(&c, e);
	if (rc == RC_OK && t->effect != NULL)
		rc = t->effect(&c, e);
	if (rc == RC_OK && out != NULL)
		*out = c;
	return rc;
}

struct apply_args {
	const struct fsm *f;
	struct domain *d;
	const struct actor *who;
	str id, note;
	int event;
	int64_t version;
	void *input;
	struct change *out;
};

static enum rc
apply_in_write(struct db *tx, void *arg, struct err *e)
{
	struct apply_args *p = arg;

	return fsm_apply_tx(p->f, p->d, tx, p->who, p->id, p->event, p->version, p->input,
	    p->note, p->out, e);
}

enum rc
fsm_apply(const struct fsm *f, struct domain *d, const struct actor *who, str id,
    int event, int64_t version, void *input, str note, struct change *out, struct err *e)
{
	struct apply_args p = { f, d, who, id, note, event, version, input, out };

	return store_write(d->store, d->a, apply_in_write, &p, e);
}

enum rc
fsm_born(const struct fsm *f, struct domain *d, struct db *tx, const struct actor *who,
    str id, str number, str office, int state, const char *event, struct err *e)
{
	const char *noun = f->words->noun, *to = f->words->states[state].text;
	struct buf detail;
	struct json j;
	enum rc rc;

	rc = history_add(d, tx, who, noun, id, str_from_z(event), STR_NONE,
	    str_from_z(to), STR_NONE, e);
	if (rc != RC_OK)
		return rc;
	buf_init(&detail, d->a, 128);
	json_begin(&j, &detail);
	json_text(&j, "number", number);
	json_text(&j, "to", str_from_z(to));
	json_end(&j);
	rc = audit_add(d, tx, who, str_z(d->a, str_fmt(d->a, "%s.%s", noun, event)),
	    str_fmt(d->a, "%s/%.*s", noun, STR_ARG(id)), office, buf_get(&detail), e);
	if (rc == RC_OK && f->counted)
		rc = counter_add(d, tx, noun, office, to, 1, e);
	return rc;
}
