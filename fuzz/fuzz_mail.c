/*
 * fuzz_mail.c - names, addresses and subjects that people chose (fields between NULs): a message is refused,
 * or its head holds our fields, each once, and nothing that came from outside began a line.
 */
#include <stdlib.h>

#include "fuzz.h"
#include "mail/mail.h"

static const char *const heads[] = { "Date: ", "From: ", "To: ", "Subject: ",
	"Message-ID: ", "In-Reply-To: ", "References: ", "MIME-Version: ",
	"Auto-Submitted: ", "X-Auto-Response-Suppress: ", "Content-Language: ",
	"Content-Type: ", "Content-Transfer-Encoding: " };

static void
check_line(str line, unsigned *seen)
{
	if (line.p[0] == ' ' || line.p[0] == '\t')
		return;
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		if (str_starts(line, str_from_z(heads[i]))) {
			if ((*seen & 1u << i) != 0)
				abort();
			*seen |= 1u << i;
			return;
		}
	abort();
}

static void
check_head(str message)
{
	unsigned seen = 0;

	while (message.n > 0) {
		str line = str_cut(&message, '\n');

		if (!str_ends(line, STR("\r")) || line.n > 998)
			abort();
		if (line.n == 1)
			return;
		check_line(line, &seen);
	}
	abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct arena *a;
	str rest = { (const char *)data, n }, out;
	struct mail_attachment at = { .type = STR("application/pdf"),
		.data = STR("%PDF") };
	struct mail_message m = { .from_addr = STR("tidak-dibalas@kemenkeu.go.id"),
		.attachments = &at,
		.n_attachments = 1,
		.date_s = 1795399200 };
	struct err e;

	if (a == NULL)
		a = arena_new();
	arena_reset(a);
	m.subject = str_cut(&rest, '\0');
	m.to_name = str_cut(&rest, '\0');
	m.to_addr = str_cut(&rest, '\0');
	m.from_name = str_cut(&rest, '\0');
	at.name = str_cut(&rest, '\0');
	m.id = str_cut(&rest, '\0');
	m.thread = str_cut(&rest, '\0');
	m.text = rest;
	if (m.id.n == 0)
		m.id = STR_NONE;
	if (m.thread.n == 0)
		m.thread = STR_NONE;
	if (mail_build(a, &m, &out, &e) == RC_OK)
		check_head(out);
	return 0;
}
