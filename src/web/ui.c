/* ui.c - form controls as govuk-frontend markup, driven by the table of the form. */
#include "web/ui.h"

#include "base/limits.h"

static void
put_z(struct html *h, const char *z)
{
	html_attr(h, str_from_z(z));
}

static void
put_int(struct html *h, int64_t v)
{
	html_put(h, v);
}

static const struct field_spec *
field(const struct form *f, const char *name, const struct form_value **out_value)
{
	size_t i = form_index(f, name);

	*out_value = &f->values[i];
	return &f->spec->fields[i];
}

/* ---- parts of a field ---- */

static void
group_open(struct html *h, const struct form_value *v)
{
	HTML_LIT(h, "<div class=\"govuk-form-group");
	if (v->error.p != NULL)
		HTML_LIT(h, " govuk-form-group--error");
	HTML_LIT(h, "\">");
}

static void
group_close(struct html *h)
{
	HTML_LIT(h, "</div>\n");
}

static void
put_label_text(struct html *h, const struct field_spec *s)
{
	html_tr(h, s->label);
	if (!s->required && !s->conditional) {
		HTML_LIT(h, " ");
		html_tr(h, N_("(boleh dikosongkan)"));
	}
}

static void
put_label(struct html *h, const struct field_spec *s)
{
	HTML_LIT(h, "<label class=\"govuk-label govuk-label--s\" for=\"");
	put_z(h, s->name);
	HTML_LIT(h, "\">");
	put_label_text(h, s);
	HTML_LIT(h, "</label>");
}

static void
put_hint(struct html *h, const struct field_spec *s)
{
	if (s->hint == NULL)
		return;
	HTML_LIT(h, "<div class=\"govuk-hint\" id=\"");
	put_z(h, s->name);
	HTML_LIT(h, "-hint\">");
	html_tr(h, s->hint);
	HTML_LIT(h, "</div>");
}

static void
put_error(struct html *h, const struct field_spec *s, const struct form_value *v)
{
	if (v->error.p == NULL)
		return;
	HTML_LIT(h, "<p class=\"govuk-error-message\" id=\"");
	put_z(h, s->name);
	HTML_LIT(h, "-error\"><span class=\"govuk-visually-hidden\">");
	html_tr(h, N_("Kesalahan:"));
	HTML_LIT(h, "</span> ");
	html_text(h, v->error);
	HTML_LIT(h, "</p>");
}

/* aria-describedby and aria-invalid of a control or group. */
static void
put_described(
    struct html *h, const struct field_spec *s, const struct form_value *v, bool invalid)
{
	if (s->hint != NULL || v->error.p != NULL) {
		HTML_LIT(h, " aria-describedby=\"");
		if (s->hint != NULL) {
			put_z(h, s->name);
			HTML_LIT(h, "-hint");
		}
		if (v->error.p != NULL) {
			HTML_LIT(h, " ");
			put_z(h, s->name);
			HTML_LIT(h, "-error");
		}
		HTML_LIT(h, "\"");
	}
	if (invalid && v->error.p != NULL)
		HTML_LIT(h, " aria-invalid=\"true\"");
}

static void
put_id_name(struct html *h, const struct field_spec *s)
{
	HTML_LIT(h, " id=\"");
	put_z(h, s->name);
	HTML_LIT(h, "\" name=\"");
	put_z(h, s->name);
	HTML_LIT(h, "\"");
}

static void
put_autocomplete(struct html *h, const struct field_spec *s, const char *otherwise)
{
	HTML_LIT(h, " autocomplete=\"");
	put_z(h, s->autocomplete != NULL ? s->autocomplete : otherwise);
	HTML_LIT(h, "\"");
}

static void
put_value(struct html *h, const struct form_value *v)
{
	if (v->raw.n == 0)
		return;
	HTML_LIT(h, " value=\"");
	html_attr(h, v->raw);
	HTML_LIT(h, "\"");
}

/* ---- one-line fields ---- */

