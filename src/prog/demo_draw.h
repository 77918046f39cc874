/*
 * demo_draw.h - the papers of invented people: cards, portraits, letters, scans. Every one of them says
 * that it is an example ("CONTOH"). Bytes live in the arena; drawing aborts when cairo cannot.
 */
#ifndef PROG_DEMO_DRAW_H
#define PROG_DEMO_DRAW_H

#include "base/str.h"

struct demo_person {
	const char *name, *place, *birth; /* "1990-08-05" */
	char sex;                         /* 'L' or 'P' */
	const char *grade, *position;
	const char *region; /* first four digits of the NIK */
	int serial;         /* makes NIP, NIK and looks; another one for everybody */
};

/* Digits that fit the birth date and the sex. */
str demo_nip(struct arena *a, const struct demo_person *p);
str demo_nik(struct arena *a, const struct demo_person *p);
/* "siti.rahmawati@kemenkeu.go.id" */
str demo_email(struct arena *a, const struct demo_person *p);

/* PNG: an e-KTP on a table; a portrait of 4x6. */
str demo_draw_card(struct arena *a, const struct demo_person *p);
str demo_draw_portrait(struct arena *a, const struct demo_person *p);
/* PDF of A4 pages: lines of text on the first one, "halaman n" on the others. */
str demo_draw_paper(struct arena *a, const str *lines, size_t n, int pages);
/* PDF: printed pages (JPEG) as they come from a scanner, signed in ink. */
struct demo_sheet {
	str jpeg;
	int width, height;
};
str demo_draw_scan(struct arena *a, const struct demo_sheet *sheets, size_t n);

#endif
