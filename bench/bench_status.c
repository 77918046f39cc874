/*
 * bench_status.c - a status record of any size, and the list made from it.
 *
 *   bench-status fill STATE N        N certificates that are good, beside those of the signer
 *   bench-status revoke STATE        all of them revoked, with reasons
 *   bench-status list STATE FILE     write the signed list: "ENTRIES BYTES SECONDS CPU_SECONDS PEAK_KIB"
 *
 * Certificate i has the serial "BBBBBBBBBBBB" followed by i in eight digits.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "signer/keys.h"
#include "signer/status_db.h"

static void
must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "bench-status: %s\n", what);
	exit(1);
}

static void
run(sqlite3 *db, const char *sql)
{
	must(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, sqlite3_errmsg(db));
}

static void
change(const char *state, const char *sql)
{
	struct arena *a = arena_new();
	sqlite3 *db;

	must(sqlite3_open(str_fmt(a, "%s/status/status.db", state).p, &db) == SQLITE_OK,
	    "open");
	run(db, "PRAGMA synchronous = OFF");
	run(db, sql);
	run(db, "PRAGMA wal_checkpoint(TRUNCATE)");
	sqlite3_close(db);
	arena_free(a);
}

static void
fill(const char *state, long n)
{
	struct arena *a = arena_new();
	const char *sql = str_fmt(a,
	    "WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < %ld)"
	    " INSERT INTO certificate SELECT"
	    " CAST('BBBBBBBBBBBB' || printf('%%08d', n) AS blob),"
	    " (SELECT name FROM ca), (SELECT name FROM ca), 0, 0, 1790000000, 0,"
	    " 1850000000, 0 FROM i",
	    n)
			      .p;

	change(state, sql);
	arena_free(a);
}

static double
seconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static enum rc
list(struct arena *a, const char *state, const char *to, struct err *e)
{
	const struct pki_crl_fields f = {
		.number = 1, .this_s = 1790000000, .next_s = 1890000000
	};
	struct status_db *s;
	struct pki_key *key;
	struct pki_ca ca;
	struct pki_crl_written w;
	struct status_walk walk = { .list = STR("g1"), .whole = true };
	struct pki_crl_source source;
	struct rusage use;
	double began, cpu;
	enum rc rc;
	str der;
	int fd;

	if ((rc = signer_key_open_file(a, state, "signer/g1.key", NULL, &key, e)) !=
		RC_OK ||
	    (rc = file_read(a, str_fmt(a, "%s/pki/ca.cer", state).p, 16384, &der, e)) !=
		RC_OK ||
	    (rc = pki_ca_read(a, der, &ca, e)) != RC_OK ||
	    (rc = status_db_open(state, &s, e)) != RC_OK)
		return rc;
	ca.key = key;
	walk.s = s;
	source = status_db_entries(&walk);
	fd = open(to, O_RDWR | O_CREAT | O_TRUNC, 0600);
	must(fd >= 0, to);
	began = seconds(CLOCK_MONOTONIC);
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	rc = pki_crl_write(a, &ca, &f, &source, fd, &w, e);
	if (rc == RC_OK) {
		getrusage(RUSAGE_SELF, &use);
		printf("%lld %lld %.3f %.3f %ld\n", (long long)w.entries,
		    (long long)w.bytes, seconds(CLOCK_MONOTONIC) - began,
		    seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu, use.ru_maxrss);
	}
	close(fd);
	pki_key_free(key);
	status_db_close(s);
	return rc;
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct err e = { 0 };

	if (argc == 4 && strcmp(argv[1], "fill") == 0)
		fill(argv[2], strtol(argv[3], NULL, 10));
	else if (argc == 3 && strcmp(argv[1], "revoke") == 0)
		change(
		    argv[2], "UPDATE certificate SET state = 2, reason = 4, change = 1");
	else if (argc == 4 && strcmp(argv[1], "list") == 0)
		must(list(a, argv[2], argv[3], &e) == RC_OK, e.why);
	else
		must(false, "usage: fill STATE N | revoke STATE | list STATE FILE");
	arena_free(a);
	return 0;
}