static void
put_input_class(struct html *h, const struct field_spec *s, const struct form_value *v)
{
	HTML_LIT(h, " class=\"govuk-input");
	if (s->width > 0) {
		HTML_LIT(h, " govuk-input--width-");
		put_int(h, s->width);
	}
	if (s->kind == F_DIGITS || s->kind == F_INT || s->kind == F_TEL)
		HTML_LIT(h, " es-num");
	if (s->kind == F_CODE)
		HTML_LIT(h, " es-code");
	if (v->error.p != NULL)
		HTML_LIT(h, " govuk-input--error");
	HTML_LIT(h, "\"");
}

/* Type and keyboard of the control. Numbers are text, so that no digit is lost or rounded. */
static const char *
input_type(enum field_kind kind)
{
	switch (kind) {
	case F_EMAIL:
		return " type=\"email\" spellcheck=\"false\"";
	case F_TEL:
		return " type=\"tel\"";
	case F_DIGITS:
	case F_INT:
		return " type=\"text\" inputmode=\"numeric\" spellcheck=\"false\"";
	case F_CODE:
		return " type=\"text\" autocapitalize=\"characters\" spellcheck=\"false\"";
	default:
		return " type=\"text\"";
	}
}

static void
hidden_input(struct html *h, const struct field_spec *s, const struct form_value *v)
{
	HTML_LIT(h, "<input type=\"hidden\" name=\"");
	put_z(h, s->name);
	HTML_LIT(h, "\" value=\"");
	html_attr(h, v->raw);
	HTML_LIT(h, "\">");
}

void
ui_input(struct html *h, const struct form *f, const char *name)
{
	const struct form_value *v;
	const struct field_spec *s = field(f, name, &v);

	if (s->kind == F_HIDDEN) {
		hidden_input(h, s, v);
		return;
	}
	group_open(h, v);
	put_label(h, s);
	put_hint(h, s);
	put_error(h, s, v);
	HTML_LIT(h, "<input");
	put_input_class(h, s, v);
	put_id_name(h, s);
	buf_z(h->out, input_type(s->kind));
	put_autocomplete(h, s,
	    s->kind == F_EMAIL ? "email"
	    : s->kind == F_TEL ? "tel"
			       : "off");
	put_described(h, s, v, true);
	put_value(h, v);
	HTML_LIT(h, ">");
	group_close(h);
}

void
ui_password(struct html *h, const struct form *f, const char *name)
{
	const struct form_value *v;
	const struct field_spec *s = field(f, name, &v);

	HTML_LIT(h, "<div class=\"govuk-form-group govuk-password-input");
	if (v->error.p != NULL)
		HTML_LIT(h, " govuk-form-group--error");
	HTML_LIT(h, "\" data-module=\"govuk-password-input\" data-i18n.show-password=\"");
	html_tr_attr(h, N_("Tampilkan"));
	HTML_LIT(h, "\" data-i18n.hide-password=\"");
	html_tr_attr(h, N_("Sembunyikan"));
	HTML_LIT(h, "\" data-i18n.show-password-aria-label=\"");
	html_tr_attr(h, N_("Tampilkan kata sandi"));
	HTML_LIT(h, "\" data-i18n.hide-password-aria-label=\"");
	html_tr_attr(h, N_("Sembunyikan kata sandi"));
	HTML_LIT(h, "\" data-i18n.password-shown-announcement=\"");
	html_tr_attr(h, N_("Kata sandi terlihat"));
	HTML_LIT(h, "\" data-i18n.password-hidden-announcement=\"");
	html_tr_attr(h, N_("Kata sandi tersembunyi"));
	HTML_LIT(h, "\">");
	put_label(h, s);
	put_hint(h, s);
	put_error(h, s, v);
	HTML_LIT(h, "<div class=\"govuk-input__wrapper govuk-password-input__wrapper\">"
		    "<input class=\"govuk-input govuk-password-input__input "
		    "govuk-js-password-input-input");
	if (v->error.p != NULL)
		HTML_LIT(h, " govuk-input--error");
	HTML_LIT(h, "\" type=\"password\" spellcheck=\"false\" autocapitalize=\"none\"");
	put_id_name(h, s);
	put_autocomplete(h, s, "current-password");
	put_described(h, s, v, true);
	HTML_LIT(h,
	    "><button type=\"button\" class=\"govuk-button govuk-button--secondary "
	    "govuk-password-input__toggle govuk-js-password-input-toggle\" "
	    "data-module=\"govuk-button\" aria-controls=\"");
	put_z(h, s->name);
	HTML_LIT(h, "\" aria-label=\"");
	html_tr_attr(h, N_("Tampilkan kata sandi"));
	HTML_LIT(h, "\" hidden>");
	html_tr(h, N_("Tampilkan"));
	HTML_LIT(h, "</button></div>");
	group_close(h);
}

