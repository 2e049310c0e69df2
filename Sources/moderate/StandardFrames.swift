import ArgumentParser
import Glibc

/// Standard input and output as a stream's ends.
///
/// From here on, what anybody else of this process prints goes to standard error: a library's stray word would be read
/// as an answer.
struct StandardFrames {
  let input = STDIN_FILENO
  let output: Int32

  init() throws {
    guard isStream(STDIN_FILENO), StandardOutput.isOpen else {
      StandardError.write("moderate: standard input or output is closed; there is nobody to speak to\n")
      throw ExitCode(1)
    }
    // Above the standard descriptors, for this process alone.
    output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
    guard output >= 0 else {
      StandardError.write("moderate: standard output cannot be used: \(SystemError.text)\n")
      throw ExitCode(1)
    }
    if isStream(STDERR_FILENO) { dup2(STDERR_FILENO, STDOUT_FILENO) }
  }
}
