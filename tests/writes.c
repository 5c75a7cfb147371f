/* Everything that a program writes to files, for tests: preloaded, it copies each write to the file that WATCHED names. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static int copy = -1;

__attribute__((constructor)) static void prepare(void) {
    const char *path = getenv("WATCHED");
    if (path) copy = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void watch(int file, const void *bytes, size_t length) {
    struct stat about;
    if (copy >= 0 && fstat(file, &about) == 0 && S_ISREG(about.st_mode)) syscall(SYS_write, copy, bytes, length);
}

ssize_t write(int file, const void *bytes, size_t length) {
    watch(file, bytes, length);
    return syscall(SYS_write, file, bytes, length);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t at) {
    watch(file, bytes, length);
    return syscall(SYS_pwrite64, file, bytes, length, at);
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t at) { return pwrite64(file, bytes, length, at); }

ssize_t writev(int file, const struct iovec *parts, int count) {
    for (int part = 0; part < count; part++) watch(file, parts[part].iov_base, parts[part].iov_len);
    return syscall(SYS_writev, file, parts, count);
}
