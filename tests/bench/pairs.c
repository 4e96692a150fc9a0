/*
 * Two commands in turns, and how long the first takes against the second: medians of the pairs, so that what
 * else the machine does falls on both.
 *
 * usage: pairs RUNS COMMAND... -- OTHER...
 * prints, separated by tabs: ratio of wall times, least, greatest; ratio of processor times; median wall and
 * processor seconds of the first; its peak memory in MB. With no OTHER the ratios are 0.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUNS_MAX 99

struct run {
	double wall, cpu;
	long kb;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void child(char **argv)
{
	int null = open("/dev/null", O_WRONLY);

	dup2(null, 1);
	dup2(null, 2);
	execvp(argv[0], argv);
	_exit(127);
}

static struct run run(char **argv)
{
	double began = now();
	struct rusage u;
	struct run r;
	pid_t pid = fork();
	int status;

	if (pid == 0)
		child(argv);
	if (pid < 0 || wait4(pid, &status, 0, &u) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) > 125) {
		fprintf(stderr, "pairs: %s cannot be run\n", argv[0]);
		exit(1);
	}
	r.wall = now() - began;
	r.cpu = seconds(u.ru_utime) + seconds(u.ru_stime);
	r.kb = u.ru_maxrss;
	return r;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *v, int n)
{
	qsort(v, (size_t)n, sizeof(*v), by_value);
	return v[n / 2];
}

int main(int argc, char **argv)
{
	double ratio[RUNS_MAX], cpu_ratio[RUNS_MAX], wall[RUNS_MAX], cpu[RUNS_MAX];
	int runs = argc > 2 ? atoi(argv[1]) : 0, i, split = 2;
	struct run a, b = {0, 0, 0};
	long kb = 0;

	while (split < argc && strcmp(argv[split], "--") != 0)
		split++;
	if (runs < 1 || runs > RUNS_MAX || split == 2)
		return 2;
	argv[split] = NULL;
	for (i = 0; i < runs; i++) {
		a = run(argv + 2);
		if (split + 1 < argc)
			b = run(argv + split + 1);
		ratio[i] = b.wall > 0 ? a.wall / b.wall : 0;
		cpu_ratio[i] = b.cpu > 0 ? a.cpu / b.cpu : 0;
		wall[i] = a.wall;
		cpu[i] = a.cpu;
		kb = a.kb > kb ? a.kb : kb;
	}
	median(ratio, runs);
	printf("%.2f\t%.2f\t%.2f\t%.2f\t%.2f\t%.2f\t%ld\n", ratio[runs / 2], ratio[0], ratio[runs - 1],
		median(cpu_ratio, runs), median(wall, runs), median(cpu, runs), kb / 1024);
	return 0;
}
