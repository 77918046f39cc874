/* evidence.c - gathering the evidence of one certificate. */
#include "domain/evidence.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/file.h"
#include "base/json.h"
#include "domain/audit_case.h"
#include "domain/audit_export.h"
#include "domain/publication.h"
#include "ipc/signer_client.h"
#include "pki/cert.h"
#include "pki/crl.h"
#include "pki/hash.h"
#include "store/embedded.h"

#define SMALL_FILE 65536

extern const struct embedded evidence_checks[];
extern const size_t evidence_checks_n;

static void
add(struct evidence *v, const char *name, str data)
{
	BUG_ON(v->n == EVIDENCE_FILES);
	v->at[v->n++] = (struct evidence_file){ name, data, -1, 0 };
}

enum rc
evidence_list(struct domain *d, str issuer, struct evidence *out, struct err *e)
{
	struct publication list;
	enum rc rc = publication_list_open(d, issuer, &list, e);

	if (rc == RC_NOT_FOUND)
		return RC_OK;
	if (rc != RC_OK)
		return rc;
	add(out, "issuing.crl", STR_NONE);
	out->at[out->n - 1].fd = list.fd;
	out->at[out->n - 1].size = list.size;
	return RC_OK;
}

void
evidence_close(struct evidence *v)
{
	for (size_t i = 0; i < v->n; i++)
		if (v->at[i].fd >= 0)
			close(v->at[i].fd);
	v->n = 0;
}

static enum rc
add_chain(struct domain *d, const struct row_certificate *row, struct evidence *v,
    struct err *e)
{
	struct publication issuing, root;
	struct pki_cert cert, ca;
	enum rc rc;

	if (row->der.n == 0)
		return err_set(e, RC_NOT_FOUND,
		    N_("Sertifikat ini sudah dimusnahkan sesuai masa simpannya."),
		    "certificate is forgotten");
	rc = pki_cert_parse(d->a, row->der, &cert, e);
	if (rc == RC_OK)
		rc = publication_issuer(d, row->der, &issuing, e);
	if (rc == RC_OK)
		rc = publication_read(d, STR("root.cer"), &root, e);
	if (rc == RC_OK)
		rc = pki_cert_parse(d->a, issuing.bytes, &ca, e);
	if (rc == RC_OK)
		rc = pki_cert_verify(&cert, &ca, e);
	if (rc != RC_OK)
		return rc;
	add(v, "certificate.pem", pki_cert_pem(d->a, row->der));
	add(v, "issuing.pem", pki_cert_pem(d->a, issuing.bytes));
	add(v, "root.pem", pki_cert_pem(d->a, root.bytes));
	return evidence_list(d, cert.issuer, v, e);
}

/* The certificates that this one follows, back to the one that was made at a counter. */
static enum rc
add_before(struct domain *d, const struct row_certificate *row, struct evidence *v,
    struct err *e)
{
	struct row_certificate at = *row;
	enum rc rc = RC_OK;

	while (rc == RC_OK && at.follows.p != NULL) {
		str serial = at.follows;

		rc = q_certificate_by_serial(d->db, serial, &at, e);
		if (rc == RC_OK && v->n + 20 > EVIDENCE_FILES)
			return err_set(e, RC_LIMIT, N_("Bukti terlalu besar."),
			    "more than %d files", EVIDENCE_FILES);
		if (rc == RC_OK)
			add(v, str_fmt(d->a, "before-%.*s.pem", STR_ARG(serial)).p,
			    pki_cert_pem(d->a, at.der));
	}
	return rc;
}

/* The second line of a proof. */
static bool
checkpoint_of(struct arena *a, str proof, struct audit_checkpoint *out)
{
	(void)str_cut(&proof, '\n');
	return audit_checkpoint_parse(a, str_cut(&proof, '\n'), out);
}

static enum rc
add_stamp(
    struct domain *d, const struct audit_checkpoint *c, struct evidence *v, struct err *e)
{
	struct row_audit_checkpoint row;
	str ca;
	enum rc rc = q_audit_checkpoint_at(d->db, c->size, &row, e);

