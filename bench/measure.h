/*
 * measure.h - clocks, medians and the raw limits that every figure is compared with.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stddef.h>
#include <stdint.h>

int64_t now_us(void);
/* User and system time of this process so far. */
int64_t process_cpu_us(void);
/* Bytes this process has handed to write() and its like so far. */
int64_t process_written(void);
/* Print what failed with errno and exit. */
void give_up(const char *what);
/* The one in the middle; sorts `v`. */
double median(double *v, size_t n);

/* Overwrite 4 KiB of a preallocated file and fdatasync, for `ms`; how many a second. */
double raw_fdatasync(const char *dir, int ms);
/* Argon2id with the settings of our passwords on `threads` threads, for `ms`; how many a second. */
double raw_argon2(int threads, int ms);

#endif
