#define _GNU_SOURCE
#include "CWorkerChannel.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int moderation_channel_send(int channel, const void *bytes, size_t count, int descriptor, bool waits) {
  struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr alignment;
  } control;
  if (descriptor >= 0) {
    memset(&control, 0, sizeof control);
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  }
  ssize_t sent;
  do {
    sent = sendmsg(channel, &message, MSG_NOSIGNAL | (waits ? 0 : MSG_DONTWAIT));
  } while (sent < 0 && errno == EINTR);
  return sent < 0 ? errno : 0;
}

ssize_t moderation_channel_receive(int channel, void *bytes, size_t capacity, int *descriptor) {
  struct iovec part = {.iov_base = bytes, .iov_len = capacity};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr alignment;
  } control;
  if (descriptor) {
    *descriptor = -1;
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
  }
  ssize_t count;
  do {
    count = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return -errno;
  struct cmsghdr *header = descriptor ? CMSG_FIRSTHDR(&message) : NULL;
  if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
      header->cmsg_len == CMSG_LEN(sizeof(int)))
    memcpy(descriptor, CMSG_DATA(header), sizeof *descriptor);
  if (message.msg_flags & MSG_TRUNC) {
    if (descriptor && *descriptor >= 0) close(*descriptor);
    return -EMSGSIZE;
  }
  return count;
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

moderation_wait moderation_worker_wait(int channel, int process, int64_t nanoseconds) {
  // poll ignores a negative descriptor.
  struct pollfd both[2] = {{.fd = channel, .events = POLLIN}, {.fd = process, .events = POLLIN}};
  int64_t left = nanoseconds > 0 ? nanoseconds : 0;
  const int64_t start = now();
  for (;;) {
    struct timespec patience = {.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
    int ready = ppoll(both, 2, &patience, NULL);
    if (ready > 0) return both[0].revents ? MODERATION_WAIT_MESSAGE : MODERATION_WAIT_ENDED;
    if (ready == 0 || errno != EINTR) return MODERATION_WAIT_TIMEOUT;
    int64_t passed = now() - start;
    left = nanoseconds > passed ? nanoseconds - passed : 0;
  }
}
