/* ui_parts.c - components that are not form controls: error summary, buttons, tags, lists,
 * pictures. */
#include "web/ui.h"

void
ui_tr(struct html *h, const char *msg)
{
	if (msg != NULL)
		html_tr(h, msg);
}

void
ui_bytes(struct html *h, int64_t bytes)
{
	int64_t tenths = (bytes * 10 + 524288) / 1048576;

	if (bytes < 1048576) {
		html_put(h, (bytes + 1023) / 1024);
		HTML_LIT(h, " KB");
		return;
	}
	html_put(h, tenths / 10);
	buf_char(h->out, h->lang == LANG_EN ? '.' : ',');
	html_put(h, tenths % 10);
	HTML_LIT(h, " MB");
}

/* ---- around a form ---- */

/* Id of the first control of a field: what the error summary links to. */
static void
put_target(struct html *h, const struct form *f, size_t i)
{
	const struct field_spec *s = &f->spec->fields[i];

	html_attr(h, str_from_z(s->name));
	if (s->kind == F_DATE)
		HTML_LIT(h, "_day");
	else if (s->kind == F_RADIO ||
		 (s->kind == F_CHECK && f->values[i].options != NULL))
		HTML_LIT(h, "-1");
}

void
ui_csrf(struct html *h, str token)
{
	HTML_LIT(h, "<input type=\"hidden\" name=\"csrf\" value=\"");
	html_attr(h, token);
	HTML_LIT(h, "\">");
}

void
ui_once(struct html *h, str token)
{
	if (token.p == NULL)
		return;
	HTML_LIT(h, "<input type=\"hidden\" name=\"once\" value=\"");
	html_attr(h, token);
	HTML_LIT(h, "\">");
}

static void
summary_title(struct html *h, const struct form *f)
{
	char digits[24];
	str n = html_from_uint(f->n_errors, digits);

	HTML_LIT(h, "<h2 class=\"govuk-error-summary__title\">");
	html_text(
	    h, form_fill(f->a,
		   i18n_tr(h->lang, f->n_errors == 1
					? N_("Ada 1 isian yang perlu diperbaiki")
					: N_("Ada {0} isian yang perlu diperbaiki")),
		   &n, 1));
	HTML_LIT(h, "</h2>");
}

void
ui_error_summary(struct html *h, const struct form *f)
{
	if (form_ok(f))
		return;
	HTML_LIT(h,
	    "<div class=\"govuk-error-summary\" data-module=\"govuk-error-summary\">"
	    "<div role=\"alert\">");
	summary_title(h, f);
	HTML_LIT(h, "<div class=\"govuk-error-summary__body\">"
		    "<ul class=\"govuk-list govuk-error-summary__list\">");
	if (f->first_error.p != NULL) {
		HTML_LIT(h, "<li>");
		html_text(h, f->first_error);
		HTML_LIT(h, "</li>");
	}
	for (size_t i = 0; i < f->spec->n; i++) {
		if (f->values[i].error.p == NULL)
			continue;
		HTML_LIT(h, "<li><a href=\"#");
		put_target(h, f, i);
		HTML_LIT(h, "\">");
		html_text(h, f->values[i].error);
		HTML_LIT(h, "</a></li>");
	}
	HTML_LIT(h, "</ul></div></div></div>");
}

/* ---- buttons, tags, lists ---- */

static void
button_open(struct html *h, const char *variant)
{
	HTML_LIT(h, "<button type=\"submit\" class=\"govuk-button");
	buf_z(h->out, variant);
	HTML_LIT(h, "\" data-module=\"govuk-button\" data-prevent-double-click=\"true\"");
}

static void
button(struct html *h, const char *variant, const char *label)
{
	button_open(h, variant);
	HTML_LIT(h, ">");
	html_tr(h, label);
	HTML_LIT(h, "</button>");
}

void
ui_button(struct html *h, const char *label)
{
	button(h, "", label);
}

void
ui_button_secondary(struct html *h, const char *label)
{
	button(h, " govuk-button--secondary", label);
}

void
ui_button_warning(struct html *h, const char *label)
{
	button(h, " govuk-button--warning", label);
}

static void
button_named(struct html *h, const char *variant, const char *label, const char *name,
    const char *value)
{
	button_open(h, variant);
	HTML_LIT(h, " name=\"");
	html_attr(h, str_from_z(name));
	HTML_LIT(h, "\" value=\"");
	html_attr(h, str_from_z(value));
	HTML_LIT(h, "\">");
	html_tr(h, label);
	HTML_LIT(h, "</button>");
}

void
ui_button_named(struct html *h, const char *label, const char *name, const char *value)
{
	button_named(h, "", label, name, value);
}

