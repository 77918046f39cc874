/*
 * fuzz_letter.c - a template of a letter out of any bytes: the text, and after a NUL the letterhead. It is
 * refused with line and column, or drawn within the limits.
 */
#include "fuzz.h"
#include "letters/letter.h"

/* The values of every kind at once, so that the whole language is reached. */
static struct letter_data
everything(struct arena *a)
{
	struct letter_field *fields = ARENA_ARRAY(a, 500, struct letter_field);
	struct letter_rows *lists = ARENA_ARRAY(a, 8, struct letter_rows);
	struct letter_data all = *letter_sample(STR("rekomendasi-kolektif"));
	size_t kinds;
	const struct letter_template *t = letter_templates(&kinds);

	all.fields = fields;
	all.lists = lists;
	all.n_fields = all.n_lists = 0;
	for (size_t i = 0; i < kinds; i++) {
		const struct letter_data *d = letter_sample(str_from_z(t[i].name));

		BUG_ON(all.n_fields + d->n_fields > 500 || all.n_lists + d->n_lists > 8);
		for (size_t k = 0; k < d->n_fields; k++)
			fields[all.n_fields++] = d->fields[k];
		for (size_t k = 0; k < d->n_lists; k++) {
			lists[all.n_lists] = d->lists[k];
			if (lists[all.n_lists].n_rows > 3) /* enough, and quicker */
				lists[all.n_lists].n_rows = 3;
			all.n_lists++;
		}
	}
	return all;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new();
	str text = { (const char *)data, n }, body = str_cut(&text, '\0');
	struct letter_data values = everything(a);
	struct letter_template t;
	struct letter_parts parts;
	struct letter_pdf pdf;
	struct err e;

	if (letter_template_make(a, "fuzz", NULL, body, &t, &e) == RC_OK) {
		if (letter_read(&t, &values, a, &parts, &e) != RC_OK)
			BUG_ON(e.rc == RC_INTERNAL || e.msg[0] == '\0');
		t.head = text;
		if (letter_render(&t, &values, a, &pdf, &e) == RC_OK) {
			BUG_ON(pdf.pages < 1 || pdf.pages > LETTER_PAGES);
			BUG_ON(pdf.n_signs > LETTER_SIGNS);
			for (size_t i = 0; i < pdf.n_signs; i++)
				BUG_ON(pdf.signs[i].page < 1 ||
				       pdf.signs[i].page > pdf.pages ||
				       pdf.signs[i].y < 0);
		} else {
			/* whatever was typed: its fault has a place, or is a limit */
			BUG_ON(e.rc == RC_INTERNAL);
			BUG_ON(e.msg[0] == '\0');
		}
	}
	arena_free(a);
	return 0;
}
