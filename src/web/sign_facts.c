/* sign_facts.c - what a statement says, field by field, in words: the same fields that are encoded. */
#include "base/codec.h"
#include "domain/ident.h"
#include "web/sign.h"

#define FACTS_MOST 24

struct facts {
	struct page *p;
	struct view_sign_fact *at;
	size_t n;
};

static void
put(struct facts *f, const char *label, str value)
{
	if (value.n == 0 || f->n >= FACTS_MOST)
		return;
	f->at[f->n++] = (struct view_sign_fact){ label, value };
}

static void
put_word(struct facts *f, const char *label, const char *word)
{
	put(f, label, str_from_z(page_tr(f->p, word)));
}

static void
put_time(struct facts *f, const char *label, int64_t at_s)
{
	if (at_s > 0)
		put(f, label, time_long(f->p->a, at_s, page_zone(f->p), f->p->lang));
}

static void
put_nip(struct facts *f, str nip)
{
	put(f, N_("NIP"), nip.n > 0 ? ident_nip_spaced(f->p->a, nip) : STR(""));
}

static void
put_keys(struct facts *f, const struct statement_keys *keys)
{
	for (size_t i = 0; i < keys->n; i++) {
		bool passkey = keys->at[i].kind == STATEMENT_KEY_PASSKEY;

		put(f, N_("Kunci"),
		    str_fmt(f->p->a, "%.*s, %s",
			STR_ARG(statement_key_words(f->p->a, &keys->at[i])),
			page_tr(f->p, officer_key_label(
					  passkey ? STR("passkey") : STR("browser")))));
	}
}

static void
put_documents(struct facts *f, const struct statement_docs *docs)
{
	struct buf b;

	buf_init(&b, f->p->a, 256);
	for (size_t i = 0; i < docs->n; i++)
		buf_fmt(&b, "%s%.*s (SHA-256 %.*s…)", i > 0 ? ", " : "",
		    STR_ARG(docs->at[i].name), 12,
		    hex_encode(f->p->a, docs->at[i].sha256.p, docs->at[i].sha256.n).p);
	put(f, N_("Dokumen yang dilihat"), buf_get(&b));
}

static void
put_words(struct facts *f, const char *label, const struct statement_words *words)
{
	struct buf b;

	buf_init(&b, f->p->a, 128);
	for (size_t i = 0; i < words->n; i++)
		buf_fmt(&b, "%s%.*s", i > 0 ? ", " : "", STR_ARG(words->at[i]));
	put(f, label, buf_get(&b));
}

static void
put_grant(struct facts *f, const struct statement_grant *g)
{
	put(f, N_("Nama"), g->name);
	put_nip(f, g->nip);
	put_word(f, N_("Kewenangan"),
	    str_eq_z(g->role, "opip") ? N_("OPIP: memeriksa dan mengaktifkan")
				      : N_("Pemeriksa: memeriksa berkas saja"));
	put(f, N_("Kode kantor"), g->office);
	put(f, N_("Nomor pencalonan"), g->candidacy);
	put_time(f, N_("Berlaku mulai"), g->from_s);
	put_time(f, N_("Berlaku sampai"), g->to_s);
	put_keys(f, &g->keys);
}

static void
put_review(struct facts *f, const struct statement_review *r)
{
	put(f, N_("Nomor permohonan"), r->application);
	put(f, N_("Nama pada sertifikat"), r->name);
	put(f, N_("Email pada sertifikat"), r->email);
	put(f, N_("Kantor pada sertifikat"), r->office_name);
	put(f, N_("Kode kantor"), r->office);
	put_nip(f, r->nip);
	put_words(f, N_("Yang sesuai"), &r->ticks);
	put_documents(f, &r->documents);
	put_word(f, N_("Pemeriksa"), N_("Anda sendiri"));
}

static void
put_approval(struct facts *f, const struct statement_approval *a)
{
	put(f, N_("Nomor permohonan"), a->application);
	put(f, N_("Nama pada sertifikat"), a->name);
	put(f, N_("Email pada sertifikat"), a->email);
	put(f, N_("Kantor pada sertifikat"), a->office_name);
	put(f, N_("Kode kantor"), a->office);
	put_nip(f, a->nip);
	put_words(f, N_("Dicocokkan di loket"), &a->ticks);
	put_documents(f, &a->documents);
	if (a->review_sha256.n > 4)
		put(f, N_("Pemeriksaan berkas"),
		    str_fmt(f->p->a, "SHA-256 %.*s…", 12,
			hex_encode(f->p->a, a->review_sha256.p, a->review_sha256.n).p));
	put_word(f, N_("Masa sertifikat"), N_("Sesuai ketentuan penerbit"));
	put_word(f, N_("Yang mengaktifkan"), N_("Anda sendiri"));
	put_word(f, N_("Kode aktivasi"),
	    N_("Dibuat di peramban Anda saat ditandatangani, hanya untuk pemohon"));
}

