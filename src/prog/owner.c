/*
 * owner.c - what root made for the programs' own users becomes theirs.
 *
 * paraf init and paraf ca run as root, the programs do not. As SQLite does with its files, what is new in
 * the signer's folder gets the owner of that folder; the root key and its secret stay with root.
 */
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "prog/commands.h"

#define NAME_BYTES 16384 /* a line of the user database, a long list of members */
#define TROUBLE    N_("Pemilik berkas tidak dapat diubah.")

static enum rc
failed(struct err *e, const char *what, const char *path)
{
	return err_set(
	    e, RC_UNAVAILABLE, TROUBLE, "%s %s: %s", what, path, strerror(errno));
}

static bool
find_user(struct prog *p, const char *name, struct passwd *out)
{
	struct passwd *found = NULL;
	char *room = arena_alloc(p->a, NAME_BYTES);

	return getpwnam_r(name, out, room, NAME_BYTES, &found) == 0 && found != NULL;
}

static bool
find_group(struct prog *p, const char *name, struct group *out)
{
	struct group *found = NULL;
	char *room = arena_alloc(p->a, NAME_BYTES);

	return getgrnam_r(name, out, room, NAME_BYTES, &found) == 0 && found != NULL;
}

enum rc
owner_prepare(struct prog *p, const struct owners *o, struct err *e)
{
	const char *state = str_z(p->a, p->conf.state_dir);
	struct passwd pw;
	struct group g = { 0 };
	struct stat st;
	enum rc rc;

	if ((o->group != NULL || o->signer_user != NULL) && geteuid() != 0)
		return err_set(e, RC_DENIED,
		    N_("Hanya root yang dapat mengubah pemilik berkas."),
		    "--signer-user and --group need root");
	if (o->group != NULL && !find_group(p, o->group, &g))
		return err_set(e, RC_INVALID, N_("Grup itu tidak ada di mesin ini."),
		    "no group %s", o->group);
	if (o->signer_user != NULL && !find_user(p, o->signer_user, &pw))
		return err_set(e, RC_INVALID, N_("Pengguna itu tidak ada di mesin ini."),
		    "no user %s", o->signer_user);
	if (o->signer_user != NULL && str_eq(p->conf.signer_dir, p->conf.state_dir))
		return err_set(e, RC_INVALID,
		    N_("Penerbit dengan pengguna sendiri perlu folder sendiri: isi signer_dir."),
		    "signer_dir is state_dir");
	if ((rc = file_make_dirs(state, 0711, e)) != RC_OK)
		return rc;
	/* what is made below has that group, as the pages and the worker need it */
	if (o->group != NULL &&
	    (chown(state, (uid_t)-1, g.gr_gid) != 0 || chmod(state, 02770) != 0))
		return failed(e, "group of", state);
	if (stat(state, &st) != 0)
		return failed(e, "stat", state);
	if ((st.st_mode & S_ISGID) != 0)
		umask(007);
	return RC_OK;
}

/* The root key is to be taken away, by root; who runs the signer must not have it. */
static bool
stays(const struct prog *p, const FTSENT *f)
{
	return (f->fts_level == 1 && strcmp(f->fts_name, "root") == 0) ||
	       str_eq_z(p->conf.root_secret_file, f->fts_path);
}

static enum rc
give_all(struct prog *p, char *dir, uid_t uid, gid_t gid, struct err *e)
{
	char *const roots[] = { dir, NULL };
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_XDEV, NULL);
	enum rc rc = RC_OK;
	FTSENT *f;

	if (tree == NULL)
		return failed(e, "open", dir);
	while (rc == RC_OK && (f = fts_read(tree)) != NULL) {
		if (stays(p, f)) {
			(void)fts_set(tree, f, FTS_SKIP);
			continue;
		}
		errno = f->fts_errno;
		if (f->fts_info == FTS_DNR || f->fts_info == FTS_ERR ||
		    f->fts_info == FTS_NS)
			rc = failed(e, "read", f->fts_path);
		else if (f->fts_info != FTS_DP &&
			 (f->fts_statp->st_uid != uid || f->fts_statp->st_gid != gid) &&
			 lchown(f->fts_accpath, uid, gid) != 0)
			rc = failed(e, "owner of", f->fts_path);
	}
	fts_close(tree);
	return rc;
}

enum rc
owner_settle(struct prog *p, const struct owners *o, struct err *e)
{
	const char *dir = str_z(p->a, p->conf.signer_dir);
	const bool named = o->signer_user != NULL;
	struct passwd pw;
	struct stat st;

	if (geteuid() != 0 || (named && !find_user(p, o->signer_user, &pw)))
		return RC_OK; /* refused by owner_prepare */
	if (stat(dir, &st) != 0)
		return failed(e, "stat", dir);
	if (named) {
		st.st_uid = pw.pw_uid;
		st.st_gid = pw.pw_gid;
	} else if (st.st_uid == 0 || str_eq(p->conf.signer_dir, p->conf.state_dir)) {
		return RC_OK; /* everything runs as root, or as one user */
	}
	return give_all(p, arena_copy(p->a, dir, strlen(dir)), st.st_uid, st.st_gid, e);
}
