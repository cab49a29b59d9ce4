/*
 * Loaded into a server by LD_PRELOAD: writes down, in the order in which they happen, every call that changes a file or a name
 * below $POWER_LOSS_ROOT, every sync, and every answer 200 that goes out on a socket, into $POWER_LOSS_RECORD.
 *
 * One lock is held over a call and its line, so the order of the record is the order of the system. A sync is the exception: it
 * takes long, and others must be able to go on meanwhile as they would without us. It has a line for its beginning and one for
 * its end: it covers what stands before the first, and is done at the second.
 *
 * A line, little-endian: length of what follows (u32), kind (u8), process (i32), descriptor (i32), number (i64), length of the
 * path (u32), path, data. Kinds and numbers: recording.ts.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPEN = 1, WRITE, TRUNCATE, SYNC_BEGIN, SYNC_END, MAKE_DIRECTORY, RENAME, UNLINK, ANSWER, UNKNOWN };
enum { IS_CREATED = 1, IS_EMPTIED = 2, IS_DIRECTORY = 4 };

#define DESCRIPTORS 65536
#define REAL(name) ((__typeof__(&name))real(#name))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/* The file that is open under a number and recorded; 0 for none. */
static ino_t tracked_inode[DESCRIPTORS];
static int record_fd = -1;
static const char *root;
static size_t root_length;
/* Once this file is there, the process dies when it next begins a sync: with as much unsynced as can be, and between two calls,
 * so that the record is whole. */
static const char *die_file;
static int64_t syncs = 0;

static void *real(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (found == NULL) abort();
  return found;
}

__attribute__((constructor)) static void begin(void) {
  const char *record = getenv("POWER_LOSS_RECORD");
  root = getenv("POWER_LOSS_ROOT");
  die_file = getenv("POWER_LOSS_DIE");
  if (record == NULL || root == NULL) return;
  root_length = strlen(root);
  int fd = REAL(open)(record, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) abort();
  /* Out of the way of the numbers that the server gets. */
  record_fd = fcntl(fd, F_DUPFD_CLOEXEC, 800);
  if (record_fd < 0) abort();
  REAL(close)(fd);
}

static void put(char **at, const void *bytes, size_t length) {
  if (length > 0) memcpy(*at, bytes, length);
  *at += length;
}

static void emit(uint8_t kind, int32_t fd, int64_t number, const char *path, const struct iovec *parts, int count, size_t limit) {
  uint32_t path_length = path == NULL ? 0 : strlen(path);
  size_t data_length = 0;
  for (int i = 0; i < count; i++) data_length += parts[i].iov_len;
  if (data_length > limit) data_length = limit;
  uint32_t length = 1 + 4 + 4 + 8 + 4 + path_length + data_length;
  int32_t process = getpid();
  char *line = malloc(length + 4), *at = line;
  if (line == NULL) abort();
  put(&at, &length, 4);
  put(&at, &kind, 1);
  put(&at, &process, 4);
  put(&at, &fd, 4);
  put(&at, &number, 8);
  put(&at, &path_length, 4);
  put(&at, path, path_length);
  size_t left = data_length;
  for (int i = 0; i < count && left > 0; i++) {
    size_t some = parts[i].iov_len < left ? parts[i].iov_len : left;
    put(&at, parts[i].iov_base, some);
    left -= some;
  }
  if (REAL(write)(record_fd, line, length + 4) != (ssize_t)(length + 4)) abort();
  free(line);
  if (kind == SYNC_BEGIN && die_file != NULL && REAL(access)(die_file, F_OK) == 0) raise(SIGKILL);
}

static void emit_name(uint8_t kind, int fd, int64_t number, const char *path) { emit(kind, fd, number, path, NULL, 0, 0); }

static int is_recording(void) { return record_fd >= 0; }

/* Node closes files past libc, so a number may stand for something else by now: a socket, most often. */
static int is_tracked_fd(int fd) {
  struct stat found;
  if (!is_recording() || fd < 0 || fd >= DESCRIPTORS || tracked_inode[fd] == 0) return 0;
  return fstat(fd, &found) == 0 && found.st_ino == tracked_inode[fd] && (S_ISREG(found.st_mode) || S_ISDIR(found.st_mode));
}

/* The path from the file system's root, if it lies below ours and is to outlast the process; else NULL. */
static const char *tracked_path(int directory, const char *path, char *into) {
  if (!is_recording() || path == NULL) return NULL;
  if (path[0] != '/') {
    if (directory != AT_FDCWD || getcwd(into, PATH_MAX) == NULL) return NULL;
    if (strlen(into) + strlen(path) + 2 > PATH_MAX) return NULL;
    strcat(into, "/");
    strcat(into, path);
    path = into;
  }
  if (strncmp(path, root, root_length) != 0 || (path[root_length] != '/' && path[root_length] != 0)) return NULL;
  /* SQLite's index of the write-ahead log is shared memory: it is made anew by whoever opens the store first. */
  size_t length = strlen(path);
  if (length > 4 && strcmp(path + length - 4, "-shm") == 0) return NULL;
  return path;
}

