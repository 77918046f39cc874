/*
 * bench_start.c - milliseconds from exec to the first complete answer, and memory a moment later.
 *
 *   bench-start http PORT PATH PROGRAM [ARGUMENT...]   until GET PATH on 127.0.0.1:PORT is answered
 *   bench-start line WORD PROGRAM [ARGUMENT...]        until a line with WORD stands on its stderr
 *
 * Prints "MS RSS_KIB PSS_KIB" and ends the program.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure.h"

#define GIVE_UP_US (10 * 1000000)
#define SETTLE_US  200000

static pid_t running;

/* However this ends. */
static void
stop(void)
{
	int status;

	kill(running, SIGTERM);
	waitpid(running, &status, 0);
}

static pid_t
begin(char **argv, int *out_stderr)
{
	int fd[2];
	pid_t pid;

	if (pipe(fd) != 0)
		give_up("pipe");
	pid = fork();
	if (pid < 0)
		give_up("fork");
	if (pid == 0) {
		if (dup2(fd[1], STDERR_FILENO) < 0 || dup2(fd[1], STDOUT_FILENO) < 0)
			_exit(126);
		close(fd[0]);
		close(fd[1]);
		execv(argv[0], argv);
		_exit(127);
	}
	close(fd[1]);
	*out_stderr = fd[0];
	return pid;
}

/* One request on a new connection; 0 when nobody listens yet. */
static int
answered(int port, const char *path)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	char text[8192];
	ssize_t n, all = 0;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		give_up("socket");
	n = snprintf(text, sizeof(text),
	    "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", path);
	if (connect(fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    send(fd, text, (size_t)n, MSG_NOSIGNAL) != n) {
		close(fd);
		return 0;
	}
	while ((n = recv(fd, text, sizeof(text), 0)) > 0)
		all += n;
	close(fd);
	return all > 0 && n == 0;
}

static void
wait_http(int port, const char *path, int64_t until)
{
	while (!answered(port, path)) {
		if (now_us() > until)
			give_up("no answer");
		usleep(200);
	}
}

static void
wait_line(int fd, const char *word)
{
	char text[65536];
	size_t n = 0;
	ssize_t k;

	text[0] = '\0';
	while (strstr(text, word) == NULL) {
		k = read(fd, text + n, sizeof(text) - 1 - n);
		if (k <= 0)
			give_up("the program ended");
		n += (size_t)k;
		text[n] = '\0';
	}
}

static long
memory_kib(pid_t pid, const char *field)
{
	char path[64], line[256];
	long kib = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	f = fopen(path, "r");
	if (f == NULL)
		give_up(path);
	while (fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, field, strlen(field)) == 0)
			kib = strtol(line + strlen(field), NULL, 10);
	fclose(f);
	return kib;
}

int
main(int argc, char **argv)
{
	int http = argc > 4 && strcmp(argv[1], "http") == 0, fd;
	int64_t at = now_us(), took;

	if (!http && (argc < 4 || strcmp(argv[1], "line") != 0))
		return 2;
	running = begin(argv + (http ? 4 : 3), &fd);
	if (atexit(stop) != 0)
		give_up("atexit");
	if (http)
		wait_http(atoi(argv[2]), argv[3], at + GIVE_UP_US);
	else
		wait_line(fd, argv[2]);
	took = now_us() - at;
	usleep(SETTLE_US);
	printf("%.1f %ld %ld\n", (double)took / 1000, memory_kib(running, "Rss:"),
	    memory_kib(running, "Pss:"));
	return 0;
}
