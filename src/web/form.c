/* form.c - reading a form by its table. One function cleans and checks each kind of field. */
#include "web/form.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

#define TEXT_MAX     200
#define TEXTAREA_MAX 2000

static const struct field_spec *
spec_of(const struct form *f, size_t i)
{
	return &f->spec->fields[i];
}

size_t
form_index(const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->spec->n; i++)
		if (strcmp(f->spec->fields[i].name, name) == 0)
			return i;
	bug_at(__FILE__, __LINE__, name);
}

static struct form_value *
value_of(struct form *f, const char *name)
{
	return &f->values[form_index(f, name)];
}

static const struct form_value *
value_get(const struct form *f, const char *name)
{
	return &f->values[form_index(f, name)];
}

void
form_init(struct form *f, const struct form_spec *spec, enum lang lang, struct arena *a)
{
	*f = (struct form){ .spec = spec, .a = a, .lang = lang };
	f->values = ARENA_ARRAY(a, spec->n, struct form_value);
	for (size_t i = 0; i < spec->n; i++)
		f->values[i].options = spec->fields[i].options;
}

void
form_wipe(struct form *f)
{
	for (size_t i = 0; f->spec != NULL && i < f->spec->n; i++) {
		str v = f->values[i].raw;

		if (f->spec->fields[i].kind == F_PASSWORD && v.n > 0)
			explicit_bzero((char *)(uintptr_t)v.p, v.n);
	}
}

bool
form_ok(const struct form *f)
{
	return f->n_errors == 0;
}

/* ---- messages ---- */

str
form_fill(struct arena *a, const char *text, const str *values, size_t n)
{
	struct buf b;

	buf_init(&b, a, strlen(text) + 64);
	for (const char *p = text; *p != '\0'; p++) {
		size_t k = (size_t)(p[1] - '0');

		if (p[0] == '{' && p[1] >= '0' && p[1] <= '9' && p[2] == '}' && k < n) {
			buf_str(&b, values[k]);
			p += 2;
		} else {
			buf_char(&b, *p);
		}
	}
	return buf_get(&b);
}

static void
error_at(struct form *f, size_t i, const char *msg, const str *values, size_t n)
{
	if (f->values[i].error.p != NULL)
		return;
	f->values[i].error =
	    str_dup(f->a, form_fill(f->a, i18n_tr(f->lang, msg), values, n));
	f->n_errors++;
}

void
form_error(struct form *f, const char *name, const char *msg)
{
	error_at(f, form_index(f, name), msg, NULL, 0);
}

void
form_error_with(
    struct form *f, const char *name, const char *msg, const str *values, size_t n)
{
	error_at(f, form_index(f, name), msg, values, n);
}

void
form_error_whole(struct form *f, const char *msg)
{
	if (f->first_error.p == NULL) {
		f->first_error = str_dup(f->a, i18n_tr_str(f->lang, msg));
		f->n_errors++;
	}
}

str
form_error_of(const struct form *f, const char *name)
{
	return value_get(f, name)->error;
}

/* The label as it stands inside a sentence: "Nama lengkap" -> "nama lengkap", "NIP" stays. */
static str
label_inside(const struct form *f, size_t i)
{
	str label = i18n_tr_str(f->lang, spec_of(f, i)->label);
	str low = str_ends(label, STR(".")) ? str_sub(label, 0, label.n - 1) : label;
	bool word = label.n > 1 && label.p[0] >= 'A' && label.p[0] <= 'Z' &&
		    label.p[1] >= 'a' && label.p[1] <= 'z';

	if (word)
		low = str_fmt(
		    f->a, "%c%.*s", label.p[0] + ('a' - 'A'), (int)low.n - 1, low.p + 1);
	return low;
}

static void
error_label(struct form *f, size_t i, const char *own, const char *general)
{
	str label = label_inside(f, i);

	error_at(f, i, own != NULL ? own : general, &label, 1);
}

