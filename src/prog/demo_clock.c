/* demo_clock.c - the hour of a story that is told before the demonstration opens. */
#include <sys/mman.h>
#include <unistd.h>

#include "prog/demo.h"

#define WEEKS_S (INT64_C(50) * 86400)

static int64_t
story_now(void *arg)
{
	return *(volatile int64_t *)arg;
}

enum rc
demo_clock_new(int64_t at_s, struct demo_clock *out, struct err *e)
{
	int fd = memfd_create("paraf-story", MFD_CLOEXEC);
	void *shared = MAP_FAILED;

	if (fd >= 0 && ftruncate(fd, sizeof(*out->at_s)) == 0)
		shared = mmap(
		    NULL, sizeof(*out->at_s), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fd >= 0)
		close(fd);
	if (shared == MAP_FAILED)
		return err_set(
		    e, RC_UNAVAILABLE, N_("Ada gangguan di sistem kami."), "mmap");
	out->at_s = shared;
	*out->at_s = at_s;
	out->clock = (struct clock){ story_now, shared };
	return RC_OK;
}

int64_t
demo_clock_begin(int64_t now_s)
{
	struct date day = time_civil(now_s - WEEKS_S, ZONE_WIB).date;

	return time_from_civil(day, 8, 0, ZONE_WIB);
}

void
demo_clock_to(struct demo_clock *c, int64_t at_s)
{
	if (at_s > *c->at_s)
		*c->at_s = at_s;
}
