/* bssn_parts.c - what the pages of a verifier share. */
#include "web/bssn_parts.h"

#include "web/ui.h"

str
bssn_short_time(struct page *p, int64_t at_s, enum zone z)
{
	struct date day = time_civil(at_s, z).date,
		    today = time_civil(domain_now(&p->d), z).date;
	str clock = time_of_day(p->a, at_s, z);

	if (date_to_days(day) == date_to_days(today))
		return clock;
	return str_fmt(
	    p->a, "%.*s, %.*s", STR_ARG(date_short(p->a, day, p->lang)), STR_ARG(clock));
}

const char *
bssn_state_colour(str state)
{
	static const char *const colours[CAND__COUNT] = { [CAND_PROFILE] = TAG_GREY,
		[CAND_LETTERS_SENT] = TAG_GREY,
		[CAND_LETTERS_RETURNED] = TAG_BLUE,
		[CAND_INTERVIEW_SCHEDULED] = TAG_PURPLE,
		[CAND_INTERVIEWED] = TAG_YELLOW,
		[CAND_GRANTED] = TAG_GREEN,
		[CAND_RETURNED] = TAG_ORANGE,
		[CAND_REFUSED] = TAG_RED,
		[CAND_CLOSED] = TAG_GREY };
	int i = state_parse(&words_candidacy, state);

	return i < 0 ? TAG_GREY : colours[i];
}

str
bssn_path(struct page *p, const struct bssn_case *k, const char *rest)
{
	return str_fmt(p->a, "/bssn/%.*s%s", STR_ARG(k->cand.number), rest);
}

struct view_bssn_events
bssn_events(struct page *p, const struct row_history_list *rows,
    const struct noun_words *words, enum zone z)
{
	struct view_bssn_event *at =
	    ARENA_ARRAY(p->a, rows->n + 1, struct view_bssn_event);

	for (size_t i = 0; i < rows->n; i++) {
		const struct row_history *h = &rows->at[i];
		at[i] = (struct view_bssn_event){ .at = bssn_short_time(p, h->at_s, z),
			.who = h->actor_name,
			.text = h->note,
			.label = history_label(words, h->event, h->to_state) };
	}
	return (struct view_bssn_events){ at, rows->n };
}

const struct field_option *
bssn_options(struct page *p, const struct bssn_cause *causes, bool with_all)
{
	struct field_option *o;
	size_t n = 0, i = 0;

	while (causes[n].name != NULL)
		n++;
	o = ARENA_ARRAY(p->a, n + 2, struct field_option);
	if (with_all)
		o[i++] = (struct field_option){ "", N_("Semua"), NULL };
	for (size_t c = 0; c < n; c++)
		o[i++] = (struct field_option){ causes[c].name, causes[c].label, NULL };
	return o; /* the last one is zero: the end */
}

str
bssn_url_part(struct page *p, str text)
{
	struct html h = { .lang = LANG_ID, .base = "" };
	struct buf b;

	buf_init(&b, p->a, text.n * 3 + 1);
	h.out = &b;
	html_url_part(&h, text);
	return buf_get(&b);
}
