// A clock that jumps, for the drill of that name: loaded before the C library (LD_PRELOAD), it adds
// as many seconds to the time of day as the file CLOCK_FILE says, 8 bytes,
// lowest first, which may change at any time. The time that only goes on, from which System.nanoTime comes, stays.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static const volatile long *ahead;
static int (*system_clock)(clockid_t, struct timespec *);

__attribute__((constructor)) static void begin(void) {
  system_clock = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  const char *path = getenv("CLOCK_FILE");
  int file = path ? open(path, O_RDONLY) : -1;
  if (file < 0) return;
  void *seconds = mmap(NULL, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
  if (seconds != MAP_FAILED) ahead = seconds;
  close(file);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  int result = system_clock(clock, now);
  if (result == 0 && ahead && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    now->tv_sec += *ahead;
  }
  return result;
}