static void
error_empty(struct form *f, size_t i)
{
	static const char *const general[F__COUNT] = {
		[F_SELECT] = N_("Pilih {0}."),
		[F_RADIO] = N_("Pilih {0}."),
		[F_CHECK] = N_("Centang {0}."),
		[F_FILE] = N_("Pilih berkas {0}."),
	};
	const struct field_spec *s = spec_of(f, i);
	const char *text = general[s->kind];

	error_label(f, i, s->msg_empty, text != NULL ? text : N_("Isi {0}."));
}

static str
upper_first(struct arena *a, str s)
{
	if (s.n == 0 || s.p[0] < 'a' || s.p[0] > 'z')
		return s;
	return str_fmt(a, "%c%.*s", s.p[0] - ('a' - 'A'), (int)s.n - 1, s.p + 1);
}

/* "{label} terlalu panjang: {n} karakter, paling banyak {max}." and its kin. */
static void
error_size(
    struct form *f, size_t i, const char *own, const char *general, size_t n, int limit)
{
	const str v[3] = {
		upper_first(f->a, label_inside(f, i)),
		str_fmt(f->a, "%d", limit),
		str_fmt(f->a, "%zu", n),
	};

	error_at(f, i, own != NULL ? own : general, v, 3);
}

/* ---- cleaning and checking, by kind ---- */

static int
max_of(const struct field_spec *s)
{
	if (s->max > 0)
		return s->max;
	return s->kind == F_TEXTAREA ? TEXTAREA_MAX : TEXT_MAX;
}

static bool
one_line(str v)
{
	for (size_t i = 0; i < v.n; i++)
		if ((unsigned char)v.p[i] < 0x20)
			return false;
	return true;
}

static void
check_length(struct form *f, size_t i)
{
	const struct field_spec *s = spec_of(f, i);
	size_t n = utf8_length(f->values[i].raw);

	if (n > (size_t)max_of(s))
		error_size(f, i, s->msg_long,
		    N_("{0} terlalu panjang: {2} karakter, paling banyak {1}."), n,
		    max_of(s));
	else if (s->min > 0 && n < (size_t)s->min)
		error_size(f, i, s->msg_short,
		    N_("{0} terlalu pendek: {2} karakter, paling sedikit {1}."), n,
		    s->min);
}

static void
check_digits(struct form *f, size_t i)
{
	const struct field_spec *s = spec_of(f, i);
	str v = f->values[i].raw;
	int n = (int)v.n;

	if (!str_digits(v))
		error_size(f, i, s->msg_bad, N_("{0} hanya berisi angka."), v.n, s->max);
	else if (s->min == s->max && s->max > 0 && n != s->max)
		error_size(f, i, n > s->max ? s->msg_long : s->msg_short,
		    N_("{0} harus {1} angka. Anda mengisi {2} angka."), v.n, s->max);
	else if (n > max_of(s))
		error_size(f, i, s->msg_long,
		    N_("{0} paling banyak {1} angka. Anda mengisi {2} angka."), v.n,
		    max_of(s));
	else if (n < s->min)
		error_size(f, i, s->msg_short,
		    N_("{0} paling sedikit {1} angka. Anda mengisi {2} angka."), v.n,
		    s->min);
}

/* The least that an address needs; which hosts are allowed is a rule of the domain. */
static bool
looks_like_email(str v)
{
	str host = v, local = str_cut(&host, '@');
	ptrdiff_t dot = str_find(host, STR("."));

	for (size_t i = 0; i < v.n; i++)
		if ((unsigned char)v.p[i] <= 0x20 || (unsigned char)v.p[i] >= 0x7f ||
		    strchr("<>()[],;:\\\"", v.p[i]) != NULL)
			return false;
	return local.n > 0 && local.n <= 64 && host.n > 2 && host.n != v.n &&
	       !str_has(host, '@') && dot > 0 && host.p[host.n - 1] != '.' &&
	       str_find(host, STR("..")) < 0;
}

