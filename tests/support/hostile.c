/* hostile.c - the rows of the hostile corpus as bytes. */
#include "support/hostile.h"

const struct hostile *
hostile_at(size_t i)
{
	if (i < hostile_images_n)
		return &hostile_images[i];
	i -= hostile_images_n;
	return i < hostile_pdfs_n ? &hostile_pdfs[i] : NULL;
}

str
hostile_make(struct arena *a, const struct hostile *h)
{
	if (h->make != NULL)
		return h->make(a);
	if (h->raw != NULL)
		return (str){ h->raw, h->raw_n };
	return make_pdf(a, h->pdf);
}
