/*
 * ui.h - components: functions that write govuk-frontend markup in the language of `h`.
 *
 * Call them in templates with {{ call ui_...(...) }}. Whatever is passed is escaped here. Texts named
 * `label` are N_() messages and translated; `str` values are data and are not.
 */
#ifndef WEB_UI_H
#define WEB_UI_H

#include "html/html.h"
#include "web/form.h"

/* What is already stored for a file field. */
struct ui_file {
	str name; /* p NULL: nothing stored */
	int64_t bytes;
	str when;        /* "10.41 WITA", p NULL: not shown */
	str thumb_href;  /* picture of it, p NULL: none */
	str remove_href; /* page that removes it, p NULL: no link */
};

/* Colours of ui_tag; the word carries the meaning, the colour only repeats it. */
#define TAG_GREY   "grey"
#define TAG_BLUE   "blue"
#define TAG_GREEN  "green"
#define TAG_YELLOW "yellow"
#define TAG_ORANGE "orange"
#define TAG_RED    "red"
#define TAG_PURPLE "purple"

/* A translated message as text, for messages that come as values (menus, states). */
void ui_tr(struct html *h, const char *msg);
/* A size as people read it: "812 KB", "3,4 MB". */
void ui_bytes(struct html *h, int64_t bytes);

void ui_csrf(struct html *h, str token);
/* Token by which a form that is sent twice acts once. Nothing when p is NULL. */
void ui_once(struct html *h, str token);
/* Box with a link to each wrong field; nothing when the form is fine. First thing in <main>. */
void ui_error_summary(struct html *h, const struct form *f);

/* The control of a field, whatever its kind (F_FILE: nothing stored yet). */
void ui_field(struct html *h, const struct form *f, const char *name);
/* All fields of the table in order. */
void ui_fields(struct html *h, const struct form *f);

void ui_input(struct html *h, const struct form *f, const char *name);
void ui_password(struct html *h, const struct form *f, const char *name);
void ui_textarea(struct html *h, const struct form *f, const char *name);
void ui_select(struct html *h, const struct form *f, const char *name);
void ui_radios(struct html *h, const struct form *f, const char *name);
void ui_checkboxes(struct html *h, const struct form *f, const char *name);
/* Day, month, year in one group; fields NAME_day, NAME_month, NAME_year. */
void ui_date3(struct html *h, const struct form *f, const char *name);
/* Where a form with data-autosave says that it is kept; empty without scripts. */
void ui_autosave(struct html *h);
/* "Ambil foto" / "Pilih berkas"; `existing` NULL or its name.p NULL: none stored yet. */
void ui_file(struct html *h, const struct form *f, const char *name,
    const struct ui_file *existing);

/* Submit buttons. */
void ui_button(struct html *h, const char *label);
void ui_button_secondary(struct html *h, const char *label);
void ui_button_warning(struct html *h, const char *label);
/* A submit button with a name and value, to tell several of one form apart. */
void ui_button_named(
    struct html *h, const char *label, const char *name, const char *value);
/* The same, as the second choice. */
void ui_button_alt(
    struct html *h, const char *label, const char *name, const char *value);
/* A link that looks like a button. */
void ui_link_button(struct html *h, const char *label, str href);

void ui_tag(struct html *h, const char *label, const char *colour);
/* Links to the page before and after; p NULL: no such page. Nothing when both are absent. */
void ui_pagination(struct html *h, str newer_href, str older_href);
/* Of a list that only goes on: to its first page, to the next one; STR_NONE: is this one, there is none. */
void ui_pager(struct html *h, str first_href, str next_href);
/* One row of <dl class="govuk-summary-list">; change_href p NULL: no link. */
void ui_summary_row(struct html *h, const char *key, str value, str change_href);
/* Bar of the age of a file ("1,8 hari kerja"); `used` of its time, in percent: red beyond 100. */
void ui_sla(struct html *h, str age, int64_t limit_days, int64_t used);
/* "Langkah n dari m" with the steps; hrefs[i] NULL: not a link. `now` counts from 0. */
struct ui_step {
	const char *label; /* N_() */
	const char *href;  /* of a step already done; NULL: not a link */
};
void ui_progress(struct html *h, const struct ui_step *steps, size_t n, size_t now);

/* Decorative pictures, 20 px and named after what they show; hidden from speech. */
enum ui_icon {
	ICON_CHECK,
	ICON_CROSS,
	ICON_WARN,
	ICON_TICK,
	ICON_ARROW,
	ICON_SHIELD,
	ICON_ID,
	ICON_LETTER,
	ICON_MAIL,
	ICON_PHONE,
	ICON_QR,
	ICON_PEN,
	ICON_DESK,
	ICON_GUARD,
	ICON__COUNT
};
void ui_icon(struct html *h, enum ui_icon icon);
void ui_icon_size(struct html *h, enum ui_icon icon, int px);
/* Our mark. */
void ui_logo(struct html *h, int px);
/* A QR code of that text, 180 px; `label` is N_(). Nothing when the text is too long for one. */
void ui_qr(struct html *h, str text, const char *label);
/* ID / EN switch; `path` without language prefix, with query. */
void ui_language(struct html *h, str path);

#endif
