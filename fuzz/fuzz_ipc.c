/* fuzz_ipc.c - whatever the decoder accepts, the encoder writes again byte for byte. */
#include "fuzz.h"
#include "ipc/ipc.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new();
	struct ipc_message m;
	struct buf again;
	struct err e;

	buf_init(&again, a, n + 16);
	if (ipc_decode((str){ (const char *)data, n }, &m, &e) == RC_OK) {
		BUG_ON(ipc_encode(&again, &m, &e) != RC_OK);
		BUG_ON(again.n != n + IPC_HEAD_BYTES ||
		       memcmp(again.p + IPC_HEAD_BYTES, data, n) != 0);
	}
	arena_free(a);
	return 0;
}
