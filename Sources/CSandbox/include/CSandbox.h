// The bounds that a decode worker puts around itself before it looks at the first hostile byte.
//
// Order matters, and the worker's main function shows it: limits, then files while there is one thread only (Landlock
// binds the calling thread and those that it starts), then everything that starts threads, then system calls for all
// threads at once.
//
// Errors: 0 or a positive errno value.
#ifndef MODERATION_CSANDBOX_H
#define MODERATION_CSANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// Sets limits that the process can never raise again, gives up new privileges, hides the process from debuggers and
/// lets the kernel end it first when the machine runs out of memory.
/// - data_bytes: private writable memory (RLIMIT_DATA), which is what pictures are decoded into.
/// - address_bytes: all addresses (RLIMIT_AS); libraries and reserved heaps count here without costing memory.
int moderation_sandbox_limit(uint64_t data_bytes, uint64_t address_bytes);

/// How many threads this process has; 0 when that cannot be read.
int moderation_sandbox_thread_count(void);

/// Closes the file system for this thread and all that it will start, but for reading below `readable`, and where the
/// kernel can also TCP and signals to other processes. Paths that are not there are left out.
/// - abi: receives the kernel's Landlock version, 0 when it has none; the file system is open then.
int moderation_sandbox_files(const char *_Nonnull const *_Nonnull readable, size_t count, int *abi);

/// Leaves all threads the system calls that decoding takes and no others: an unlisted one fails with ENOSYS.
/// - may_open: whether files may be opened to be read. Only where moderation_sandbox_files holds.
/// - may_load_code: whether memory may become executable, as it does when a library is loaded or code is generated.
/// - is_supported: receives false when the kernel has no seccomp filters; nothing is bound then.
int moderation_sandbox_system_calls(bool may_open, bool may_load_code, bool *is_supported);

/// The file of this process's library, or program, that has a global symbol; NULL for none. Lives as long as the process.
const char *_Nullable moderation_sandbox_library_with(const char *symbol);

/// How many attempts to break out there are, for the sandbox's test.
extern const size_t moderation_probe_count;

/// The name of an attempt.
const char *moderation_probe_name(size_t index);

/// Makes an attempt. Returns 0 when it succeeds, else the errno value it failed with. Changes nothing that lasts.
int moderation_probe_try(size_t index);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
