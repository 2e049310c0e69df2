import Glibc

/// Standard error: progress, set-up and logs. Standard output carries answers only.
enum StandardError {
  /// Writes; when nobody takes it, the work goes on.
  static func write(_ text: String) {
    if isStream(STDERR_FILENO) { _ = writeAll(text, to: STDERR_FILENO) }
  }

  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}

/// Standard output, unbuffered per answer, so that a reader has each as soon as it is there.
enum StandardOutput {
  /// Writes, or ends the program with 1: an answer that nobody gets is none.
  static func write(_ text: String) {
    guard !writeAll(text, to: STDOUT_FILENO) else { return }
    // Whoever closed a pipe knows it; everything else, a full disk for example, needs saying.
    if errno != EPIPE { StandardError.write("moderate: cannot write the answer: \(SystemError.text)\n") }
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

/// Whether everything was written; `errno` has the reason when not.
private func writeAll(_ text: String, to descriptor: Int32) -> Bool {
  var text = text
  return text.withUTF8 { bytes in
    var written = 0
    while written < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      written += count
    }
    return true
  }
}