static bool
looks_like_phone(str v)
{
	size_t digits = 0;

	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] >= '0' && v.p[i] <= '9')
			digits++;
		else if (strchr(" -.()", v.p[i]) == NULL && !(v.p[i] == '+' && i == 0))
			return false;
	}
	return digits >= 5;
}

static const struct field_option *
option_of(const struct field_option *options, str value)
{
	for (const struct field_option *o = options; o != NULL && o->value != NULL; o++)
		if (str_eq_z(value, o->value))
			return o;
	return NULL;
}

static void
check_choice(struct form *f, size_t i)
{
	struct form_value *v = &f->values[i];

	if (v->options == NULL)
		check_length(f, i);
	else if (option_of(v->options, v->raw) == NULL)
		error_label(f, i, spec_of(f, i)->msg_bad, N_("Pilih {0} dari daftar."));
}

static void
check_int(struct form *f, size_t i)
{
	const struct field_spec *s = spec_of(f, i);
	struct form_value *v = &f->values[i];
	bool ranged = s->min != 0 || s->max != 0;
	str words[3] = { upper_first(f->a, label_inside(f, i)),
		str_fmt(f->a, "%d", s->min), str_fmt(f->a, "%d", s->max) };
	struct err ignored;

	if (str_int64(v->raw, &v->number, &ignored) != RC_OK) {
		v->number = 0;
		error_at(f, i,
		    s->msg_bad != NULL ? s->msg_bad : N_("{0} harus bilangan bulat."),
		    words, 3);
	} else if (ranged && (v->number < s->min || v->number > s->max)) {
		error_at(f, i,
		    s->msg_bad != NULL ? s->msg_bad : N_("{0} antara {1} dan {2}."),
		    words, 3);
	}
}

static str
clean(struct arena *a, enum field_kind kind, str v)
{
	switch (kind) {
	case F_PASSWORD:
		return v;
	case F_TEXTAREA:
		return str_trim(str_without(a, v, "\r"));
	case F_DIGITS:
		return str_without(a, str_trim(v), " .-\t");
	case F_CODE:
		return str_upper(a, str_without(a, v, " \t"));
	case F_TEXT:
	case F_TEL:
		return str_squeeze(a, v);
	default:
		return str_trim(v);
	}
}

/* The value is text and of its kind? Sets the error otherwise. */
static void
check_kind(struct form *f, size_t i)
{
	const struct field_spec *s = spec_of(f, i);
	str v = f->values[i].raw;

	switch (s->kind) {
	case F_DIGITS:
		check_digits(f, i);
		return;
	case F_SELECT:
	case F_RADIO:
		check_choice(f, i);
		return;
	case F_INT:
		check_int(f, i);
		return;
	case F_EMAIL:
		if (!looks_like_email(v))
			error_label(f, i, s->msg_bad,
			    N_("Tulis email lengkap, contoh nama@kemenkeu.go.id."));
		break;
	case F_TEL:
		if (!looks_like_phone(v))
			error_label(f, i, s->msg_bad,
			    N_("Tulis nomor telepon dengan angka, contoh 0812 3456 7890."));
		break;
	default:
		break;
	}
	check_length(f, i);
}

static bool
clean_text(const struct http_field *got, enum field_kind kind)
{
	if (got->bad == HTTP_FIELD_BAD_TEXT || !utf8_valid_text(got->value))
		return false;
	return kind == F_TEXTAREA || kind == F_TEXT || kind == F_TEL ||
	       one_line(got->value);
}

