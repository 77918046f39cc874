/*
 * routes.c - every address of the portal: method, path, who may call it, its form, its handler.
 *
 * The role column has no default: a row without roles fails a test. A path outside the role answers
 * 403 (or leads to the sign-in page); a record outside the office answers 404 in the domain. Group
 * your rows with a comment; the order does not matter.
 */
#include "web/pages.h"

#define ANY R_VISITOR
#define SIGNED (R_FRESH | R_STAFF)

/* clang-format off */
const struct page_route page_routes[] = {
	/* public */
	{ { "GET",  "/" },                     ANY,      0,          NULL,        page_home },
	{ { "GET",  "/healthz" },              ANY,      0,          NULL,        page_healthz },
	{ { "GET",  "/readyz" },               ANY,      0,          NULL,        page_readyz },

	/* accounts */
	{ { "GET",  "/masuk" },                ANY,      0,          &form_login, page_login },
	{ { "POST", "/masuk" },                ANY,      PAGE_HEAVY, &form_login, page_login_post },
	{ { "POST", "/keluar" },               ANY,      0,          NULL,        page_logout_post },
	{ { "GET",  "/mulai" },                SIGNED,   0,          NULL,        page_start_redirect },
	{ { "GET",  "/kata-sandi" },           SIGNED,   0,          &form_password, page_password },
	{ { "POST", "/kata-sandi" },           SIGNED,   PAGE_HEAVY, &form_password, page_password_post },

	/* road A: central, office administrators */

	/* road A: candidate */

	/* road A: BSSN */

	/* road B: applicant */

	/* road B: office and counter */

	/* certificate, public checks, publication */

	/* documents */
	{ { "GET",  "/dokumen/{id}/gambar" },  ANY,      PAGE_HEAVY, NULL,        page_document_image },
	{ { "GET",  "/dokumen/{id}/unduh" },   ANY,      0,          NULL,        page_document_download },

	/* audit */
};
/* clang-format on */

const size_t page_routes_n = ARRAY_LEN(page_routes);