void
ui_button_alt(struct html *h, const char *label, const char *name, const char *value)
{
	button_named(h, " govuk-button--secondary", label, name, value);
}

void
ui_link_button(struct html *h, const char *label, str href)
{
	HTML_LIT(h, "<a class=\"govuk-button\" draggable=\"false\" href=\"");
	html_url_local(h, href);
	HTML_LIT(h, "\">");
	html_tr(h, label);
	HTML_LIT(h, "</a>");
}

void
ui_tag(struct html *h, const char *label, const char *colour)
{
	HTML_LIT(h, "<strong class=\"govuk-tag govuk-tag--");
	html_attr(h, str_from_z(colour));
	HTML_LIT(h, "\">");
	html_tr(h, label);
	HTML_LIT(h, "</strong>");
}

static void
pager_link(
    struct html *h, const char *class, const char *rel, const char *label, str href)
{
	if (href.p == NULL)
		return;
	buf_fmt(h->out, "<a class=\"govuk-link %s\" rel=\"%s\" href=\"", class, rel);
	html_url_local(h, href);
	HTML_LIT(h, "\">");
	html_tr(h, label);
	HTML_LIT(h, "</a>");
}

static void
pager(struct html *h, const char *rel, const char *label, str back_href, str next_href)
{
	if (back_href.p == NULL && next_href.p == NULL)
		return;
	HTML_LIT(h, "<nav class=\"es-pager\" aria-label=\"");
	html_tr_attr(h, N_("Halaman daftar"));
	HTML_LIT(h, "\">");
	pager_link(h, "es-pager__prev", rel, label, back_href);
	pager_link(h, "es-pager__next", "next", N_("Berikutnya"), next_href);
	HTML_LIT(h, "</nav>");
}

void
ui_pagination(struct html *h, str newer_href, str older_href)
{
	pager(h, "prev", N_("Sebelumnya"), newer_href, older_href);
}

void
ui_pager(struct html *h, str first_href, str next_href)
{
	pager(h, "first", N_("Ke halaman pertama"), first_href, next_href);
}

void
ui_summary_row(struct html *h, const char *key, str value, str change_href)
{
	HTML_LIT(h, "<div class=\"govuk-summary-list__row");
	if (change_href.p == NULL)
		HTML_LIT(h, " govuk-summary-list__row--no-actions");
	HTML_LIT(h, "\"><dt class=\"govuk-summary-list__key\">");
	html_tr(h, key);
	HTML_LIT(h, "</dt><dd class=\"govuk-summary-list__value\">");
	if (value.n > 0) {
		html_text(h, value);
	} else {
		HTML_LIT(h, "<span class=\"es-muted\">");
		html_tr(h, N_("Belum diisi"));
		HTML_LIT(h, "</span>");
	}
	HTML_LIT(h, "</dd>");
	if (change_href.p != NULL) {
		HTML_LIT(h,
		    "<dd class=\"govuk-summary-list__actions\"><a class=\"govuk-link\" "
		    "href=\"");
		html_url_local(h, change_href);
		HTML_LIT(h, "\">");
		html_tr(h, N_("Ubah"));
		HTML_LIT(h, "<span class=\"govuk-visually-hidden\"> ");
		html_tr(h, key);
		HTML_LIT(h, "</span></a></dd>");
	}
	HTML_LIT(h, "</div>");
}

void
ui_sla(struct html *h, str age, int64_t limit_days, int64_t used)
{
	char digits[24];
	str v[2] = { age, html_from_int(limit_days, digits) };
	bool late = used > 100;

	HTML_LIT(h, "<div class=\"es-sla");
	if (late)
		HTML_LIT(h, " es-sla--late");
	HTML_LIT(h, "\"><p><span>");
	html_tr(h, N_("Umur berkas"));
	HTML_LIT(h, "</span><strong>");
	html_text(
	    h, form_fill(h->out->a, i18n_tr(h->lang, N_("{0}, batasnya {1}")), v, 2));
	HTML_LIT(h,
	    "</strong></p><svg class=\"es-bar\" aria-hidden=\"true\" focusable=\"false\" "
	    "viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\">"
	    "<rect width=\"100\" height=\"10\" rx=\"2\"/><rect width=\"");
	html_put_attr(h, late ? 100 : used);
	HTML_LIT(h, "\" height=\"10\" rx=\"2\"/></svg></div>");
}