static void
take_text(struct form *f, size_t i, const struct http_field *got)
{
	const struct field_spec *s = spec_of(f, i);
	struct form_value *v = &f->values[i];

	if (got->bad == HTTP_FIELD_TOO_LONG || got->value.n > LIMIT_FIELD_BYTES) {
		error_size(f, i, s->msg_long,
		    N_("{0} terlalu panjang, paling banyak {1} karakter."), 0, max_of(s));
		return;
	}
	if (!clean_text(got, s->kind)) {
		error_label(f, i, NULL,
		    N_("Ada karakter yang tidak dapat dibaca pada {0}. Ketik ulang."));
		return;
	}
	v->raw = clean(f->a, s->kind, got->value);
	if (v->raw.n > 0)
		check_kind(f, i);
}

/* One ticked box; several are joined with commas, each from the closed list. */
static void
take_tick(struct form *f, size_t i, const struct http_field *got)
{
	const struct field_spec *s = spec_of(f, i);
	struct form_value *v = &f->values[i];
	bool known = v->options != NULL ? option_of(v->options, got->value) != NULL
					: str_eq(got->value, STR("ya"));

	if (got->bad != HTTP_FIELD_OK || !known) {
		error_label(f, i, s->msg_bad, N_("Pilih {0} dari daftar."));
		return;
	}
	v->raw = v->raw.n == 0
		     ? got->value
		     : str_fmt(f->a, "%.*s,%.*s", STR_ARG(v->raw), STR_ARG(got->value));
}

/* ---- dates ---- */

static const char *const date_suffix[3] = { "_day", "_month", "_year" };

static str *
date_part(struct form_value *v, int part)
{
	return part == 0 ? &v->day : part == 1 ? &v->month : &v->year;
}

static void
take_date_part(struct form *f, size_t i, int part, const struct http_field *got)
{
	if (got->bad != HTTP_FIELD_OK || got->value.n > 20 ||
	    !utf8_valid_text(got->value) || !one_line(got->value)) {
		error_label(f, i, spec_of(f, i)->msg_bad,
		    N_("Tulis {0} dengan angka, contoh 27 3 1988."));
		return;
	}
	*date_part(&f->values[i], part) = str_trim(got->value);
}

static bool
small_number(str s, int *out)
{
	int64_t v;
	struct err ignored;

	if (s.n > 4 || !str_digits(s) || str_int64(s, &v, &ignored) != RC_OK)
		return false;
	*out = (int)v;
	return true;
}

static void
finish_date(struct form *f, size_t i)
{
	static const char *const missing[3] = { N_("{0} harus berisi tanggal."),
		N_("{0} harus berisi bulan."), N_("{0} harus berisi tahun.") };
	const struct field_spec *s = spec_of(f, i);
	struct form_value *v = &f->values[i];
	str label = upper_first(f->a, label_inside(f, i));
	int n[3];

	if (v->error.p != NULL || (v->day.n == 0 && v->month.n == 0 && v->year.n == 0))
		return;
	for (int part = 0; part < 3; part++) {
		if (date_part(v, part)->n == 0) {
			error_at(f, i, missing[part], &label, 1);
			return;
		}
	}
	if (!small_number(v->day, &n[0]) || !small_number(v->month, &n[1]) ||
	    !small_number(v->year, &n[2])) {
		error_label(
		    f, i, s->msg_bad, N_("Tulis {0} dengan angka, contoh 27 3 1988."));
		return;
	}
	if (v->year.n != 4 || n[2] < 1900 || n[2] > 2200) {
		error_at(f, i, N_("Tahun pada {0} harus 4 angka, contoh 1988."),
		    (const str[]){ label_inside(f, i) }, 1);
		return;
	}
	if (!date_valid(n[2], n[1], n[0])) {
		error_at(f, i,
		    s->msg_bad != NULL ? s->msg_bad : N_("{0} bukan tanggal yang ada."),
		    &label, 1);
		return;
	}
	v->date = (struct date){ .year = n[2], .month = n[1], .day = n[0] };
	v->date_ok = true;
	v->raw = date_iso(f->a, v->date);
}

/* ---- files ---- */

