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
#include <sys/types.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// Sets limits that the process can never raise again, gives up new privileges, hides the process from debuggers and
/// lets the kernel end it first when the machine runs out of memory.
/// - data_bytes: private writable memory (RLIMIT_DATA), which is what pictures are decoded into.
/// - address_bytes: all addresses (RLIMIT_AS); libraries and reserved heaps count here without costing memory.
/// - processor_seconds: processor time of the whole life (RLIMIT_CPU): then the kernel ends the process by SIGKILL.
int moderation_sandbox_limit(uint64_t data_bytes, uint64_t address_bytes, uint64_t processor_seconds);

/// Has the kernel end this process by SIGKILL when the thread that started it ends. To be called again after everything
/// that changes the process's user or rights: the kernel forgets it then.
/// - host: the process that must be the parent still. ESRCH when it has ended by now.
int moderation_sandbox_end_with(pid_t host);

/// Takes all capabilities from this process, and the user that it was started by where that can be: started with the
/// right to change users it becomes one that nobody else is, without groups; else it gets a user namespace of its own,
/// where the system lets it. Only while there is one thread.
/// - reads_any_file: whether CAP_DAC_READ_SEARCH is kept where the process has it.
int moderation_sandbox_own_user(bool reads_any_file);

/// Bounds how many threads this process can have. Only while there is one.
/// - is_bound: receives whether the kernel keeps this process, and no other with it, to the bound.
int moderation_sandbox_threads(uint64_t maximum, bool *is_bound);

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

/// The file of this process's library, or program, that has a global symbol; NULL for none. Lives as long as the
/// process.
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