void
ui_textarea(struct html *h, const struct form *f, const char *name)
{
	const struct form_value *v;
	const struct field_spec *s = field(f, name, &v);

	group_open(h, v);
	put_label(h, s);
	put_hint(h, s);
	put_error(h, s, v);
	HTML_LIT(h, "<textarea class=\"govuk-textarea");
	if (v->error.p != NULL)
		HTML_LIT(h, " govuk-textarea--error");
	HTML_LIT(h, "\" rows=\"");
	put_int(h, s->rows > 0 ? s->rows : 5);
	HTML_LIT(h, "\"");
	put_id_name(h, s);
	put_described(h, s, v, true);
	HTML_LIT(h, ">\n"); /* the parser drops the first line feed */
	html_text(h, v->raw);
	HTML_LIT(h, "</textarea>");
	group_close(h);
}

/* ---- choices ---- */

void
ui_select(struct html *h, const struct form *f, const char *name)
{
	const struct form_value *v;
	const struct field_spec *s = field(f, name, &v);

	group_open(h, v);
	put_label(h, s);
	put_hint(h, s);
	put_error(h, s, v);
	HTML_LIT(h, "<select class=\"govuk-select");
	if (v->error.p != NULL)
		HTML_LIT(h, " govuk-select--error");
	HTML_LIT(h, "\"");
	put_id_name(h, s);
	put_described(h, s, v, true);
	HTML_LIT(h, "><option value=\"\">");
	html_tr(h, N_("Pilih"));
	HTML_LIT(h, "</option>");
	for (const struct field_option *o = v->options; o != NULL && o->value != NULL;
	     o++) {
		HTML_LIT(h, "<option value=\"");
		put_z(h, o->value);
		HTML_LIT(h, "\"");
		if (str_eq_z(v->raw, o->value))
			HTML_LIT(h, " selected");
		HTML_LIT(h, ">");
		html_tr(h, o->label);
		HTML_LIT(h, "</option>");
	}
	HTML_LIT(h, "</select>");
	group_close(h);
}

static void
fieldset_open(struct html *h, const struct field_spec *s, const struct form_value *v)
{
	group_open(h, v);
	HTML_LIT(h, "<fieldset class=\"govuk-fieldset\"");
	put_described(h, s, v, false);
	HTML_LIT(
	    h, "><legend class=\"govuk-fieldset__legend govuk-fieldset__legend--s\">");
	put_label_text(h, s);
	HTML_LIT(h, "</legend>");
	put_hint(h, s);
	put_error(h, s, v);
}

static void
fieldset_close(struct html *h)
{
	HTML_LIT(h, "</fieldset>");
	group_close(h);
}

/* "name-1", "name-2" ... with a suffix. */
static void
put_option_id(struct html *h, const char *name, int k, const char *suffix)
{
	put_z(h, name);
	HTML_LIT(h, "-");
	put_int(h, k);
	buf_z(h->out, suffix);
}

/* One radio or box: kind is "radios" or "checkboxes". */
static void
put_choice(struct html *h, const char *kind, const struct field_spec *s,
    const struct field_option *o, int k, bool checked)
{
	const char *type = kind[0] == 'r' ? "radio" : "checkbox";

	buf_fmt(h->out,
	    "<div class=\"govuk-%s__item\"><input class=\"govuk-%s__input\" "
	    "type=\"%s\" id=\"",
	    kind, kind, type);
	put_option_id(h, s->name, k, "");
	HTML_LIT(h, "\" name=\"");
	put_z(h, s->name);
	HTML_LIT(h, "\" value=\"");
	put_z(h, o->value);
	HTML_LIT(h, "\"");
	if (checked)
		HTML_LIT(h, " checked");
	if (o->hint != NULL) {
		HTML_LIT(h, " aria-describedby=\"");
		put_option_id(h, s->name, k, "-hint\"");
	}
	buf_fmt(h->out, "><label class=\"govuk-label govuk-%s__label\" for=\"", kind);
	put_option_id(h, s->name, k, "\">");
	html_tr(h, o->label);
	HTML_LIT(h, "</label>");
	if (o->hint != NULL) {
		buf_fmt(h->out, "<div class=\"govuk-hint govuk-%s__hint\" id=\"", kind);
		put_option_id(h, s->name, k, "-hint\">");
		html_tr(h, o->hint);
		HTML_LIT(h, "</div>");
	}
	HTML_LIT(h, "</div>");
}