	if (rc != RC_OK || row.size != c->size || row.anchored_s == SQL_NULL_INT ||
	    d->conf->tsa_ca_file.n == 0)
		return rc;
	rc = file_read(d->a, str_z(d->a, d->conf->tsa_ca_file), SMALL_FILE, &ca, e);
	if (rc != RC_OK)
		return rc;
	add(v, "timestamp.tsr", row.anchor);
	add(v, "tsa-ca.pem", ca);
	return RC_OK;
}

static enum rc
add_events(struct domain *d, const struct row_certificate *row, struct evidence *v,
    struct err *e)
{
	struct document_owner owner = { "application", row->application };
	struct audit_checkpoint c;
	struct buf proof;
	str key;
	enum rc rc;

	buf_init(&proof, d->a, 64 * 1024);
	rc = audit_holder_proof(d, &owner, &proof, e);
	if (rc == RC_OK)
		rc = audit_key(d, &key, e);
	if (rc == RC_OK && !checkpoint_of(d->a, buf_get(&proof), &c))
		rc = err_set(e, RC_INTERNAL, N_("Ada gangguan di sistem kami."),
		    "a proof without its checkpoint");
	if (rc != RC_OK)
		return rc;
	add(v, "events.jsonl", buf_get(&proof));
	add(v, "checkpoint.txt", audit_checkpoint_text(d->a, &c));
	add(v, "checkpoint.sig", c.signature);
	add(v, "audit.pem", pki_public_pem(d->a, key));
	return add_stamp(d, &c, v, e);
}

/* One entry of statements.json. */
static void
put_entry(struct buf *list, const char *name, const struct ipc_evidence *s)
{
	struct json j;

	if (list->n > 0)
		buf_char(list, ',');
	json_begin(&j, list);
	json_text(&j, "file", str_from_z(name));
	json_text(&j, "message", s->message);
	json_int(&j, "at", s->recorded_s);
	json_end(&j);
}

static void
add_index(struct arena *a, const struct ipc_evidence *s, const struct buf *list,
    struct evidence *v)
{
	struct buf out;
	struct json j;

	buf_init(&out, a, list->n + 512);
	json_begin(&j, &out);
	json_text(&j, "approval", s->approval);
	json_text(&j, "review", s->review);
	json_text(&j, "activation",
	    hex_encode(a, s->activation_signature.p, s->activation_signature.n));
	json_text(&j, "revocation",
	    hex_encode(a, s->revocation_sha256.p, s->revocation_sha256.n));
	json_raw(&j, "taken", str_fmt(a, "[%.*s]", STR_ARG(buf_get(list))));
	json_end(&j);
	buf_char(&out, '\n');
	add(v, "statements.json", buf_get(&out));
}

enum rc
evidence_statements(struct ipc_client *signer, struct arena *a, str serial,
    struct evidence *out, struct err *e)
{
	struct ipc_evidence s;
	struct buf list;
	int64_t after = 0;
	enum rc rc;

	buf_init(&list, a, 1024);
	for (int n = 1;; n++) {
		const char *name;

		rc = signer_evidence(signer, a, serial, after, &s, e);
		if (rc != RC_OK || s.seq == 0)
			break;
		if (out->n + 20 > EVIDENCE_FILES)
			return err_set(e, RC_LIMIT, N_("Bukti terlalu besar."),
			    "more than %d files", EVIDENCE_FILES);
		name = str_fmt(a, "s%03d-%.*s", n, STR_ARG(s.kind)).p;
		add(out, str_fmt(a, "%s.cbor", name).p, s.statement);
		add(out, str_fmt(a, "%s.sig", name).p, s.signatures);
		put_entry(&list, name, &s);
		after = s.seq;
	}
	if (rc == RC_OK && s.approval.n > 0)
		add_index(a, &s, &list, out);
	return rc;
}

/* The other certificates of its application: events about them are in the bundle as well. */
static enum rc
others_of(
    struct domain *d, const struct row_certificate *row, struct buf *out, struct err *e)
{
	struct row_certificate_list l;
	enum rc rc = q_certificate_of_application(d->db, row->application, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++)
		if (!str_eq(l.at[i].serial, row->serial))
			buf_fmt(out, "%s\"%.*s\"", out->n > 0 ? "," : "",
			    STR_ARG(l.at[i].serial));
	return rc;
}

