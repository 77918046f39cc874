/* fuzz_csv.c - a table out of any bytes: cells lie inside, and lines do not go backwards. */
#include "base/csv.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new();
	struct csv table;
	struct err e;

	if (csv_parse(a, (str){ (const char *)data, n }, &table, &e) == RC_OK)
		for (size_t i = 0; i < table.n; i++) {
			BUG_ON(table.rows[i].n == 0 || table.rows[i].n > CSV_CELLS);
			BUG_ON(i > 0 && table.rows[i].line <= table.rows[i - 1].line);
			for (size_t k = 0; k < table.rows[i].n; k++)
				BUG_ON(table.rows[i].cells[k].n > n);
		}
	arena_free(a);
	return 0;
}