void
ui_radios(struct html *h, const struct form *f, const char *name)
{
	const struct form_value *v;
	const struct field_spec *s = field(f, name, &v);
	int k = 1;

	fieldset_open(h, s, v);
	HTML_LIT(h, "<div class=\"govuk-radios\">");
	for (const struct field_option *o = v->options; o != NULL && o->value != NULL;
	     o++)
		put_choice(h, "radios", s, o, k++, str_eq_z(v->raw, o->value));
	HTML_LIT(h, "</div>");
	fieldset_close(h);
}

/* A single box carries its label itself; a fieldset around one control would say it twice. */
static void
single_box(struct html *h, const struct field_spec *s, const struct form_value *v)
{
	group_open(h, v);
	put_error(h, s, v);
	HTML_LIT(h,
	    "<div class=\"govuk-checkboxes\"><div class=\"govuk-checkboxes__item\">"
	    "<input class=\"govuk-checkboxes__input\" type=\"checkbox\" value=\"ya\"");
	put_id_name(h, s);
	put_described(h, s, v, true);
	if (str_eq(v->raw, STR("ya")))
		HTML_LIT(h, " checked");
	HTML_LIT(h, "><label class=\"govuk-label govuk-checkboxes__label\" for=\"");
	put_z(h, s->name);
	HTML_LIT(h, "\">");
	html_tr(h, s->label);
	HTML_LIT(h, "</label>");
	if (s->hint != NULL) {
		HTML_LIT(h, "<div class=\"govuk-hint govuk-checkboxes__hint\" id=\"");
		put_z(h, s->name);
		HTML_LIT(h, "-hint\">");
		html_tr(h, s->hint);
		HTML_LIT(h, "</div>");
	}
	HTML_LIT(h, "</div></div>");
	group_close(h);
}

void
ui_checkboxes(struct html *h, const struct form *f, const char *name)
{
	const struct form_value *v;
	const struct field_spec *s = field(f, name, &v);
	int k = 1;

	if (v->options == NULL) {
		single_box(h, s, v);
		return;
	}
	fieldset_open(h, s, v);
	HTML_LIT(h, "<div class=\"govuk-checkboxes\">");
	for (const struct field_option *o = v->options; o->value != NULL; o++)
		put_choice(h, "checkboxes", s, o, k++, form_ticked(f, name, o->value));
	HTML_LIT(h, "</div>");
	fieldset_close(h);
}

/* ---- dates ---- */

static void
date_box(struct html *h, const struct field_spec *s, const struct form_value *v,
    const char *part, const char *label, str value, int width)
{
	static const char *const birthday[3] = { "bday-day", "bday-month", "bday-year" };
	size_t k = part[1] == 'd' ? 0 : part[1] == 'm' ? 1 : 2;
	bool bday = s->autocomplete != NULL && strcmp(s->autocomplete, "bday") == 0;

	HTML_LIT(h, "<div class=\"govuk-date-input__item\"><label class=\"govuk-label "
		    "govuk-date-input__label\" for=\"");
	put_z(h, s->name);
	buf_z(h->out, part);
	HTML_LIT(h, "\">");
	html_tr(h, label);
	HTML_LIT(h,
	    "</label><input type=\"text\" inputmode=\"numeric\" class=\"govuk-input "
	    "govuk-date-input__input govuk-input--width-");
	put_int(h, width);
	if (v->error.p != NULL)
		HTML_LIT(h, " govuk-input--error");
	HTML_LIT(h, "\" autocomplete=\"");
	put_z(h, bday ? birthday[k] : "off");
	HTML_LIT(h, "\" id=\"");
	put_z(h, s->name);
	buf_z(h->out, part);
	HTML_LIT(h, "\" name=\"");
	put_z(h, s->name);
	buf_z(h->out, part);
	HTML_LIT(h, "\"");
	if (v->error.p != NULL)
		HTML_LIT(h, " aria-invalid=\"true\"");
	if (value.n > 0) {
		HTML_LIT(h, " value=\"");
		html_attr(h, value);
		HTML_LIT(h, "\"");
	}
	HTML_LIT(h, "></div>");
}