static enum rc
add_facts(struct domain *d, const struct row_certificate *row, str number,
    struct evidence *v, struct err *e)
{
	struct buf out, others;
	struct json j;
	enum rc rc;

	buf_init(&others, d->a, 256);
	if ((rc = others_of(d, row, &others, e)) != RC_OK)
		return rc;
	buf_init(&out, d->a, 512);
	json_begin(&j, &out);
	json_text(&j, "paraf", STR("evidence 1"));
	json_text(&j, "serial", row->serial);
	json_text(&j, "number", number);
	json_text(&j, "application", row->application);
	json_raw(&j, "others", str_fmt(d->a, "[%.*s]", STR_ARG(buf_get(&others))));
	json_int(&j, "not_before", row->not_before_s);
	json_int(&j, "made", domain_now(d));
	json_end(&j);
	buf_char(&out, '\n');
	add(v, "bundle.json", buf_get(&out));
	return RC_OK;
}

enum rc
evidence_gather(struct domain *d, str serial, struct evidence *out, struct err *e)
{
	struct row_certificate row;
	struct row_application app;
	enum rc rc = q_certificate_by_serial(d->db, serial, &row, e);

	out->n = 0;
	if (rc == RC_NOT_FOUND)
		return err_set(e, RC_NOT_FOUND,
		    N_("Sertifikat dengan nomor seri itu tidak ada."), "no such serial");
	if (rc == RC_OK)
		rc = q_application_by_id(d->db, row.application, &app, e);
	if (rc == RC_OK)
		rc = add_chain(d, &row, out, e);
	if (rc == RC_OK)
		rc = add_before(d, &row, out, e);
	if (rc == RC_OK)
		rc = add_events(d, &row, out, e);
	if (rc == RC_OK)
		rc = evidence_statements(d->signer, d->a, row.serial, out, e);
	if (rc == RC_OK)
		rc = add_facts(d, &row, app.number, out, e);
	if (rc != RC_OK)
		return rc;
	for (size_t i = 0; i < evidence_checks_n; i++)
		add(out, evidence_checks[i].name,
		    (str){ evidence_checks[i].text, evidence_checks[i].bytes });
	return RC_OK;
}

/* ---- into a folder ---- */

static enum rc
hash_of(struct arena *a, const struct evidence_file *f, str *out, struct err *e)
{
	if (f->fd >= 0)
		return pki_crl_hash(a, f->fd, f->size, out, e);
	*out = pki_sha256_hex(a, f->data);
	return RC_OK;
}

static enum rc
write_one(struct arena *a, const char *dir, const struct evidence_file *f, struct err *e)
{
	const char *path = str_fmt(a, "%s/%s", dir, f->name).p;

	return f->fd >= 0 ? file_copy_durable(f->fd, f->size, path, 0600, e)
			  : file_write_durable(path, f->data, 0600, e);
}

enum rc
evidence_write(struct arena *a, const char *dir, const struct evidence *v, struct err *e)
{
	struct buf manifest;
	enum rc rc = RC_OK;
	str hash;

	if (mkdir(dir, 0700) != 0)
		return err_set(e, errno == EEXIST ? RC_CONFLICT : RC_UNAVAILABLE,
		    N_("Berkas tidak dapat ditulis."), "mkdir %s: %s", dir,
		    strerror(errno));
	buf_init(&manifest, a, 100 * (v->n + 1));
	for (size_t i = 0; rc == RC_OK && i < v->n; i++) {
		rc = write_one(a, dir, &v->at[i], e);
		if (rc == RC_OK)
			rc = hash_of(a, &v->at[i], &hash, e);
		if (rc == RC_OK)
			buf_fmt(&manifest, "%.*s  %s\n", STR_ARG(hash), v->at[i].name);
	}
	if (rc == RC_OK)
		rc = file_write_durable(
		    str_fmt(a, "%s/MANIFEST.sha256", dir).p, buf_get(&manifest), 0600, e);
	return rc;
}