static void
put_order(struct facts *f, const struct statement_order *o)
{
	put_word(f, N_("Perintah"),
	    str_eq_z(o->action, "lift") ? N_("Cabut penangguhan sertifikat")
					: N_("Cabut sertifikat"));
	put(f, N_("Nomor seri"), o->serial);
	if (!str_eq_z(o->action, "lift"))
		put(f, N_("Kode alasan (RFC 5280)"),
		    str_fmt(f->p->a, "%lld", (long long)o->reason));
}

/* The key itself is not shown: what the holder reads out must come from him alone. */
static void
put_renewal(struct facts *f, const struct statement_renewal_approval *r)
{
	put_word(f, N_("Perintah"), N_("Perpanjang sertifikat untuk kunci baru"));
	put(f, N_("Nomor seri"), r->serial);
	put(f, N_("Nama pada sertifikat"), r->name);
	put(f, N_("Email pada sertifikat"), r->email);
	put(f, N_("Kantor pada sertifikat"), r->office_name);
	put(f, N_("Kode kantor"), r->office);
	put_nip(f, r->nip);
	put_word(f, N_("Masuk dengan"),
	    statement_has_word(&r->factors, "passkey")
		? N_("Kunci sandi (passkey)")
		: N_("Kata sandi dan aplikasi kode"));
	if (statement_has_word(&r->ticks, STATEMENT_BY_CALL))
		put_word(f, N_("Dikenali lewat"), N_("Telepon balik"));
	if (statement_has_word(&r->ticks, STATEMENT_BY_FACE))
		put_word(f, N_("Dikenali lewat"), N_("Tatap muka"));
	put(f, N_("Kode kontrol"), statement_renewal_code_shown(f->p->a, r->code));
	put_word(f, N_("Sertifikat yang lama"),
	    r->revoke == 0 ? N_("Berlaku sampai akhir masanya")
			   : N_("Dicabut saat yang baru terbit"));
	if (r->revoke > 0)
		put(f, N_("Kode alasan (RFC 5280)"),
		    str_fmt(f->p->a, "%lld", (long long)r->revoke));
	put_word(f, N_("Yang menyetujui"), N_("Anda sendiri"));
}

static void
put_change(struct facts *f, const struct statement_authority_change *c)
{
	static const char *const words[][2] = { { "suspend",
						    N_("Tangguhkan kewenangan") },
		{ "resume", N_("Pulihkan kewenangan") },
		{ "end", N_("Akhiri kewenangan untuk seterusnya") } };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq_z(c->action, words[i][0]))
			put_word(f, N_("Perintah"), words[i][1]);
	put(f, N_("Alasan"), c->reason);
}

struct view_sign_facts
sign_facts(struct page *p, const struct statement *st)
{
	struct facts f = { .p = p,
		.at = ARENA_ARRAY(p->a, FACTS_MOST, struct view_sign_fact) };

	switch (st->kind) {
	case STATEMENT_key_add:
		put(&f, N_("Nama"), st->u.key_add.name);
		put_nip(&f, st->u.key_add.nip);
		put_keys(&f, &st->u.key_add.keys);
		break;
	case STATEMENT_key_remove:
		put_word(&f, N_("Perintah"), N_("Kunci ini tidak dipercaya lagi"));
		put(&f, N_("Alasan"), st->u.key_remove.reason);
		break;
	case STATEMENT_grant:
		put_grant(&f, &st->u.grant);
		break;
	case STATEMENT_grant_key_add:
		put_word(&f, N_("Perintah"),
		    N_("Kunci ini boleh menandatangani atas namanya"));
		put_keys(&f, &st->u.grant_key_add.keys);
		break;
	case STATEMENT_grant_key_remove:
		put_word(&f, N_("Perintah"), N_("Kunci ini tidak dipercaya lagi"));
		break;
	case STATEMENT_authority_change:
		put_change(&f, &st->u.authority_change);
		break;
	case STATEMENT_review:
		put_review(&f, &st->u.review);
		break;
	case STATEMENT_approval:
		put_approval(&f, &st->u.approval);
		break;
	case STATEMENT_order:
		put_order(&f, &st->u.order);
		break;
	case STATEMENT_renewal: /* signed by holders, not by officers */
		break;
	case STATEMENT_renewal_approval:
		put_renewal(&f, &st->u.renewal_approval);
		break;
	}
	put_time(&f, N_("Dibuat"), st->made_s);
	put_time(&f, N_("Tidak diterima setelah"), st->expires_s);
	return (struct view_sign_facts){ f.at, f.n };
}
