/* words.c - numbers in Indonesian words. */
#include "letters/letter.h"

#include "base/buf.h"

static const char *const ones[] = { "nol", "satu", "dua", "tiga", "empat", "lima", "enam",
	"tujuh", "delapan", "sembilan", "sepuluh", "sebelas" };

/* What is left below `unit` follows after a space, unless nothing is. */
static void put(struct buf *b, int64_t n);

static void
put_rest(struct buf *b, int64_t rest)
{
	if (rest == 0)
		return;
	buf_char(b, ' ');
	put(b, rest);
}

/* "seratus", "dua ratus": one of it has a form of its own. */
static void
put_unit(struct buf *b, int64_t n, int64_t unit, const char *word)
{
	if (n / unit == 1) {
		BUF_LIT(b, "se");
	} else {
		put(b, n / unit);
		buf_char(b, ' ');
	}
	buf_z(b, word);
	put_rest(b, n % unit);
}

static void
put(struct buf *b, int64_t n)
{
	if (n < 12) {
		buf_z(b, ones[n]);
	} else if (n < 20) {
		buf_z(b, ones[n - 10]);
		BUF_LIT(b, " belas");
	} else if (n < 100) {
		buf_z(b, ones[n / 10]);
		BUF_LIT(b, " puluh");
		put_rest(b, n % 10);
	} else if (n < 1000) {
		put_unit(b, n, 100, "ratus");
	} else {
		put_unit(b, n, 1000, "ribu");
	}
}

str
letter_words(struct arena *a, int64_t n)
{
	struct buf b;

	BUG_ON(n < 0 || n > 999999);
	buf_init(&b, a, 64);
	put(&b, n);
	return buf_get(&b);
}

str
letter_count(struct arena *a, int64_t n)
{
	str words = letter_words(a, n);

	return str_fmt(a, "%lld (%.*s)", (long long)n, STR_ARG(words));
}