static void
check_file(struct form *f, size_t i)
{
	const struct field_spec *s = spec_of(f, i);
	const struct http_file *file = f->values[i].file;
	str mb = str_fmt(f->a, "%d", LIMIT_FILE_BYTES / (1024 * 1024));

	switch (file->rc) {
	case RC_OK:
		if (file->bytes == 0)
			error_at(
			    f, i, N_("Berkas ini kosong. Pilih berkas lain."), NULL, 0);
		return;
	case RC_LIMIT:
		error_at(f, i,
		    s->msg_long != NULL ? s->msg_long
					: N_("Berkas terlalu besar. Batasnya {0} MB."),
		    &mb, 1);
		return;
	case RC_INVALID:
		error_label(f, i, s->msg_bad,
		    N_("Berkas ini tidak dapat dipakai. Pilih berkas lain."));
		return;
	default:
		error_at(f, i,
		    N_("Berkas belum dapat disimpan. Coba lagi beberapa saat lagi."),
		    NULL, 0);
	}
}

/* Does this part of the form belong to field i? The camera control has a name of its own. */
static bool
file_belongs(const struct field_spec *s, str name)
{
	size_t n = strlen(s->name);

	if (s->kind != F_FILE)
		return false;
	return str_eq_z(name, s->name) ||
	       (s->camera && name.n == n + 5 && str_starts(name, str_from_z(s->name)) &&
		   str_ends(name, STR("_foto")));
}

static enum rc
unknown(struct err *e, const char *why)
{
	return err_set(e, RC_INVALID,
	    N_("Kiriman ini memuat isian yang tidak dikenal. Muat ulang halamannya, lalu isi lagi."),
	    "%s", why);
}

static enum rc
read_files(struct form *f, const struct http_files *files, struct err *e)
{
	for (size_t k = 0; files != NULL && k < files->n; k++) {
		const struct http_file *file = &files->at[k];
		size_t i = 0;

		while (i < f->spec->n && !file_belongs(spec_of(f, i), file->field))
			i++;
		if (i == f->spec->n)
			return unknown(e, "file field that the form does not have");
		if (file->filename.n == 0 && file->bytes == 0 && file->rc == RC_OK)
			continue;
		if (f->values[i].file != NULL)
			return err_set(e, RC_INVALID, N_("Pilih satu berkas saja."),
			    "two files for field %s", spec_of(f, i)->name);
		f->values[i].file = file;
		check_file(f, i);
	}
	return RC_OK;
}

/* ---- the whole form ---- */

/* Field and part (of a date) that this name means; false when the table has none. */
static bool
find_field(const struct form *f, str name, size_t *out_i, int *out_part)
{
	for (size_t i = 0; i < f->spec->n; i++) {
		const struct field_spec *s = spec_of(f, i);
		str own = str_from_z(s->name);

		if (s->kind == F_DATE && str_starts(name, own)) {
			for (int part = 0; part < 3; part++) {
				if (!str_eq_z(str_from(name, own.n), date_suffix[part]))
					continue;
				*out_i = i;
				*out_part = part;
				return true;
			}
		}
		if (s->kind != F_DATE && (str_eq(name, own) || file_belongs(s, name))) {
			*out_i = i;
			*out_part = 0;
			return true;
		}
	}
	return false;
}

static bool
came_before(const struct http_fields *fields, size_t k)
{
	for (size_t j = 0; j < k; j++)
		if (str_eq(fields->at[j].name, fields->at[k].name))
			return true;
	return false;
}

