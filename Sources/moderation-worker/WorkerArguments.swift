import Glibc

/// What the host says on the command line.
struct WorkerArguments {
  /// RLIMIT_DATA, in bytes.
  private(set) var dataBytes: UInt64 = 2 << 30
  /// RLIMIT_AS, in bytes.
  private(set) var addressBytes: UInt64 = 6 << 30
  /// RLIMIT_CPU, in seconds.
  private(set) var processorSeconds: UInt64 = 600
  /// The most threads.
  private(set) var threadCount: UInt64 = 256
  /// The process that started this one and is to outlive it.
  private(set) var host: pid_t = 0
  /// Whether Landlock is used where the kernel has it. Tests of the weaker modes go without.
  private(set) var usesLandlock = true
  /// Whether seccomp is used where the kernel has it.
  private(set) var usesSeccomp = true
  /// Whether the worker tries its own walls, reports to standard error and ends. For tests.
  private(set) var probes = false
  /// Whether a thread is started too early, which the sandbox must notice. For tests.
  private(set) var startsEarlyThread = false

  /// The library to host; nil to decode or to read codes.
  private(set) var plugin: String?
  /// The library that reads codes; nil to decode or to host a plugin.
  private(set) var codes: String?
  /// The digest that the library must have.
  private(set) var sha256: String?
  /// What the library may read beside its own folder.
  private(set) var readable: [String] = []

  init(_ arguments: some Sequence<String>) {
    var rest = Array(arguments)[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--data-bytes": dataBytes = Self.number(rest.popFirst())
      case "--address-bytes": addressBytes = Self.number(rest.popFirst())
      case "--processor-seconds": processorSeconds = Self.number(rest.popFirst())
      case "--threads": threadCount = Self.number(rest.popFirst())
      case "--host": host = rest.popFirst().flatMap(pid_t.init) ?? 0
      case "--plugin": plugin = rest.popFirst()
      case "--codes": codes = rest.popFirst()
      case "--sha256": sha256 = rest.popFirst()
      case "--readable": readable += rest.popFirst().map { [$0] } ?? []
      case "--without-landlock": usesLandlock = false
      case "--without-seccomp": usesSeccomp = false
      case "--probe-sandbox": probes = true
      case "--start-early-thread": startsEarlyThread = true
      default: end("unknown argument; this program is started by the library and not by hand")
      }
    }
  }

  private static func number(_ text: String?) -> UInt64 {
    guard let number = text.flatMap(UInt64.init), number > 0 else { end("an argument is not a number") }
    return number
  }
}
