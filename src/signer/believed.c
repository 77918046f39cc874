/* believed.c - see believed.h. */
#include "signer/believed.h"

#define SKEW_S 120 /* the portal's clock may be that much ahead of ours */

static enum rc
no(struct err *e, enum rc rc, const char **out_code, const char *code, const char *msg)
{
	*out_code = code;
	return err_set(e, rc, msg, "%s", code);
}

static bool
is_hex64(str s)
{
	if (s.n != 64)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') ||
			(s.p[i] >= 'a' && s.p[i] <= 'f')))
			return false;
	return true;
}

static bool
complete(const struct ipc_issue *in)
{
	const str wanted[] = { in->request_id, in->application, in->office_name, in->name,
		in->email, in->csr, in->reviewer, in->activator };

	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		if (wanted[i].n == 0)
			return false;
	return in->office.n == 3 && str_digits(in->office) &&
	       is_hex64(in->evidence_sha256) && in->reviewed_s > 0 &&
	       in->approved_s > 0 && in->validity_s >= 0;
}

enum rc
believed_check(const struct believed_request *r, const char **out_code, struct err *e)
{
	const struct ipc_issue *in = r->in;

	if (!complete(in))
		return no(e, RC_INVALID, out_code, "incomplete",
		    N_("Data persetujuan untuk sertifikat ini belum lengkap."));
	if (!str_eq(in->office, in->approval_office))
		return no(e, RC_DENIED, out_code, "office_differs",
		    N_("Persetujuan diberikan untuk kantor lain."));
	if ((in->two_person || r->rules.two_person) &&
	    str_eq(in->reviewer, in->activator))
		return no(e, RC_DENIED, out_code, "two_person",
		    N_("Yang memeriksa berkas tidak boleh sekaligus mengaktifkannya."));
	if (in->holder.n > 0 &&
	    (str_eq(in->holder, in->reviewer) || str_eq(in->holder, in->activator)))
		return no(e, RC_DENIED, out_code, "own_file",
		    N_("Tidak seorang pun boleh memproses berkasnya sendiri."));
	if (in->approved_s > r->now_s + SKEW_S)
		return no(e, RC_DENIED, out_code, "approval_future",
		    N_("Waktu persetujuan berada di masa depan. Periksa jam server."));
	if (in->reviewed_s > in->approved_s)
		return no(e, RC_DENIED, out_code, "approval_order",
		    N_("Berkas disetujui sebelum selesai diperiksa."));
	if (r->now_s - in->approved_s > r->rules.approval_max_s)
		return no(e, RC_DENIED, out_code, "approval_stale",
		    N_("Persetujuan sudah terlalu lama. Minta petugas mengaktifkannya sekali lagi."));
	return RC_OK;
}
