/* csr_field.c - see csr_field.h. */
#include "web/csr_field.h"

enum rc
csr_field_bytes(struct page *p, str *out, struct err *e)
{
	const struct http_file *file = form_file(&p->form, "request");
	enum rc rc = RC_OK;

	*out = form_str(&p->form, "csr");
	if (file != NULL && file->stage != NULL) {
		if (file->bytes > CSR_BYTES)
			return err_set(e, RC_INVALID,
			    N_("Berkas ini lebih dari 16 KB; permintaan sertifikat jauh lebih kecil."),
			    "size");
		rc = vault_stage_read(file->stage, p->a, out, e);
	}
	if (rc == RC_OK && out->n == 0)
		return err_set(e, RC_INVALID,
		    N_("Pilih berkas permintaan atau tempel isinya."), "no request");
	return rc;
}
