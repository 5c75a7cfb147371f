/* Faults of a machine, for tests: preloaded into the intake, which is asked by a signal to meet them.
   SIGUSR1: the clock is three days behind from now on. SIGUSR2: nothing reaches the disk any more. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t behind, broken;

static void on(int number) {
    if (number == SIGUSR1) behind = 1;
    else broken = 1;
}

__attribute__((constructor)) static void prepare(void) {
    struct sigaction action = { .sa_handler = on, .sa_flags = SA_RESTART };
    sigaction(SIGUSR1, &action, 0);
    sigaction(SIGUSR2, &action, 0);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    int result = syscall(SYS_clock_gettime, clock, time);
    if (behind && clock == CLOCK_REALTIME) time->tv_sec -= 3 * 86400;
    return result;
}

int fsync(int file) {
    if (broken) { errno = EIO; return -1; }
    return syscall(SYS_fsync, file);
}

int fdatasync(int file) {
    if (broken) { errno = EIO; return -1; }
    return syscall(SYS_fdatasync, file);
}
