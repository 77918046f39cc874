/*
 * conf.c - reading, expanding and checking of settings. Values stay text until conf_finish, so that
 * {state} may be used before state_dir is known.
 */
#include "conf/conf.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "conf/table.h"

#define CONF_FILE_BYTES 65536

struct conf_draft {
	struct arena *a;
	str value[CONF__COUNT];    /* as typed */
	bool in_file[CONF__COUNT]; /* to find a key that stands twice in one file */
};

struct conf_draft *
conf_draft_new(struct arena *a)
{
	struct conf_draft *d = ARENA_NEW(a, struct conf_draft);

	d->a = a;
	for (size_t i = 0; i < CONF__COUNT; i++)
		d->value[i] = str_from_z(conf_table[i].def);
	return d;
}

static int
find(str name)
{
	for (int i = 0; i < CONF__COUNT; i++)
		if (conf_table[i].name != NULL && str_eq_z(name, conf_table[i].name))
			return i;
	return -1;
}

static enum rc
unknown(str name, struct err *e)
{
	char shown[64];

	snprintf(shown, sizeof(shown), "%.*s", STR_ARG(name));
	return err_say(e, RC_INVALID, N_("setelan \"%s\" tidak dikenal"), shown);
}

enum rc
conf_set(struct conf_draft *d, str name, str value, struct err *e)
{
	int i = find(name);
	enum rc rc;

	if (i < 0)
		return unknown(name, e);
	value = str_trim(value);
	rc = conf_value_check(&conf_table[i], value, e);
	if (rc != RC_OK)
		return rc;
	d->value[i] = str_dup(d->a, value);
	return RC_OK;
}

static enum rc
parse_line(struct conf_draft *d, str line, struct err *e)
{
	str name;
	int i;

	line = str_trim(line);
	if (line.n == 0 || line.p[0] == '#')
		return RC_OK;
	if (!str_has(line, '='))
		return err_set(e, RC_INVALID,
		    N_("baris harus berbentuk: setelan = nilai"), "no '='");
	name = str_trim(str_cut(&line, '='));
	i = find(name);
	if (i < 0)
		return unknown(name, e);
	if (d->in_file[i])
		return err_say(e, RC_INVALID, N_("setelan \"%s\" tertulis dua kali"),
		    conf_table[i].name);
	d->in_file[i] = true;
	return conf_set(d, name, line, e);
}

enum rc
conf_parse(struct conf_draft *d, const char *file, str text, struct err *e)
{
	struct err why;
	int line = 0;

	memset(d->in_file, 0, sizeof(d->in_file));
	if (str_has(text, '\0'))
		return err_say(e, RC_INVALID, N_("%s: bukan berkas teks"), file);
	while (text.n > 0) {
		str one = str_cut(&text, '\n');

		line++;
		if (parse_line(d, one, &why) != RC_OK)
			return err_say(e, RC_INVALID, "%s:%d: %s", file, line, why.msg);
	}
	return RC_OK;
}

enum rc
conf_read(struct conf_draft *d, const char *path, struct err *e)
{
	str text;
	enum rc rc = file_read(d->a, path, CONF_FILE_BYTES, &text, e);

	if (rc != RC_OK)
		return rc;
	return conf_parse(d, path, text, e);
}

/* `text` with each `{key}` replaced; a brace that names no key stays as it is. */
static str
expand(struct arena *a, str text, const char *key, str by)
{
	str mark = str_fmt(a, "{%s}", key);
	struct buf b;
	ptrdiff_t at;

	buf_init(&b, a, text.n + by.n);
	while ((at = str_find(text, mark)) >= 0) {
		buf_str(&b, str_sub(text, 0, (size_t)at));
		buf_str(&b, by);
		text = str_from(text, (size_t)at + mark.n);
	}
	buf_str(&b, text);
	return buf_get(&b);
}

static str
without_slash(str s)
{
	while (s.n > 1 && s.p[s.n - 1] == '/')
		s.n--;
	return s;
}

enum rc
conf_finish(struct conf_draft *d, struct conf *out, struct err *e)
{
	str state = without_slash(d->value[CONF_state_dir]);
	str public = without_slash(d->value[CONF_public_url]);
	str credentials = str_from_z(getenv("CREDENTIALS_DIRECTORY"));
	struct conf c;
	enum rc rc;

	memset(&c, 0, sizeof(c));
	for (size_t i = 0; i < CONF__COUNT; i++) {
		str v = d->value[i];

		if (conf_table[i].kind == CONF_KIND_SECTION)
			continue;
		if (i == CONF_state_dir)
			v = state;
		if (i == CONF_public_url)
			v = public;
		v = expand(d->a, expand(d->a, v, "state", state), "public", public);
		if (str_find(v, STR("{credentials}")) >= 0 && credentials.p == NULL)
			return err_say(e, RC_INVALID,
			    N_("%s: {credentials} hanya ada di bawah systemd (LoadCredential)"),
			    conf_table[i].name);
		v = expand(d->a, v, "credentials", credentials);
		rc = conf_value_store(&conf_table[i], d->a, v, &c, e);
		if (rc != RC_OK)
			return rc;
	}
	rc = conf_check(&c, d->a, e);
	if (rc == RC_OK)
		*out = c;
	return rc;
}

void
conf_dump(const struct conf *c, struct buf *out)
{
	for (size_t i = 0; i < CONF__COUNT; i++) {
		if (conf_table[i].kind == CONF_KIND_SECTION) {
			buf_fmt(out, "%s# %s\n", i > 0 ? "\n" : "", conf_table[i].help);
			continue;
		}
		buf_fmt(out, "%s = ", conf_table[i].name);
		conf_value_print(&conf_table[i], c, out);
		buf_char(out, '\n');
	}
}

enum rc
conf_get(const struct conf *c, struct arena *a, str name, str *out, struct err *e)
{
	struct buf b;
	int i = find(name);

	if (i < 0) {
		unknown(name, e);
		return e->rc = RC_NOT_FOUND;
	}
	buf_init(&b, a, 64);
	conf_value_print(&conf_table[i], c, &b);
	*out = buf_get(&b);
	return RC_OK;
}

void
conf_manual(struct buf *out)
{
	for (size_t i = 0; i < CONF__COUNT; i++) {
		const struct conf_item *it = &conf_table[i];

		if (it->kind == CONF_KIND_SECTION) {
			buf_fmt(out, "%s.Ss %s\n.Bl -tag -width Ds\n",
			    i > 0 ? ".El\n" : "", it->help);
			continue;
		}
		buf_fmt(out, ".It Ic %s Ns \" = \" Ns Ar %s\n%s\n", it->name,
		    conf_kind_name(it->kind), it->help);
		if (it->kind == CONF_KIND_CHOICE)
			buf_fmt(out, "One of: %s.\n", it->choices);
		if (it->def[0] != '\0')
			buf_fmt(out, "Default: %s\n", it->def);
		else
			buf_z(out, "Empty by default.\n");
	}
	buf_z(out, ".El\n");
}