/* What is not modelled must not pass in silence. */
static void unknown(const char *call) {
  pthread_mutex_lock(&lock);
  emit_name(UNKNOWN, -1, 0, call);
  pthread_mutex_unlock(&lock);
}

/* ---- opening ---- */

static int opened(int directory, const char *path, int flags, mode_t mode) {
  char absolute[PATH_MAX];
  const char *tracked = tracked_path(directory, path, absolute);
  if (tracked == NULL) return REAL(openat)(directory, path, flags, mode);

  pthread_mutex_lock(&lock);
  int was_there = REAL(access)(tracked, F_OK) == 0;
  int fd = REAL(openat)(directory, path, flags, mode);
  int failure = errno;
  struct stat found;
  if (fd >= DESCRIPTORS) abort();
  if (fd >= 0 && fstat(fd, &found) == 0 && (S_ISREG(found.st_mode) || S_ISDIR(found.st_mode))) {
    tracked_inode[fd] = found.st_ino;
    emit_name(OPEN, fd,
              (was_there ? 0 : IS_CREATED) | (flags & O_TRUNC ? IS_EMPTIED : 0) | (S_ISDIR(found.st_mode) ? IS_DIRECTORY : 0),
              tracked);
  }
  pthread_mutex_unlock(&lock);
  errno = failure;
  return fd;
}

#define MODE_OF(flags, mode)                          \
  mode_t mode = 0;                                    \
  if ((flags) & O_CREAT) {                            \
    va_list more;                                     \
    va_start(more, flags);                            \
    mode = va_arg(more, mode_t);                      \
    va_end(more);                                     \
  }

