/*
 * lists.c - the lists that tell everybody (RFC 5280 5): which there are, when one is due, publishing.
 *
 * A short list is published with the change itself. A long one is published some seconds
 * later, so that a busy hour does not spend its time on lists; always within a minute.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "signer/authorities.h"
#include "signer/internal.h"

#define DAY_S       86400
#define RETRY_S     10
#define LOOK_S      60        /* are the files still there? */
#define CHEAP_BYTES (2 << 20) /* some 40 000 entries: 15 ms */
#define WAIT_S      30        /* longest wait of a change for its list */

static enum rc
trouble(struct err *e, const char *what, const char *path)
{
	return err_set(e, RC_UNAVAILABLE, N_("Daftar pencabutan tidak dapat ditulis."),
	    "%s %s: %s", what, path, strerror(errno));
}

/* ---- which lists ---- */

str
signer_list_name(struct signer *s, struct arena *a, str serial)
{
	int64_t parts = s->profile.crl_parts;

	if (parts == 1 || serial.n == 0)
		return s->profile.ca;
	return str_fmt(a, "%.*s-%lld-%lld", STR_ARG(s->profile.ca), (long long)parts,
	    (long long)((unsigned char)serial.p[serial.n - 1] & (parts - 1)));
}

str
signer_list_url(struct signer *s, struct arena *a, str name)
{
	if (s->profile.base_url.n == 0)
		return STR("");
	return str_fmt(
	    a, "%.*s/pki/crl/%.*s.crl", STR_ARG(s->profile.base_url), STR_ARG(name));
}

enum rc
signer_want_lists(struct signer *s, struct err *e)
{
	const struct status_ca ca = { .name = s->profile.ca,
		.der = s->ca_der,
		.key_id = s->ca.key_id,
		.not_before_s = s->ca.not_before_s,
		.not_after_s = s->ca.not_after_s };
	enum rc rc = status_db_put_ca(s->status, &ca, e);

	for (int64_t i = 0;
	     rc == RC_OK && s->profile.crl_parts > 1 && i < s->profile.crl_parts; i++) {
		char byte = (char)i;
		str name = signer_list_name(s, s->a, (str){ &byte, 1 });

		rc = status_db_want_list(
		    s->status, name, s->profile.ca, signer_list_url(s, s->a, name), e);
	}
	return rc != RC_OK ? rc : authorities_known(s, e);
}

/* What is remembered of a list from one look to the next. */
static struct list_memory *
memory_of(struct signer *s, str name)
{
	struct list_memory *m = s->lists;

	while (m != NULL && !str_eq(m->name, name))
		m = m->next;
	if (m == NULL) {
		m = ARENA_NEW(s->a, struct list_memory);
		m->name = str_dup(s->a, name);
		m->next = s->lists;
		s->lists = m;
	}
	return m;
}

static const char *
list_path(struct signer *s, struct arena *a, str name)
{
	return signer_path(a, s->state, str_fmt(a, "pki/%.*s.crl", STR_ARG(name)).p);
}

/* ---- publishing ---- */

static void
remember_file(struct list_memory *m, const struct stat *st)
{
	m->inode = (int64_t)st->st_ino;
	m->bytes = (int64_t)st->st_size;
	m->changed_s = (int64_t)st->st_mtim.tv_sec;
	m->changed_ns = (int64_t)st->st_mtim.tv_nsec;
}