static void
progress_step(struct html *h, const struct ui_step *step, bool done, bool now)
{
	buf_z(h->out, now    ? "<li class=\"is-now\" aria-current=\"step\">"
		      : done ? "<li class=\"is-done\">"
			     : "<li>");
	if (step->href != NULL && !now) {
		HTML_LIT(h, "<a href=\"");
		html_url_local(h, str_from_z(step->href));
		HTML_LIT(h, "\">");
	}
	html_tr(h, step->label);
	if (done && !now) {
		HTML_LIT(h, "<span class=\"govuk-visually-hidden\"> ");
		html_tr(h, N_("selesai"));
		HTML_LIT(h, "</span>");
	}
	if (step->href != NULL && !now)
		HTML_LIT(h, "</a>");
	HTML_LIT(h, "</li>");
}

void
ui_progress(struct html *h, const struct ui_step *steps, size_t n, size_t now)
{
	char d1[24], d2[24];
	str v[2] = { html_from_uint(now + 1, d1), html_from_uint(n, d2) };

	BUG_ON(now >= n);
	HTML_LIT(h, "<nav class=\"es-progress\" aria-label=\"");
	html_tr_attr(h, N_("Kemajuan pendaftaran"));
	HTML_LIT(h, "\"><p class=\"es-progress__text\"><strong>");
	html_text(
	    h, form_fill(h->out->a, i18n_tr(h->lang, N_("Langkah {0} dari {1}")), v, 2));
	HTML_LIT(h, "</strong> · ");
	html_tr(h, steps[now].label);
	HTML_LIT(h, "</p><ol>");
	for (size_t i = 0; i < n; i++)
		progress_step(h, &steps[i], steps[i].href != NULL || i < now, i == now);
	HTML_LIT(h, "</ol></nav>");
}

/* ---- pictures ---- */

#define LINE28                                                                           \
	"fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" "                      \
	"stroke-linecap=\"round\" stroke-linejoin=\"round\""

static const struct {
	int box, px; /* viewBox, usual size */
	const char *attrs, *paths;
} icons[ICON__COUNT] = {
	[ICON_CHECK] = { 20, 20, "",
	    "<circle cx=\"10\" cy=\"10\" r=\"10\" fill=\"currentColor\"/><path d=\"M5.5 10.4l3 3 "
	    "6-6.6\" fill=\"none\" stroke=\"#fff\" stroke-width=\"2.2\" stroke-linecap=\"round\" "
	    "stroke-linejoin=\"round\"/>" },
	[ICON_CROSS] = { 20, 20, "",
	    "<circle cx=\"10\" cy=\"10\" r=\"10\" fill=\"currentColor\"/><path d=\"M6.5 6.5l7 "
	    "7m0-7l-7 7\" fill=\"none\" stroke=\"#fff\" stroke-width=\"2.2\" "
	    "stroke-linecap=\"round\"/>" },
	[ICON_WARN] = { 20, 20, "",
	    "<path d=\"M10 1.2L19.4 18H.6z\" fill=\"currentColor\"/><path d=\"M10 7v5\" "
	    "stroke=\"#fff\" stroke-width=\"2.2\" stroke-linecap=\"round\"/><circle cx=\"10\" "
	    "cy=\"15\" r=\"1.3\" fill=\"#fff\"/>" },
	[ICON_TICK] = { 16, 16, "",
	    "<path d=\"M3 8.4l3.2 3.2L13 4.6\" fill=\"none\" stroke=\"currentColor\" "
	    "stroke-width=\"2.4\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>" },
	[ICON_ARROW] = { 18, 18, "",
	    "<path d=\"M6 2l7 7-7 7\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2.6\" "
	    "stroke-linecap=\"round\" stroke-linejoin=\"round\"/>" },
	[ICON_SHIELD] = { 18, 17, "",
	    "<path d=\"M9 1l7 2.6v4.9c0 4.2-2.9 7.2-7 8.5-4.1-1.3-7-4.3-7-8.5V3.6z\" "
	    "fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.8\"/><path d=\"M5.8 9l2.3 "
	    "2.3 4.2-4.5\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.8\" "
	    "stroke-linecap=\"round\" stroke-linejoin=\"round\"/>" },
	[ICON_ID] = { 28, 28, LINE28,
	    "<rect x=\"2\" y=\"5\" width=\"24\" height=\"18\" rx=\"3\"/><circle cx=\"9.5\" "
	    "cy=\"12\" r=\"3\"/><path d=\"M5 19c.6-2.6 2.3-3.6 4.5-3.6S13.4 16.4 14 19M17 "
	    "11h6M17 15h6M17 19h4\"/>" },
	[ICON_LETTER] = { 28, 28, LINE28,
	    "<path d=\"M6 2h11l6 6v18H6z\"/><path d=\"M17 2v6h6M10 13h9M10 17h9M10 21h5\"/>" },
	[ICON_MAIL] = { 28, 28, LINE28,
	    "<rect x=\"2\" y=\"5\" width=\"24\" height=\"18\" rx=\"3\"/><path d=\"M3 8l11 8 "
	    "11-8\"/>" },
	[ICON_PHONE] = { 28, 28, LINE28,
	    "<rect x=\"7\" y=\"2\" width=\"14\" height=\"24\" rx=\"3\"/><path d=\"M12.5 22h3\"/>" },
	[ICON_QR] = { 28, 28, LINE28,
	    "<rect x=\"3\" y=\"3\" width=\"8\" height=\"8\" rx=\"1\"/><rect x=\"17\" y=\"3\" "
	    "width=\"8\" height=\"8\" rx=\"1\"/><rect x=\"3\" y=\"17\" width=\"8\" height=\"8\" "
	    "rx=\"1\"/><path d=\"M17 17h3v3h-3zM22 22h3v3M22 17h3M17 23v2\"/>" },
	[ICON_PEN] = { 28, 28, LINE28,
	    "<path d=\"M4 24l2-7L19 4l5 5L11 22z\"/><path d=\"M16 7l5 5M4 24h20\"/>" },
	[ICON_DESK] = { 28, 28, LINE28,
	    "<path d=\"M3 13h22v11H3zM7 13V7a3 3 0 013-3h8a3 3 0 013 3v6M11 18h6\"/>" },
	[ICON_GUARD] = { 28, 28, LINE28,
	    "<path d=\"M14 2l10 4v7c0 6.5-4.2 11-10 13C8.2 24 4 19.5 4 13V6z\"/><path "
	    "d=\"M9.5 13.5l3.2 3.2 6-6.4\"/>" },
};