int open(const char *path, int flags, ...) { MODE_OF(flags, mode) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_OF(flags, mode) return opened(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE_OF(flags, mode) return opened(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE_OF(flags, mode) return opened(at, path, flags, mode); }
int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

/* ---- bytes ---- */

/* Where a write without an offset goes. */
static int64_t place_of(int fd) {
  struct stat found;
  int flags = fcntl(fd, F_GETFL);
  if (flags >= 0 && (flags & O_APPEND) && fstat(fd, &found) == 0) return found.st_size;
  return lseek(fd, 0, SEEK_CUR);
}

#define RECORDED_WRITE(fd, offset, call, parts, count)                                     \
  pthread_mutex_lock(&lock);                                                               \
  int64_t place = (offset);                                                                \
  ssize_t written = (call);                                                                \
  int failure = errno;                                                                     \
  if (written > 0) emit(WRITE, fd, place, NULL, parts, count, written);                    \
  pthread_mutex_unlock(&lock);                                                             \
  errno = failure;                                                                         \
  return written;

static int is_answer(const void *bytes, size_t length) {
  static const char start[] = "HTTP/1.1 200";
  return is_recording() && length >= sizeof start - 1 && memcmp(bytes, start, sizeof start - 1) == 0;
}

ssize_t write(int fd, const void *bytes, size_t length) {
  struct iovec part = {(void *)bytes, length};
  if (is_tracked_fd(fd)) { RECORDED_WRITE(fd, place_of(fd), REAL(write)(fd, bytes, length), &part, 1) }
  if (!is_answer(bytes, length)) return REAL(write)(fd, bytes, length);
  pthread_mutex_lock(&lock);
  emit(ANSWER, fd, 0, NULL, &part, 1, 4096);
  ssize_t written = REAL(write)(fd, bytes, length);
  int failure = errno;
  pthread_mutex_unlock(&lock);
  errno = failure;
  return written;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (is_tracked_fd(fd)) { RECORDED_WRITE(fd, place_of(fd), REAL(writev)(fd, parts, count), parts, count) }
  if (count < 1 || !is_answer(parts[0].iov_base, parts[0].iov_len)) return REAL(writev)(fd, parts, count);
  pthread_mutex_lock(&lock);
  emit(ANSWER, fd, 0, NULL, parts, count, 4096);
  ssize_t written = REAL(writev)(fd, parts, count);
  int failure = errno;
  pthread_mutex_unlock(&lock);
  errno = failure;
  return written;
}

static ssize_t written_at(int fd, const void *bytes, size_t length, off_t offset) {
  struct iovec part = {(void *)bytes, length};
  if (!is_tracked_fd(fd)) return REAL(pwrite)(fd, bytes, length, offset);
  RECORDED_WRITE(fd, offset, REAL(pwrite)(fd, bytes, length, offset), &part, 1)
}
static ssize_t parts_written_at(int fd, const struct iovec *parts, int count, off_t offset) {
  if (!is_tracked_fd(fd)) return REAL(pwritev)(fd, parts, count, offset);
  RECORDED_WRITE(fd, offset, REAL(pwritev)(fd, parts, count, offset), parts, count)
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return written_at(fd, bytes, length, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) { return written_at(fd, bytes, length, offset); }
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) { return parts_written_at(fd, parts, count, offset); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) { return parts_written_at(fd, parts, count, at); }

static int truncated(int fd, off_t size) {
  if (!is_tracked_fd(fd)) return REAL(ftruncate)(fd, size);
  pthread_mutex_lock(&lock);
  int result = REAL(ftruncate)(fd, size);
  int failure = errno;
  if (result == 0) emit_name(TRUNCATE, fd, size, NULL);
  pthread_mutex_unlock(&lock);
  errno = failure;
  return result;
}
int ftruncate(int fd, off_t size) { return truncated(fd, size); }
int ftruncate64(int fd, off64_t size) { return truncated(fd, size); }

/* ---- syncs ---- */

static int synced(int fd, int (*sync_it)(int)) {
  if (!is_tracked_fd(fd)) return sync_it(fd);
  pthread_mutex_lock(&lock);
  int64_t number = ++syncs;
  emit_name(SYNC_BEGIN, fd, number, NULL);
  pthread_mutex_unlock(&lock);
  int result = sync_it(fd);
  int failure = errno;
  pthread_mutex_lock(&lock);
  if (result == 0) emit_name(SYNC_END, fd, number, NULL);
  pthread_mutex_unlock(&lock);
  errno = failure;
  return result;
}
int fsync(int fd) { return synced(fd, REAL(fsync)); }
int fdatasync(int fd) { return synced(fd, REAL(fdatasync)); }

/* ---- names ---- */

static int name_changed(uint8_t kind, const char *tracked, const char *to, int result) {
  int failure = errno;
  struct iovec part = {(void *)to, to == NULL ? 0 : strlen(to)};
  if (result == 0) emit(kind, -1, 0, tracked, &part, 1, PATH_MAX);
  pthread_mutex_unlock(&lock);
  errno = failure;
  return result;
}

int unlinkat(int at, const char *path, int flags) {
  char absolute[PATH_MAX];
  const char *tracked = tracked_path(at, path, absolute);
  if (tracked == NULL) return REAL(unlinkat)(at, path, flags);
  if (flags & AT_REMOVEDIR) unknown("the removal of a directory");
  pthread_mutex_lock(&lock);
  return name_changed(UNLINK, tracked, NULL, REAL(unlinkat)(at, path, flags));
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdirat(int at, const char *path, mode_t mode) {
  char absolute[PATH_MAX];
  const char *tracked = tracked_path(at, path, absolute);
  if (tracked == NULL) return REAL(mkdirat)(at, path, mode);
  pthread_mutex_lock(&lock);
  return name_changed(MAKE_DIRECTORY, tracked, NULL, REAL(mkdirat)(at, path, mode));
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

int renameat(int from_at, const char *from, int to_at, const char *to) {
  char absolute_from[PATH_MAX], absolute_to[PATH_MAX];
  const char *tracked_from = tracked_path(from_at, from, absolute_from), *tracked_to = tracked_path(to_at, to, absolute_to);
  if (tracked_from == NULL && tracked_to == NULL) return REAL(renameat)(from_at, from, to_at, to);
  if (tracked_from == NULL || tracked_to == NULL) unknown("a rename over the border of the data directory");
  pthread_mutex_lock(&lock);
  return name_changed(RENAME, tracked_from, tracked_to, REAL(renameat)(from_at, from, to_at, to));
}
int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

/* ---- what would change a file unseen ---- */

int fallocate(int fd, int mode, off_t offset, off_t length) {
  if (is_tracked_fd(fd)) unknown("fallocate");
  return REAL(fallocate)(fd, mode, offset, length);
}
int posix_fallocate(int fd, off_t offset, off_t length) {
  if (is_tracked_fd(fd)) unknown("posix_fallocate");
  return REAL(posix_fallocate)(fd, offset, length);
}
int truncate(const char *path, off_t size) {
  char absolute[PATH_MAX];
  if (tracked_path(AT_FDCWD, path, absolute) != NULL) unknown("truncate");
  return REAL(truncate)(path, size);
}
int link(const char *from, const char *to) {
  char absolute[PATH_MAX];
  if (tracked_path(AT_FDCWD, to, absolute) != NULL) unknown("link");
  return REAL(link)(from, to);
}
ssize_t copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t length, unsigned int flags) {
  if (is_tracked_fd(out)) unknown("copy_file_range");
  return REAL(copy_file_range)(in, in_at, out, out_at, length, flags);
}
