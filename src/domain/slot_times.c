/* slot_times.c - reading opening hours; cutting them into slots. */
#include "domain/slot_times.h"

#include "base/buf.h"

#define DAY_MINUTES (24 * 60)

/* "8.00", "08:00", "24.00"; false if it is none. */
static bool
clock_parse(str text, int *out)
{
	str minute = str_trim(text);
	char sep = str_has(minute, ':') ? ':' : '.';
	str hour = str_cut(&minute, sep);
	struct err ignored;
	int64_t h, m;

	if (hour.n < 1 || hour.n > 2 || minute.n != 2 || !str_digits(hour) ||
	    !str_digits(minute) || str_int64(hour, &h, &ignored) != RC_OK ||
	    str_int64(minute, &m, &ignored) != RC_OK)
		return false;
	*out = (int)(h * 60 + m);
	return m < 60 && *out <= DAY_MINUTES;
}

/* En and em dashes, as text editors make them, to the plain one. */
static str
plain_dashes(struct arena *a, str text)
{
	struct buf b;

	buf_init(&b, a, text.n + 1);
	for (size_t i = 0; i < text.n; i++) {
		str rest = str_from(text, i);

		if (str_starts(rest, STR("\xe2\x80\x93")) ||
		    str_starts(rest, STR("\xe2\x80\x94"))) {
			buf_char(&b, '-');
			i += 2;
		} else
			buf_char(&b, text.p[i]);
	}
	return buf_get(&b);
}

static enum rc
span_parse(str text, int after, struct slot_span *out, struct say *why)
{
	str to = text, from = str_cut(&to, '-');

	if (!clock_parse(from, &out->from) || !clock_parse(to, &out->to))
		return say_invalid(why,
		    N_("Tulis jam seperti 08.00-12.00, 13.00-15.00. Yang tidak dikenal: {0}."),
		    str_trim(text), STR_NONE);
	if (out->to <= out->from)
		return say_invalid(why,
		    N_("Jam tutup harus sesudah jam buka. Periksa {0}."), str_trim(text),
		    STR_NONE);
	if (out->from < after)
		return say_invalid(why,
		    N_("Jam layanan harus berurutan dan tidak bertumpuk. Periksa {0}."),
		    str_trim(text), STR_NONE);
	return RC_OK;
}

enum rc
slot_day_parse(struct arena *a, str typed, struct slot_day *out, struct say *why)
{
	str rest = plain_dashes(a, str_trim(typed));
	int after = 0;

	out->n = 0;
	while (rest.n > 0) {
		str one = str_cut(&rest, ',');

		if (out->n == SLOT_SPANS)
			return say_invalid(why,
			    N_("Paling banyak empat rentang jam dalam sehari."), STR_NONE,
			    STR_NONE);
		if (span_parse(one, after, &out->at[out->n], why) != RC_OK)
			return RC_INVALID;
		after = out->at[out->n++].to;
	}
	return RC_OK;
}

str
slot_day_text(struct arena *a, const struct slot_day *d)
{
	struct buf b;

	buf_init(&b, a, 64);
	for (size_t i = 0; i < d->n; i++)
		buf_fmt(&b, "%s%02d.%02d-%02d.%02d", i > 0 ? ", " : "",
		    d->at[i].from / 60, d->at[i].from % 60, d->at[i].to / 60,
		    d->at[i].to % 60);
	return buf_get(&b);
}

str
slot_week_text(struct arena *a, const struct slot_week *w)
{
	struct buf b;

	buf_init(&b, a, 160);
	for (size_t i = 0; i < ARRAY_LEN(w->day); i++) {
		if (i > 0)
			buf_char(&b, ';');
		buf_str(&b, slot_day_text(a, &w->day[i]));
	}
	return buf_get(&b);
}

enum rc
slot_week_parse(struct arena *a, str text, struct slot_week *out, struct err *e)
{
	struct say why = { .id = NULL };
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == ';';
	if (n + 1 != ARRAY_LEN(out->day))
		why.id = "";
	for (size_t i = 0; why.id == NULL && i <= n; i++)
		if (slot_day_parse(a, str_cut(&text, ';'), &out->day[i], &why) != RC_OK)
			break;
	return why.id == NULL
		   ? RC_OK
		   : err_set(e, RC_INTERNAL, N_("Ada gangguan di sistem kami."),
			 "stored opening hours");
}

size_t
slot_starts(const struct slot_day *d, int minutes, int out[SLOT_DAY_MOST])
{
	size_t n = 0;

	for (size_t i = 0; i < d->n; i++)
		for (int at = d->at[i].from;
		     at + minutes <= d->at[i].to && n < SLOT_DAY_MOST; at += minutes)
			out[n++] = at;
	return n;
}