void
ui_icon_size(struct html *h, enum ui_icon icon, int px)
{
	BUG_ON((unsigned)icon >= ICON__COUNT);
	buf_fmt(h->out, "<svg width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" ", px, px,
	    icons[icon].box, icons[icon].box);
	BUF_LIT(h->out, "aria-hidden=\"true\" focusable=\"false\" ");
	buf_z(h->out, icons[icon].attrs);
	buf_char(h->out, '>');
	buf_z(h->out, icons[icon].paths);
	BUF_LIT(h->out, "</svg>");
}

void
ui_icon(struct html *h, enum ui_icon icon)
{
	BUG_ON((unsigned)icon >= ICON__COUNT);
	ui_icon_size(h, icon, icons[icon].px);
}

void
ui_logo(struct html *h, int px)
{
	buf_fmt(h->out,
	    "<svg width=\"%d\" height=\"%d\" viewBox=\"0 0 44 44\" "
	    "aria-hidden=\"true\" focusable=\"false\"><rect width=\"44\" height=\"44\" "
	    "rx=\"10\" fill=\"#fff\"/><path d=\"M22 6l12 4.6v8.6c0 8-5 13.7-12 "
	    "16.8-7-3.1-12-8.8-12-16.8v-8.6z\" fill=\"#0b3b77\"/><path d=\"M15.5 "
	    "21.5l4.7 4.7 8.6-9.4\" fill=\"none\" stroke=\"#f2b705\" "
	    "stroke-width=\"3.6\" stroke-linecap=\"round\" "
	    "stroke-linejoin=\"round\"/></svg>",
	    px, px);
}

/* ---- language ---- */

/* Each name in its own language; the address is written whole, without the base of this page. */
static void
language(struct html *h, enum lang lang, const char *base, const char *code,
    const char *rest, str path)
{
	const char *id = i18n_code(lang);

	if (h->lang == lang) {
		buf_fmt(h->out, "<span aria-current=\"true\" lang=\"%s\">", id);
	} else {
		buf_fmt(h->out, "<a lang=\"%s\" hreflang=\"%s\" href=\"", id, id);
		html_url(h, str_fmt(h->out->a, "%s%.*s", base, STR_ARG(path)));
		HTML_LIT(h, "\">");
	}
	buf_fmt(
	    h->out, "%s<span class=\"govuk-visually-hidden\">, %s</span>", code, rest);
	buf_z(h->out, h->lang == lang ? "</span>" : "</a>");
}

void
ui_language(struct html *h, str path)
{
	HTML_LIT(h, "<span class=\"es-lang\" role=\"group\" aria-label=\"");
	html_tr_attr(h, N_("Pilih bahasa"));
	HTML_LIT(h, "\">");
	language(h, LANG_ID, "", "ID", "Bahasa Indonesia", path);
	language(h, LANG_EN, "/en", "EN", "English", path);
	HTML_LIT(h, "</span>");
}