void
ui_date3(struct html *h, const struct form *f, const char *name)
{
	const struct form_value *v;
	const struct field_spec *s = field(f, name, &v);

	fieldset_open(h, s, v);
	HTML_LIT(h, "<div class=\"govuk-date-input\" id=\"");
	put_z(h, s->name);
	HTML_LIT(h, "\">");
	date_box(h, s, v, "_day", N_("Tanggal"), v->day, 2);
	date_box(h, s, v, "_month", N_("Bulan"), v->month, 2);
	date_box(h, s, v, "_year", N_("Tahun"), v->year, 4);
	HTML_LIT(h, "</div>");
	fieldset_close(h);
}

/* ---- files ---- */

static void
put_msg(struct html *h, const char *name, const char *msg)
{
	HTML_LIT(h, " data-i18n-");
	buf_z(h->out, name);
	HTML_LIT(h, "=\"");
	html_tr_attr(h, msg);
	HTML_LIT(h, "\"");
}

/* What unggah.js says while a file is on its way. */
static void
put_progress_messages(struct html *h)
{
	put_msg(h, "bar", N_("Kemajuan unggahan"));
	put_msg(h, "percent", N_("{0} persen terkirim"));
	put_msg(h, "checking", N_("Terkirim seluruhnya. Sedang kami periksa."));
	put_msg(h, "cancel", N_("Batalkan"));
	put_msg(h, "cancelled",
	    N_("Unggahan dibatalkan. Berkas pilihan Anda masih di sini."));
	put_msg(h, "again", N_("Coba lagi"));
	put_msg(h, "broken",
	    N_("Sambungan terputus sebelum selesai. Berkas dan isian Anda masih di sini."));
}

/* The sentences that the scripts of berkas.js may say, in the reader's language. */
static void
put_upload_messages(struct html *h, const struct field_spec *s, bool photo)
{
	char digits[24];

	HTML_LIT(h, " data-upload data-max-bytes=\"");
	html_attr(h, html_from_int(s->max > 0 ? s->max : LIMIT_FILE_BYTES, digits));
	HTML_LIT(h, "\"");
	put_msg(h, "chosen", N_("{0} · {1}, dikirim saat Anda menekan tombol simpan"));
	put_msg(h, "large", N_("Berkas {0}. Batasnya 10 MB."));
	put_msg(h, "sending", N_("Sedang mengunggah. Jangan tutup halaman ini."));
	put_progress_messages(h);
	if (!photo)
		return;
	HTML_LIT(h, " data-photo");
	put_msg(h, "pass", N_("Lulus:"));
	put_msg(h, "fail", N_("Belum:"));
	if (strcmp(s->name, "photo") == 0) {
		put_msg(h, "sharp", N_("Wajah tajam."));
		put_msg(h, "soft", N_("Foto agak buram. Bila bisa, ambil ulang."));
		put_msg(
		    h, "blurred", N_("Foto buram. Ambil ulang, kamera jangan bergerak."));
	} else {
		put_msg(h, "sharp", N_("Tulisan tajam."));
		put_msg(h, "soft", N_("Tulisan agak buram. Bila bisa, ambil ulang."));
		put_msg(h, "blurred",
		    N_("Tulisan belum tajam. Tahan ponsel dengan dua tangan, "
		       "ketuk layar pada tulisan agar fokus."));
		HTML_LIT(h, " data-card");
		put_msg(h, "cut",
		    N_("Sebagian kartu terpotong. Ambil ulang dengan keempat sudut "
		       "terlihat."));
	}
	put_msg(h, "lit", N_("Cahaya cukup."));
	put_msg(h, "dark", N_("Foto terlalu gelap. Cari tempat yang lebih terang."));
	put_msg(h, "glare", N_("Ada pantulan cahaya. Miringkan kartu sedikit."));
	put_msg(h, "grey", N_("Foto tampak hitam putih. Pakai foto berwarna."));
	put_msg(h, "unreadable",
	    N_("Berkas ini bukan JPG atau PNG. Bila dari iPhone, ubah setelan "
	       "kamera ke \"Paling Kompatibel\"."));
}

