import CSandbox
import CWorkerChannel
import Glibc
import Synchronization

/// Tries the walls from inside, for tests: writes one `name=value` line each to standard error and ends.
///
/// The value of an attempt to break out is the errno that it failed with, or `allowed`. Attempts are made from the
/// first thread and from one that is older than the system call filter.
final class SandboxProbe: Sendable {
  private let facts: [String]
  private let mayTry = Atomic(false)
  private let older = Mutex<[String]?>(nil)

  /// Notes what the process was started with, before anything is closed.
  init() {
    var facts: [String] = []
    var variable = environ
    while let text = variable.pointee {
      facts.append("environment=\(String(cString: text))")
      variable += 1
    }
    facts.append(
      "descriptors=\((0..<1_024).filter { fcntl($0, F_GETFD) >= 0 }.map(String.init).joined(separator: " "))")
    facts.append("stdin=\(Self.target(of: "/proc/self/fd/0"))")
    facts.append("stdout=\(Self.target(of: "/proc/self/fd/1"))")
    facts.append("ownSession=\(getsid(0) == getpid())")
    self.facts = facts
  }

  /// Starts the older thread: the earliest that may exist, right after Landlock.
  func startThread() {
    EndlessThread.start { [self] in
      while !mayTry.load(ordering: .acquiring) { usleep(1_000) }
      let attempts = Self.attempts("older")
      older.withLock { $0 = attempts }
    }
  }

  /// Tries everything and ends the process.
  func report() -> Never {
    mayTry.store(true, ordering: .releasing)
    var fromThread: [String]?
    while fromThread == nil {
      usleep(1_000)
      fromThread = older.withLock { $0 }
    }
    let lines = facts + Self.limits() + Self.attempts("first") + (fromThread ?? [])
    let text = lines.joined(separator: "\n") + "\n"
    _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    _exit(0)
  }

  private static func attempts(_ thread: String) -> [String] {
    (0..<moderation_probe_count).map { index in
      let status = moderation_probe_try(index)
      return "\(thread).\(String(cString: moderation_probe_name(index)))=\(status == 0 ? "allowed" : "\(status)")"
    }
  }

  private static func limits() -> [String] {
    let resources = [
      ("core", RLIMIT_CORE), ("files", RLIMIT_NOFILE), ("data", RLIMIT_DATA), ("address", RLIMIT_AS),
      ("stack", RLIMIT_STACK), ("processor", RLIMIT_CPU),
    ]
    return resources.map { name, resource in
      var limit = rlimit()
      return getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0
        ? "limit.\(name)=\(limit.rlim_cur) \(limit.rlim_max)" : "limit.\(name)=?"
    }
  }

  private static func target(of link: String) -> String {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = bytes.withUnsafeMutableBytes { buffer in
      buffer.baseAddress.map { readlink(link, $0, buffer.count) } ?? -1
    }
    return count < 0 ? "?" : String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}