static enum rc
read_field(struct form *f, const struct http_fields *fields, size_t k, struct err *e)
{
	const struct http_field *got = &fields->at[k];
	bool ours = str_eq(got->name, STR("csrf")) || str_eq(got->name, STR("once"));
	size_t i = 0;
	int part = 0;
	bool found = find_field(f, got->name, &i, &part);
	bool several =
	    found && spec_of(f, i)->kind == F_CHECK && f->values[i].options != NULL;

	if (!found && !ours)
		return unknown(e, "field that the form does not have");
	if (!several && came_before(fields, k))
		return err_set(e, RC_INVALID,
		    N_("Isian yang sama terkirim dua kali. Muat ulang halamannya, lalu isi lagi."),
		    "duplicate field");
	if (!found)
		return RC_OK;
	switch (spec_of(f, i)->kind) {
	case F_CHECK:
		take_tick(f, i, got);
		break;
	case F_DATE:
		take_date_part(f, i, part, got);
		break;
	case F_FILE:
		/* An empty file control without multipart arrives as an empty text. */
		if (got->value.n > 0 || got->bad != HTTP_FIELD_OK)
			return unknown(e, "text for a file field");
		break;
	default:
		take_text(f, i, got);
	}
	return RC_OK;
}

enum rc
form_read(struct form *f, const struct http_fields *fields,
    const struct http_files *files, struct err *e)
{
	enum rc rc;

	for (size_t k = 0; k < fields->n; k++) {
		rc = read_field(f, fields, k, e);
		if (rc != RC_OK)
			return rc;
	}
	rc = read_files(f, files, e);
	if (rc != RC_OK)
		return rc;
	for (size_t i = 0; i < f->spec->n; i++) {
		const struct field_spec *s = spec_of(f, i);
		struct form_value *v = &f->values[i];

		if (s->kind == F_DATE)
			finish_date(f, i);
		if (s->required && v->raw.n == 0 && v->file == NULL && v->error.p == NULL)
			error_empty(f, i);
	}
	return RC_OK;
}

/* ---- getters and setters ---- */

str
form_str(const struct form *f, const char *name)
{
	return value_get(f, name)->raw;
}

bool
form_bool(const struct form *f, const char *name)
{
	return str_eq(value_get(f, name)->raw, STR("ya"));
}

int64_t
form_int(const struct form *f, const char *name)
{
	return value_get(f, name)->number;
}

bool
form_date(const struct form *f, const char *name, struct date *out)
{
	const struct form_value *v = value_get(f, name);

	if (v->date_ok)
		*out = v->date;
	return v->date_ok;
}

str
form_date_iso(const struct form *f, const char *name)
{
	const struct form_value *v = value_get(f, name);

	return v->date_ok ? v->raw : STR_NONE;
}

const struct http_file *
form_file(const struct form *f, const char *name)
{
	return value_get(f, name)->file;
}

bool
form_ticked(const struct form *f, const char *name, const char *value)
{
	str rest = value_get(f, name)->raw;

	while (rest.n > 0)
		if (str_eq_z(str_cut(&rest, ','), value))
			return true;
	return false;
}

void
form_set_date(struct form *f, const char *name, struct date d)
{
	struct form_value *v = value_of(f, name);

	v->date = d;
	v->date_ok = true;
	v->raw = date_iso(f->a, d);
	v->day = str_fmt(f->a, "%d", d.day);
	v->month = str_fmt(f->a, "%d", d.month);
	v->year = str_fmt(f->a, "%04d", d.year);
}

void
form_set(struct form *f, const char *name, str value)
{
	size_t i = form_index(f, name);
	struct date d;
	struct err ignored;

	if (spec_of(f, i)->kind == F_DATE) {
		if (date_parse_iso(value, &d, &ignored) == RC_OK)
			form_set_date(f, name, d);
		return;
	}
	f->values[i].raw = value;
	if (spec_of(f, i)->kind == F_INT &&
	    str_int64(value, &f->values[i].number, &ignored) != RC_OK)
		f->values[i].number = 0;
}

void
form_set_int(struct form *f, const char *name, int64_t v)
{
	struct form_value *value = value_of(f, name);

	value->number = v;
	value->raw = str_fmt(f->a, "%lld", (long long)v);
}

void
form_set_options(struct form *f, const char *name, const struct field_option *options)
{
	value_of(f, name)->options = options;
}
