/* words.c - numbers in Indonesian words. */
#include "letters/letter.h"

#include "base/buf.h"

/* After a space, unless it is the first word. */
static void
put(struct buf *b, const char *word)
{
	if (b->n > 0)
		buf_char(b, ' ');
	buf_z(b, word);
}

static void
put_below_hundred(struct buf *b, int n)
{
	static const char *const ones[] = { "nol", "satu", "dua", "tiga", "empat", "lima",
		"enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas" };

	if (n < 12) {
		put(b, ones[n]);
	} else if (n < 20) {
		put(b, ones[n - 10]);
		put(b, "belas");
	} else {
		put(b, ones[n / 10]);
		put(b, "puluh");
		if (n % 10 > 0)
			put(b, ones[n % 10]);
	}
}

/* "seratus", "dua ratus": a single one has a form of its own. */
static void
put_below_thousand(struct buf *b, int n)
{
	if (n >= 200)
		put_below_hundred(b, n / 100);
	if (n >= 100)
		put(b, n < 200 ? "seratus" : "ratus");
	if (n < 100 || n % 100 > 0)
		put_below_hundred(b, n % 100);
}

str
letter_words(struct arena *a, int64_t n)
{
	int thousands = (int)(n / 1000), rest = (int)(n % 1000);
	struct buf b;

	BUG_ON(n < 0 || n > 999999);
	buf_init(&b, a, 64);
	if (thousands > 1)
		put_below_thousand(&b, thousands);
	if (thousands > 0)
		put(&b, thousands == 1 ? "seribu" : "ribu");
	if (thousands == 0 || rest > 0)
		put_below_thousand(&b, rest);
	return buf_get(&b);
}

str
letter_count(struct arena *a, int64_t n)
{
	str words = letter_words(a, n);

	return str_fmt(a, "%lld (%.*s)", (long long)n, STR_ARG(words));
}
