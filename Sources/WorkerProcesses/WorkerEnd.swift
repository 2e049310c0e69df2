import CWorkerChannel
import Glibc

/// How a worker ended, and its last words.
package struct WorkerEnd: Hashable {
  /// How a process ended.
  package enum Manner: Hashable {
    /// By this host's will.
    case byHost
    case exit(status: Int)
    case signal(Int32)
    /// The host ignores SIGCHLD or reaps all children somewhere else, so that nobody can tell.
    case unknown

    init(_ ending: moderation_ending) {
      switch ending.kind {
      case MODERATION_ENDED_EXIT: self = .exit(status: Int(ending.value))
      case MODERATION_ENDED_SIGNAL: self = .signal(ending.value)
      default: self = .unknown
      }
    }
  }

  /// A bound of its whole life that it ran into.
  package enum Overuse: Hashable {
    /// It held more memory than it may, and the host ended it.
    case memory
    /// It used up its processor time, and the kernel ended it.
    case processorTime
  }

  /// The most that is read of a worker's standard error at a time, in bytes: what a pipe holds by default.
  package static let maximumErrorBytes = 65_536
  /// The most that is quoted of it, in characters.
  private static let maximumQuotedCharacters = 300

  package let manner: Manner
  /// The last line of its standard error; nil when it was silent.
  package let lastWords: String?
  /// The bound of its life that ended it; nil when none did.
  package var overuse: Overuse?

  /// Whether somebody else killed it: an operator, or the kernel for want of memory.
  package var wasKilled: Bool { manner == .signal(SIGKILL) && overuse == nil }

  /// Whether a person or the kernel ended it, and not itself.
  package var isFromOutside: Bool {
    if case .signal(let signal) = manner { wasKilled || Self.sentByPeople.contains(signal) } else { false }
  }

  /// Whether it ran over a limit of its own.
  package var isOverTime: Bool {
    manner == .signal(SIGXCPU) || manner == .signal(SIGALRM) || overuse == .processorTime
  }

  /// How it ended, in words.
  package var description: String {
    switch overuse {
    case .memory: return "it held more memory than it may and was ended"
    case .processorTime: return "it used up the processor time of its life"
    case nil: break
    }
    return switch manner {
    case .byHost: "it closed its channel without ending"
    case .exit(let status): "it exited with status \(status)"
    case .signal(let signal): "it was ended by \(Self.name(of: signal))"
    case .unknown: "how is unknown, since this process leaves its children to others"
    }
  }

  /// Its last words in brackets, with a space before.
  package var quotation: String { lastWords.map { " (\($0))" } ?? "" }

  private static let sentByPeople: Set<Int32> = [SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2]

  private static let names: [Int32: String] = [
    SIGSEGV: "SIGSEGV", SIGBUS: "SIGBUS", SIGILL: "SIGILL", SIGABRT: "SIGABRT", SIGFPE: "SIGFPE", SIGTRAP: "SIGTRAP",
    SIGSYS: "SIGSYS", SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ", SIGKILL: "SIGKILL", SIGTERM: "SIGTERM",
    SIGINT: "SIGINT", SIGHUP: "SIGHUP", SIGQUIT: "SIGQUIT", SIGALRM: "SIGALRM", SIGUSR1: "SIGUSR1", SIGUSR2: "SIGUSR2",
  ]

  private static func name(of signal: Int32) -> String { names[signal] ?? "signal \(signal)" }

  /// The last line that is not empty, without control characters, and not too long.
  package static func lastWords(_ bytes: [UInt8]) -> String? {
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    guard let line = lines.last(where: { $0.contains { !$0.isWhitespace } }) else { return nil }
    let printable = line.unicodeScalars.map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned: Character("?")
      default: Character(scalar)
      }
    }
    return String(printable.prefix(maximumQuotedCharacters))
  }
}