static void
put_camera_messages(struct html *h, const struct field_spec *s)
{
	HTML_LIT(h, " data-camera=\"");
	put_z(h, strcmp(s->name, "photo") == 0 ? "user" : "environment");
	HTML_LIT(h, "\"");
	put_msg(h, "on", N_("Kamera menyala. Tekan Ambil gambar bila sudah pas."));
	put_msg(h, "taken", N_("Gambar diambil."));
	put_msg(h, "denied",
	    N_("Kamera tidak diizinkan. Buka gembok di bilah alamat, pilih "
	       "Izinkan kamera."));
	put_msg(h, "busy", N_("Kamera dipakai aplikasi lain."));
	put_msg(h, "none", N_("Tidak ada kamera. Unggah foto dari kamera lain."));
}

static void
file_existing(struct html *h, const struct ui_file *x)
{
	HTML_LIT(h, "<div class=\"es-upload__top");
	if (x->thumb_href.p == NULL)
		HTML_LIT(h, " es-upload__top--plain");
	HTML_LIT(h, "\">");
	if (x->thumb_href.p != NULL) {
		HTML_LIT(h, "<img width=\"112\" height=\"71\" src=\"");
		html_url(h, x->thumb_href);
		HTML_LIT(h, "\" alt=\"");
		html_tr_attr(h, N_("Gambar kecil dari berkas yang tersimpan."));
		HTML_LIT(h, "\">");
	}
	HTML_LIT(h, "<div><p class=\"es-upload__name\">");
	html_text(h, x->name);
	HTML_LIT(h, "</p><p class=\"es-sm es-muted govuk-!-margin-bottom-0\">");
	ui_bytes(h, x->bytes);
	if (x->when.p != NULL) {
		HTML_LIT(h, " · ");
		html_tr(h, N_("diunggah"));
		HTML_LIT(h, " ");
		html_text(h, x->when);
	}
	if (x->remove_href.p != NULL) {
		HTML_LIT(h, " · <a class=\"govuk-link\" href=\"");
		html_url_local(h, x->remove_href);
		HTML_LIT(h, "\">");
		html_tr(h, N_("Hapus"));
		HTML_LIT(h, "<span class=\"govuk-visually-hidden\"> ");
		html_text(h, x->name);
		HTML_LIT(h, "</span></a>");
	}
	HTML_LIT(h, "</p></div></div>");
}

/* A visible native control with a label of its own, so that it can be named and seen by everybody. */
static void
file_control(struct html *h, const struct field_spec *s, const struct form_value *v,
    const char *suffix, const char *label, bool capture)
{
	HTML_LIT(h, "<div class=\"es-upload__pick");
	if (capture)
		HTML_LIT(h, " es-upload__pick--camera");
	HTML_LIT(h, "\"><label for=\"");
	put_z(h, s->name);
	buf_z(h->out, suffix);
	HTML_LIT(h, "\">");
	html_tr(h, label);
	HTML_LIT(h, "<span class=\"govuk-visually-hidden\">: ");
	html_tr(h, s->label);
	HTML_LIT(h, "</span></label><input type=\"file\" id=\"");
	put_z(h, s->name);
	buf_z(h->out, suffix);
	HTML_LIT(h, "\" name=\"");
	put_z(h, s->name);
	buf_z(h->out, suffix);
	HTML_LIT(h, "\"");
	if (s->accept != NULL) {
		HTML_LIT(h, " accept=\"");
		put_z(h, s->accept);
		HTML_LIT(h, "\"");
	}
	if (capture) {
		HTML_LIT(h, " capture=\"");
		put_z(h, strcmp(s->name, "photo") == 0 ? "user" : "environment");
		HTML_LIT(h, "\"");
	}
	put_described(h, s, v, true);
	HTML_LIT(h, "></div>");
}

