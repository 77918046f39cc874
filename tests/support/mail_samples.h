/*
 * mail_samples.h - one mail of every kind, filled as the portal fills it; a kind that reads differently
 * for different people stands here once for each.
 */
#ifndef SUPPORT_MAIL_SAMPLES_H
#define SUPPORT_MAIL_SAMPLES_H

#include "mail/mail_views.h"

#define MAIL_SAMPLE_ORIGIN "https://paraf.kemenkeu.go.id"
#define MAIL_SAMPLES       80
#define MAIL_SAMPLE_VALUES 16

struct mail_sample {
	const char *kind;
	struct mail_text mail;
	const char *values
	    [MAIL_SAMPLE_VALUES]; /* each was handed in and has to be read somewhere */
	size_t n_values;
};

struct mail_samples {
	struct arena *a;
	struct mail_sample at[MAIL_SAMPLES];
	size_t n;
};

/* Texts in `a`. */
void mail_samples(struct arena *a, struct mail_samples *out);

#endif
