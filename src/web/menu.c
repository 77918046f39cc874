/* menu.c - the role menu. */
#include "web/menu.h"

#include "domain/record.h"

/* clang-format off */
static const struct {
	unsigned roles;
	const char *href, *label;
	const char *noun, *state; /* counter shown in brackets; NULL = none */
} items[] = {
	{ R_CENTRAL,                 "/pusat",              N_("Pusat"),           NULL, NULL },
	{ R_CENTRAL,                 "/pusat/kantor",       N_("Kantor"),          NULL, NULL },
	{ R_CENTRAL,                 "/pusat/admin",        N_("Admin kantor"),    NULL, NULL },
	{ R_CENTRAL,                 "/pusat/kebijakan",    N_("Kebijakan"),       NULL, NULL },
	{ R_CENTRAL,                 "/pusat/templat",      N_("Templat surat"),   NULL, NULL },
	{ R_CENTRAL,                 "/pusat/penahanan",    N_("Penahanan berkas"), NULL, NULL },
	{ R_OFFICE_ADMIN,            "/kantor",             N_("Beranda kantor"),  NULL, NULL },
	{ R_OFFICE_ADMIN,            "/kantor/pengguna",    N_("Pengguna"),        NULL, NULL },
	{ R_OPIP | R_KEPALA,         "/kantor/angka",       N_("Angka"),           NULL, NULL },
	{ R_OPIP | R_KEPALA,         "/kantor/permohonan",  N_("Permohonan DS"),   "application", "submitted" },
	{ R_OPIP,                    "/kantor/loket",       N_("Loket"),           "application", "ready" },
	{ R_OPIP | R_KEPALA | R_OFFICE_ADMIN, "/kantor/sertifikat", N_("Sertifikat"), NULL, NULL },
	{ R_OPIP,                    "/kantor/perpanjangan", N_("Perpanjangan"),   "renewal", "asked" },
	{ R_OFFICE_ADMIN | R_KEPALA, "/kantor/opip",        N_("OPIP"),            NULL, NULL },
	{ R_OFFICE_ADMIN | R_KEPALA, "/kantor/surat",       N_("Surat kolektif"),  NULL, NULL },
	{ R_OFFICE_ADMIN | R_KEPALA, "/kantor/jadwal",      N_("Jadwal loket"),    NULL, NULL },
	{ R_OFFICE_ADMIN | R_KEPALA, "/kantor/kop",         N_("Kop surat"),       NULL, NULL },
	{ R_OFFICE_ADMIN | R_KEPALA, "/kantor/data-pribadi", N_("Data pribadi"),   NULL, NULL },
	{ R_VERIFIER,                "/bssn",               N_("Antrean BSSN"),    "candidacy", "letters_returned" },
	{ R_VERIFIER,                "/bssn/jadwal",        N_("Jadwal wawancara"), NULL, NULL },
	{ R_VERIFIER,                "/bssn/riwayat",       N_("Riwayat saya"),    NULL, NULL },
	{ R_VERIFIER,                "/bssn/angka",         N_("Angka"),           NULL, NULL },
	{ R_VERIFIER,                "/bssn/opip",          N_("OPIP"),            NULL, NULL },
	{ R_VERIFIER,                "/bssn/kunci",         N_("Kunci petugas"),   NULL, NULL },
	{ R_AUDITOR,                 "/audit",              N_("Jejak audit"),     NULL, NULL },
	{ R_AUDITOR,                 "/audit/berkas",       N_("Berkas kasus"),    NULL, NULL },
	{ R_AUDITOR,                 "/audit/akses-data",   N_("Akses data pribadi"), NULL, NULL },
	{ R_AUDITOR,                 "/audit/pemusnahan",   N_("Pemusnahan data"), NULL, NULL },
	{ R_CANDIDATE,               "/profil",             N_("Tugas saya"),      NULL, NULL },
};
/* clang-format on */

struct menu
menu_of(struct page *p)
{
	struct menu_item *at = ARENA_ARRAY(p->a, ARRAY_LEN(items), struct menu_item);
	bool national = (p->who.roles & (R_VERIFIER | R_CENTRAL | R_AUDITOR)) != 0;
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(items); i++) {
		struct err ignored;
		int64_t count = -1;

		if (!(items[i].roles & p->who.roles))
			continue;
		if (items[i].noun != NULL &&
		    counter_get(&p->d, items[i].noun, national ? STR_NONE : p->who.office,
			items[i].state, &count, &ignored) != RC_OK)
			count = -1;
		at[n++] = (struct menu_item){ .href = str_from_z(items[i].href),
			.label = items[i].label,
			.count = count,
			.current = str_eq_z(p->path, items[i].href) };
	}
	return (struct menu){ at, n };
}
