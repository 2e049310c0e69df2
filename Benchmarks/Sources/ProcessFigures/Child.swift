import Glibc

/// What one run of a program cost.
struct Cost {
  /// Milliseconds of processor time, user and system, of all its threads.
  let processorMilliseconds: Double
  /// Milliseconds from start to end.
  let wallMilliseconds: Double
  /// The most memory that was resident, in MiB.
  let peakMebibytes: Double
  /// Its exit status; nil when a signal ended it.
  let exitStatus: Int?
}

/// Why a program could not be run.
struct ChildFailure: Error, CustomStringConvertible {
  let description: String
}

/// A program with its arguments.
struct Child {
  let program: String
  let arguments: [String]

  /// Runs the program to its end, its output thrown away.
  func run() throws -> Cost {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
    }
    var words = ([program] + arguments).map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }

    let start = ContinuousClock.now
    var process = pid_t()
    let status = posix_spawn(&process, program, &actions, nil, words, environ)
    guard status == 0 else {
      throw ChildFailure(description: "cannot start \(program): \(String(cString: strerror(status)))")
    }
    var waitStatus: Int32 = 0
    var usage = rusage()
    while wait4(process, &waitStatus, 0, &usage) < 0 {
      guard errno == EINTR else { throw ChildFailure(description: "lost \(program)") }
    }
    let wall = ContinuousClock.now - start
    return Cost(
      processorMilliseconds: usage.ru_utime.milliseconds + usage.ru_stime.milliseconds,
      wallMilliseconds: wall / .milliseconds(1),
      peakMebibytes: Double(usage.ru_maxrss) / 1024,
      exitStatus: waitStatus & 0x7F == 0 ? Int(waitStatus >> 8) & 0xFF : nil)
  }

  /// The run with the median processor time of several.
  func medianRun(of count: Int) throws -> Cost {
    let runs = try (0..<count).map { _ in try run() }
    return runs.sorted { $0.processorMilliseconds < $1.processorMilliseconds }[count / 2]
  }
}

extension timeval {
  fileprivate var milliseconds: Double { Double(tv_sec) * 1000 + Double(tv_usec) / 1000 }
}