/* Write into a new file, make it durable, give it its name. */
static enum rc
write_file(struct signer *s, struct arena *a, const struct status_list *list,
    const struct pki_crl_fields *f, struct pki_crl_written *out, struct err *e)
{
	struct status_walk walk = { s->status, list->name, str_eq(list->name, list->ca) };
	const struct pki_crl_source source = status_db_entries(&walk);
	const char *path = list_path(s, a, list->name);
	const char *fresh = str_fmt(a, "%s.new", path).p;
	int fd = open(fresh, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	struct stat st;
	enum rc rc;

	if (fd < 0)
		return trouble(e, "open", fresh);
	rc = pki_crl_write(a, authority_named(s, list->ca), f, &source, fd, out, e);
	/* the signer's umask hides everything; these files are meant to be seen */
	if (rc == RC_OK && (fchmod(fd, 0644) != 0 || fsync(fd) != 0 ||
			       rename(fresh, path) != 0 || fstat(fd, &st) != 0))
		rc = trouble(e, "publish", path);
	if (rc == RC_OK)
		rc = file_sync_dir_of(path, e);
	if (rc == RC_OK)
		remember_file(memory_of(s, list->name), &st);
	close(fd);
	return rc;
}

/* Not longer than the CA itself. */
static int64_t
list_end_s(const struct signer *s, const struct status_list *list, int64_t now_s)
{
	int64_t end_s = now_s + s->profile.crl_days * DAY_S;
	int64_t last_s = authority_named(s, list->ca)->not_after_s;

	return end_s < last_s || last_s <= now_s ? end_s : last_s;
}

static enum rc
publish(struct signer *s, struct arena *a, struct status_list *list, struct err *e)
{
	int64_t now_s = clock_now(s->clock);
	bool whole = str_eq(list->name, list->ca);
	struct pki_crl_fields f = { .this_s = now_s,
		.next_s = list_end_s(s, list, now_s),
		.part_urls = whole ? STR("") : list->urls };
	struct pki_crl_written w;
	struct record_crl crl;
	enum rc rc;

	if ((rc = record_crl_reserve(s->record, f.this_s, f.next_s, &crl, e)) != RC_OK)
		return rc;
	f.number = crl.number;
	if ((rc = write_file(s, a, list, &f, &w, e)) != RC_OK ||
	    (rc = record_crl_published(s->record, crl.number, w.sha256, e)) != RC_OK)
		return rc;
	list->number = crl.number;
	list->changes = crl.changes;
	list->this_s = f.this_s;
	list->next_s = f.next_s;
	list->sha256 = w.sha256;
	list->bytes = w.bytes;
	return status_db_list_set(s->status, list, e);
}

/* ---- when ---- */

/* Does the published file hold what was recorded? Its bytes are read once, then its stamps. */
static bool
file_is(struct signer *s, struct arena *a, const struct status_list *list)
{
	struct list_memory *m = memory_of(s, list->name);
	int fd = open(list_path(s, a, list->name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool same = false;
	struct err ignored;
	struct stat st;
	str hash;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && (int64_t)st.st_size == list->bytes) {
		same = m->inode == (int64_t)st.st_ino &&
		       m->changed_s == (int64_t)st.st_mtim.tv_sec &&
		       m->changed_ns == (int64_t)st.st_mtim.tv_nsec;
		if (!same && pki_crl_hash(a, fd, list->bytes, &hash, &ignored) == RC_OK)
			same = str_eq(hash, list->sha256);
		if (same)
			remember_file(m, &st);
	}
	close(fd);
	return same;
}

/* The second from which a list that lacks a change may be published. */
static int64_t
change_due_s(const struct status_list *list)
{
	int64_t wait_s = 1 + list->bytes / (2 * CHEAP_BYTES);

	if (list->bytes <= CHEAP_BYTES)
		return 0;
	return list->this_s + (wait_s < WAIT_S ? wait_s : WAIT_S);
}

static bool
is_due(struct signer *s, struct arena *a, const struct status_list *list, int64_t now_s)
{
	return list->number == 0 || list->this_s > now_s ||
	       list->this_s + DAY_S <= now_s ||
	       (list->changes < list->wanted && change_due_s(list) <= now_s) ||
	       !file_is(s, a, list);
}

/* Look again when the list must be renewed, when a change waits for it, or after a minute. */
static int64_t
next_look_s(const struct status_list *list, int64_t now_s)
{
	int64_t at_s = now_s + LOOK_S;

	if (list->this_s + DAY_S < at_s)
		at_s = list->this_s + DAY_S;
	if (list->changes < list->wanted && change_due_s(list) < at_s)
		at_s = change_due_s(list);
	return at_s;
}

enum rc
signer_tick(struct signer *s, struct arena *a, struct err *e)
{
	int64_t now_s = clock_now(s->clock), next_s = now_s + LOOK_S;
	struct status_list *lists;
	size_t n;
	enum rc rc;

	s->next_tick_s = now_s + RETRY_S;
	if ((rc = status_db_follow(s->status, s->record, e)) != RC_OK ||
	    (rc = status_db_lists(s->status, a, &lists, &n, e)) != RC_OK)
		return rc;
	for (size_t i = 0; i < n; i++) {
		int64_t look_s;

		/* the list of a CA that has ended stays as it was last */
		if (authority_named(s, lists[i].ca) == NULL)
			continue;
		if (is_due(s, a, &lists[i], now_s) &&
		    (rc = publish(s, a, &lists[i], e)) != RC_OK)
			return rc;
		look_s = next_look_s(&lists[i], now_s);
		next_s = look_s < next_s ? look_s : next_s;
	}
	s->next_tick_s = next_s;
	return RC_OK;
}

int64_t
signer_next_s(const struct signer *s)
{
	return s->next_tick_s;
}
