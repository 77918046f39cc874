/* ical.c - content lines, folded, and the few properties that an appointment needs. */
#include "base/ical.h"

#include "base/buf.h"
#include "base/clock.h"

#define OCTETS 75 /* of a line, without its end */

#define METHOD_PUBLISH "METHOD:PUBLISH\r\n"
#define METHOD_CANCEL  "METHOD:CANCEL\r\n"

/* One content line; what was put into `line` so far. */
static void
put_line(struct buf *b, struct buf *line)
{
	str s = buf_get(line);
	size_t room = OCTETS;

	while (s.n > room) {
		size_t n = room;

		while (n > 1 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
			n--;
		buf_str(b, str_sub(s, 0, n));
		BUF_LIT(b, "\r\n ");
		s = str_from(s, n);
		room = OCTETS - 1; /* the space counts */
	}
	buf_str(b, s);
	BUF_LIT(b, "\r\n");
	line->n = 0;
}

/* 3.3.11; a line end of any kind becomes one "\n". */
static void
put_escaped(struct buf *line, str text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == '\r' && i + 1 < text.n && text.p[i + 1] == '\n')
			continue;
		if (c == '\n' || c == '\r') {
			BUF_LIT(line, "\\n");
			continue;
		}
		if (((unsigned char)c < 0x20 && c != '\t') || c == 0x7f)
			continue;
		if (c == '\\' || c == ';' || c == ',')
			buf_char(line, '\\');
		buf_char(line, c);
	}
}

static void
put_text(struct buf *b, struct buf *line, const char *name, str text)
{
	if (text.n == 0)
		return;
	buf_z(line, name);
	buf_char(line, ':');
	put_escaped(line, text);
	put_line(b, line);
}

/* A URI stands as it is (3.3.13): only what could end or break the line is left out. */
static void
put_uri(struct buf *b, struct buf *line, const char *begin, str uri)
{
	if (uri.n == 0)
		return;
	buf_z(line, begin);
	for (size_t i = 0; i < uri.n; i++)
		if ((unsigned char)uri.p[i] > 0x20 && uri.p[i] != 0x7f)
			buf_char(line, uri.p[i]);
	put_line(b, line);
}

/* A quoted parameter (3.2) has no way to write a quote or a control: they are left out. */
static void
put_organizer(struct buf *b, struct buf *line, str name, str address)
{
	if (address.n == 0)
		return;
	BUF_LIT(line, "ORGANIZER");
	if (name.n > 0) {
		BUF_LIT(line, ";CN=\"");
		for (size_t i = 0; i < name.n; i++)
			if ((unsigned char)name.p[i] >= 0x20 && name.p[i] != '"' &&
			    name.p[i] != 0x7f)
				buf_char(line, name.p[i]);
		buf_char(line, '"');
	}
	put_uri(b, line, ":mailto:", address);
}

static void
put_time(struct buf *b, struct buf *line, const char *name, int64_t at_s)
{
	struct datetime t = time_civil_utc(at_s);

	buf_fmt(line, "%s:%04d%02d%02dT%02d%02d%02dZ", name, t.date.year, t.date.month,
	    t.date.day, t.hour, t.minute, t.second);
	put_line(b, line);
}

static void
put_alarm(struct buf *b, struct buf *line, const struct ical_event *ev)
{
	if (ev->alarm_s <= 0 || ev->cancelled)
		return;
	BUF_LIT(b, "BEGIN:VALARM\r\nACTION:DISPLAY\r\n");
	buf_fmt(line, "TRIGGER:-PT%lldM", (long long)((ev->alarm_s + 59) / 60));
	put_line(b, line);
	put_text(b, line, "DESCRIPTION", ev->summary);
	BUF_LIT(b, "END:VALARM\r\n");
}

str
ical_make(struct arena *a, const struct ical_event *ev)
{
	struct buf b, line;

	buf_init(&b, a, 1024);
	buf_init(&line, a, 256);
	BUF_LIT(&b, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Paraf//ID\r\n"
		    "CALSCALE:GREGORIAN\r\n");
	buf_fmt(&b, "%sBEGIN:VEVENT\r\n", ev->cancelled ? METHOD_CANCEL : METHOD_PUBLISH);
	put_text(&b, &line, "UID", ev->uid);
	buf_fmt(&line, "SEQUENCE:%lld", (long long)(ev->sequence > 0 ? ev->sequence : 0));
	put_line(&b, &line);
	put_time(&b, &line, "DTSTAMP", ev->stamp_s);
	put_time(&b, &line, "DTSTART", ev->start_s);
	if (ev->end_s > ev->start_s)
		put_time(&b, &line, "DTEND", ev->end_s);
	buf_fmt(&b, "STATUS:%s\r\n", ev->cancelled ? "CANCELLED" : "CONFIRMED");
	put_organizer(&b, &line, ev->organizer_name, ev->organizer);
	put_text(&b, &line, "SUMMARY", ev->summary);
	put_text(&b, &line, "LOCATION", ev->location);
	put_text(&b, &line, "DESCRIPTION", ev->description);
	put_uri(&b, &line, "URL:", ev->url);
	put_alarm(&b, &line, ev);
	BUF_LIT(&b, "END:VEVENT\r\nEND:VCALENDAR\r\n");
	return buf_get(&b);
}

str
ical_type(struct arena *a, str text)
{
	/* a text of the event cannot hold this: its line ends are escaped */
	bool cancels = str_find(text, STR("\r\n" METHOD_CANCEL)) >= 0;

	return str_fmt(a, "%s; method=%s", ICAL_TYPE, cancels ? "CANCEL" : "PUBLISH");
}
