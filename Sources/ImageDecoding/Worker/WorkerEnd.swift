import CWorkerChannel
import Glibc
import ModerationCore

/// How a worker ended, and its last words.
struct WorkerEnd: Hashable {
  /// How a process ended.
  enum Manner: Hashable {
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

  /// The most that is read of a dead worker's standard error, in bytes.
  static let maximumErrorBytes = 65_536
  /// The most that is quoted of it, in characters.
  private static let maximumQuotedCharacters = 300

  let manner: Manner
  /// The last line of its standard error; nil when it was silent.
  let lastWords: String?

  /// What became of the image that it held.
  var failure: DecodingFailure {
    switch manner {
    case .signal(SIGKILL):
      return .failed(
        HostFailure(
          .workerKilled,
          message: "the decode worker was killed from outside\(quotation): by an operator, or by the kernel for want of"
            + " memory"))
    case .signal(let signal) where Self.sentByPeople.contains(signal):
      return .failed(
        HostFailure(.workerKilled, message: "the decode worker was ended from outside by \(Self.name(of: signal))"))
    case .signal(SIGXCPU), .signal(SIGALRM):
      return .rejected(
        InputRejection(.decodeTimeExceeded, message: "the decode worker ran over its own time limit"))
    default:
      return .rejected(
        InputRejection(.decoderCrashed, message: "the decode worker broke down: \(description)\(quotation)"))
    }
  }

  /// Whether somebody outside ended it.
  var isFromOutside: Bool {
    if case .failed = failure { true } else { false }
  }

  /// How it ended, in words.
  var description: String {
    switch manner {
    case .byHost: "it closed its channel without ending"
    case .exit(let status): "it exited with status \(status)"
    case .signal(let signal): "it was ended by \(Self.name(of: signal))"
    case .unknown: "how is unknown, since this process leaves its children to others"
    }
  }

  /// Its last words in brackets, with a space before.
  var quotation: String { lastWords.map { " (\($0))" } ?? "" }

  private static let sentByPeople: Set<Int32> = [SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2]

  private static let names: [Int32: String] = [
    SIGSEGV: "SIGSEGV", SIGBUS: "SIGBUS", SIGILL: "SIGILL", SIGABRT: "SIGABRT", SIGFPE: "SIGFPE", SIGTRAP: "SIGTRAP",
    SIGSYS: "SIGSYS", SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ", SIGKILL: "SIGKILL", SIGTERM: "SIGTERM",
    SIGINT: "SIGINT", SIGHUP: "SIGHUP", SIGQUIT: "SIGQUIT", SIGALRM: "SIGALRM", SIGUSR1: "SIGUSR1", SIGUSR2: "SIGUSR2",
  ]

  private static func name(of signal: Int32) -> String { names[signal] ?? "signal \(signal)" }

  /// The last line that is not empty, without control characters, and not too long.
  static func lastWords(_ bytes: [UInt8]) -> String? {
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
