// What a host and its decode worker need of Linux and Swift cannot reach: control messages, sealed memory, a process
// started with exactly the descriptors it shall have.
//
// Errors: functions that return int give 0 or a positive errno value, unless they say otherwise.
// Descriptors: every descriptor made here is close-on-exec and belongs to the caller.
// Threads: every function may be called from any thread.
#ifndef MODERATION_CWORKERCHANNEL_H
#define MODERATION_CWORKERCHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// The descriptor under which a worker finds its end of the channel.
#define MODERATION_WORKER_CHANNEL 3

/// A started worker as its host holds it.
typedef struct {
  pid_t identifier;
  int process;  // a pidfd: names this process for ever, whoever reaps it and whatever gets its number later
  int channel;  // the host's end of a SOCK_SEQPACKET pair
  int errors;   // the reading end of the worker's standard error; never blocks on either side
  int memory;   // what the kernel says of its memory; -1 where there is no /proc
} moderation_worker;

/// How a process ended.
typedef enum {
  MODERATION_ENDED_UNKNOWN,  // somebody else has reaped it, or the host ignores SIGCHLD
  MODERATION_ENDED_EXIT,     // value is the exit status
  MODERATION_ENDED_SIGNAL,   // value is the signal
} moderation_ending_kind;

typedef struct {
  moderation_ending_kind kind;
  int value;
  int64_t processor_milliseconds;  // of its whole life, as the kernel counted; 0 for an unknown end
} moderation_ending;

/// Starts `path` in a session of its own, so that a terminal's signals do not reach it: standard input and output
/// are /dev/null, standard error is a pipe, descriptor 3 is the channel, every higher one is closed, no signal is
/// blocked or ignored, and the environment is exactly `environment`.
///
/// One thread starts the workers of all callers and lives as long as the process: the kernel ends a worker that asked
/// for it (PR_SET_PDEATHSIG) when the *thread* that started it ends, and a caller's may end at any time.
int moderation_worker_start(const char *path, char *_Nullable const *_Nonnull arguments,
                            char *_Nullable const *_Nonnull environment, moderation_worker *worker);

/// Ends a process at once. Harmless when it has ended already.
void moderation_process_kill(int process);

/// Sends any signal to a process. For tests.
int moderation_process_signal(int process, int signal);

/// The processor time that a process has used so far; -1 when it is gone.
int64_t moderation_process_processor_milliseconds(pid_t identifier);

/// The memory that a process holds and that is no file's: what it wrote to, whatever it may do with it now. 0 when
/// unknown.
/// - memory: of its moderation_worker.
int64_t moderation_process_memory_bytes(int memory);

/// Whether a started process runs a program other than this one's. Until it does it shares this process's memory
/// (posix_spawn), and what the kernel says of its memory is said of this process: the kernel lets the starting thread
/// go on a moment before it gives the new program a memory of its own.
bool moderation_process_has_memory_of_its_own(pid_t identifier);

/// Waits until the process has ended and takes its status, so that no zombie stays.
moderation_ending moderation_process_reap(int process);

/// Sends one message, never raising SIGPIPE. Waits for room only when `waits` is true.
/// - descriptor: travels along as a copy; -1 for none.
int moderation_channel_send(int channel, const void *bytes, size_t count, int descriptor, bool waits);

/// Waits for one message and takes it. Returns its length, 0 when the other side has closed, or a negative errno value:
/// -EMSGSIZE when the message is longer than `capacity`.
/// - descriptor: receives the descriptor that came along, or -1. NULL refuses any: the kernel drops it.
ssize_t moderation_channel_receive(int channel, void *bytes, size_t capacity, int *_Nullable descriptor);

/// What a wait ended with.
typedef enum {
  MODERATION_WAIT_MESSAGE,  // a message is there, or the other side has closed its end
  MODERATION_WAIT_ENDED,    // no message is there and the process has ended
  MODERATION_WAIT_TIMEOUT,
} moderation_wait;

/// Waits for a message or for the end of the process. `channel` -1 waits for the end alone.
moderation_wait moderation_worker_wait(int channel, int process, int64_t nanoseconds);

/// Reads what is there without waiting. Returns the count, 0 at the end or when nothing is there.
size_t moderation_errors_read(int errors, void *bytes, size_t capacity);

/// Makes anonymous memory that holds `bytes` and can never change again. Returns a descriptor or a negative errno.
int moderation_memory_holding(const void *_Nullable bytes, size_t count);

/// Makes anonymous memory of zeros that can neither grow nor shrink. Returns a descriptor or a negative errno.
int moderation_memory_of_size(size_t count);

/// Writes all bytes from the start of the memory on.
int moderation_memory_fill(int memory, const void *_Nullable bytes, size_t count);

/// Forbids every further change. EBUSY while somebody holds a writable mapping.
int moderation_memory_freeze(int memory);

/// Maps memory to be read. NULL on failure, with errno set.
const void *_Nullable moderation_memory_map(int memory, size_t count);

void moderation_memory_unmap(const void *start, size_t count);

/// Has the allocator make two heaps at most, and give back what is freed: pieces of 1 MiB and more come from the system
/// and go back to it, and heaps end where more than 8 MiB are free at their end.
void moderation_heap_keep_little(void);

/// Bounds the current piece of work: the process ends by SIGXCPU when it has used more than `processor_seconds` more
/// of processor time, or by SIGALRM after `wall_milliseconds`. A worker whose host is gone must not go on for ever.
void moderation_work_begin(int64_t processor_seconds, int64_t wall_milliseconds);

/// Lifts the bounds of moderation_work_begin.
void moderation_work_end(void);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
