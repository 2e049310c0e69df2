import Glibc

/// Why a file could not be read or written. Callers turn it into a failure of their own, which names the file.
package struct FileError: Error, Hashable, Sendable {
  /// What was tried.
  package enum Step: Hashable, Sendable {
    case open
    /// It was asked what kind of file it is, and the caller takes regular ones only.
    case kind
    /// It has more bytes than the caller takes.
    case size
    case read
    case write
    /// The written bytes were handed to the disk.
    case synchronize
    case close
    /// The written file was given its name.
    case rename
    /// A thread or a descriptor was asked for, to watch a folder with.
    case watch
  }

  /// What was tried.
  package let step: Step
  /// The system's number for what went wrong, as `errno` has it.
  package let code: Int32

  /// Describes a failure; the number is that of the call that failed last.
  init(_ step: Step, _ code: Int32 = errno) {
    self.step = step
    self.code = code
  }

  /// The system's words for the number.
  package var reason: String { String(cString: strerror(code)) }
}