static void
camera_panel(struct html *h)
{
	HTML_LIT(
	    h, "<div class=\"es-camera\" data-camera-panel role=\"group\" aria-label=\"");
	html_tr_attr(h, N_("Gambar dari kamera"));
	HTML_LIT(h, "\" hidden><div class=\"es-camera__frame\"><video playsinline muted "
		    "aria-hidden=\"true\"></video></div>"
		    "<div class=\"es-actions\"><button type=\"button\" "
		    "class=\"govuk-button\" data-camera-take>");
	html_tr(h, N_("Ambil gambar"));
	HTML_LIT(h, "</button><button type=\"button\" class=\"govuk-button "
		    "govuk-button--secondary\" data-camera-close>");
	html_tr(h, N_("Tutup kamera"));
	HTML_LIT(h, "</button></div></div><p class=\"es-upload__live\" role=\"status\" "
		    "data-camera-live></p>");
}

void
ui_autosave(struct html *h)
{
	HTML_LIT(h, "<p class=\"es-autosave\" role=\"status\" data-autosave-live");
	put_msg(h, "saved", N_("Isian tersimpan otomatis pukul {0}."));
	put_msg(h, "failed",
	    N_("Isian belum tersimpan otomatis. Tekan tombol di halaman ini untuk menyimpan."));
	HTML_LIT(h, "></p>");
}

void
ui_file(struct html *h, const struct form *f, const char *name,
    const struct ui_file *existing)
{
	const struct form_value *v;
	const struct field_spec *s = field(f, name, &v);
	bool stored = existing != NULL && existing->name.p != NULL;
	bool photo =
	    s->accept != NULL && str_starts(str_from_z(s->accept), STR("image/"));

	group_open(h, v);
	HTML_LIT(h, "<div role=\"group\" aria-labelledby=\"");
	put_z(h, s->name);
	HTML_LIT(h, "-title\"><p class=\"govuk-label govuk-label--s\" id=\"");
	put_z(h, s->name);
	HTML_LIT(h, "-title\">");
	put_label_text(h, s);
	HTML_LIT(h, "</p>");
	put_hint(h, s);
	put_error(h, s, v);
	HTML_LIT(h, "<div class=\"es-upload\"");
	put_upload_messages(h, s, photo);
	if (s->camera)
		put_camera_messages(h, s);
	HTML_LIT(h, ">");
	if (stored)
		file_existing(h, existing);
	if (photo)
		HTML_LIT(h,
		    "<ul class=\"es-checks\" data-checks aria-live=\"polite\" hidden></ul>");
	HTML_LIT(h, "<div class=\"es-upload__act\">");
	file_control(
	    h, s, v, "", stored ? N_("Pilih berkas lain") : N_("Pilih berkas"), false);
	if (s->camera) {
		file_control(h, s, v, "_foto", N_("Ambil foto"), true);
		HTML_LIT(h, "<button type=\"button\" class=\"govuk-button "
			    "govuk-button--secondary\" data-camera-open hidden>");
		html_tr(h, N_("Pakai kamera komputer"));
		HTML_LIT(h, "</button>");
	}
	HTML_LIT(h, "</div>");
	if (s->camera)
		camera_panel(h);
	HTML_LIT(h, "<p class=\"es-upload__live\" data-upload-name></p>"
		    "<p class=\"es-upload__live\" role=\"status\" data-upload-live></p>"
		    "</div></div>");
	group_close(h);
}

/* ---- by kind ---- */

void
ui_field(struct html *h, const struct form *f, const char *name)
{
	switch (f->spec->fields[form_index(f, name)].kind) {
	case F_PASSWORD:
		ui_password(h, f, name);
		break;
	case F_TEXTAREA:
		ui_textarea(h, f, name);
		break;
	case F_SELECT:
		ui_select(h, f, name);
		break;
	case F_RADIO:
		ui_radios(h, f, name);
		break;
	case F_CHECK:
		ui_checkboxes(h, f, name);
		break;
	case F_DATE:
		ui_date3(h, f, name);
		break;
	case F_FILE:
		ui_file(h, f, name, NULL);
		break;
	default:
		ui_input(h, f, name);
	}
}

void
ui_fields(struct html *h, const struct form *f)
{
	for (size_t i = 0; i < f->spec->n; i++)
		ui_field(h, f, f->spec->fields[i].name);
}
