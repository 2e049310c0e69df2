import Glibc

/// Standard error: progress, set-up and logs. Standard output carries answers only.
enum StandardError {
  static func write(_ text: String) { writeAll(text, to: STDERR_FILENO) }

  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}

/// Standard output, unbuffered per answer, so that a reader has each as soon as it is there.
enum StandardOutput {
  static func write(_ text: String) { writeAll(text, to: STDOUT_FILENO) }

  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}

private func writeAll(_ text: String, to descriptor: Int32) {
  var text = text
  text.withUTF8 { bytes in
    var written = 0
    while written < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
      if count < 0 && errno == EINTR { continue }
      // A closed pipe: nobody reads any more.
      guard count > 0 else { exit(1) }
      written += count
    }
  }
}
