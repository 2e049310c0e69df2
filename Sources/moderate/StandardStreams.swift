import Files
import Glibc

/// Standard error: progress, set-up and logs. Standard output carries answers only.
enum StandardError {
  /// Writes; where that fails, the work goes on.
  static func write(_ text: String) {
    guard isStream(STDERR_FILENO) else { return }
    do throws(FileError) { try OpenFile.write(text.utf8.span.bytes, to: STDERR_FILENO) } catch {}
  }

  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}

/// Standard output, unbuffered per answer, so that a reader has each as soon as it is there.
enum StandardOutput {
  /// Writes, or ends the program with 1: an answer that cannot be written is no answer.
  static func write(_ text: String) {
    do throws(FileError) {
      return try OpenFile.write(text.utf8.span.bytes, to: STDOUT_FILENO)
    } catch {
      // Whoever closed a pipe knows it; everything else, a full disk for example, needs saying.
      if error.code != EPIPE { StandardError.write("moderate: cannot write the answer: \(error.reason)\n") }
    }
    // Not exit: its handlers would take down libraries that other threads are using.
    _exit(1)
  }

  static var isOpen: Bool { isStream(STDOUT_FILENO) }

  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}

/// Whether a descriptor is something that the caller gave. Where the caller closed it, Swift's own machinery has taken
/// the number for a handle of the kernel's, which has no file type.
func isStream(_ descriptor: Int32) -> Bool {
  var status = stat()
  return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT != 0
}
