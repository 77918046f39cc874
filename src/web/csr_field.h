/* csr_field.h - a PKCS#10 request, brought as a file or pasted: the two fields, and what came in them. */
#ifndef WEB_CSR_FIELD_H
#define WEB_CSR_FIELD_H

#include "web/page.h"

#define CSR_BYTES 16384

/* Rows of a field_spec table: "request" and "csr". */
#define CSR_FIELDS                                                                                  \
	{                                                                                           \
		.name = "request",                                                                  \
		.kind = F_FILE,                                                                     \
		.conditional = true,                                                                \
		.label = N_("Berkas permintaan sertifikat (PKCS#10)"),                              \
		.hint = N_(                                                                         \
		    "DER atau PEM, paling besar 16 KB. Biasanya berakhiran .csr, .req, atau .pem.") \
	},                                                                                          \
	{                                                                                           \
		.name = "csr", .kind = F_TEXTAREA, .max = CSR_BYTES,                                \
		.conditional = true, .rows = 6,                                                     \
		.msg_long = N_(                                                                     \
		    "Isinya lebih dari 16 KB; permintaan sertifikat jauh lebih kecil."),            \
		.label = N_("Atau tempel isinya di sini"),                                          \
		.hint = N_("Diawali -----BEGIN CERTIFICATE REQUEST-----")                           \
	}

/* The same as sent by a script, required. */
#define CSR_FIELD_SCRIPT                                                                 \
	{                                                                                \
		.name = "csr", .kind = F_TEXTAREA, .max = CSR_BYTES, .required = true,   \
		.label = N_("Permintaan sertifikat (PKCS#10)")                           \
	}

/*
 * The bytes of the file, else what was pasted, in the request's arena; not looked into. RC_INVALID with
 * a sentence for the field "request": neither, or more than CSR_BYTES.
 */
MUST_USE enum rc csr_field_bytes(struct page *p, str *out, struct err *e);

#endif
