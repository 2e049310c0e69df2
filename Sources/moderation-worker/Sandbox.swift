import WorkerProcesses
import CSandbox
import Glibc
import ModerationCore

/// The walls around this process. What the kernel lacks is reported; what it refuses ends the worker.
final class Sandbox {
  /// The only places that can be read, all for SVG: what fontconfig needs to find fonts, the fonts, where Thai words
  /// end, and gdk-pixbuf's modules, which read pictures inside an SVG. A module is loaded while the worker starts or
  /// never: later no memory becomes executable.
  static let readablePaths = [
    "/etc/fonts", "/usr/share/fontconfig", "/usr/share/xml/fontconfig", "/usr/share/fonts", "/usr/local/share/fonts",
    "/var/cache/fontconfig", "/usr/lib/x86_64-linux-gnu/gdk-pixbuf-2.0", "/usr/lib/aarch64-linux-gnu/gdk-pixbuf-2.0",
    "/usr/lib64/gdk-pixbuf-2.0", "/usr/share/libthai",
  ]

  private let arguments: WorkerArguments
  private var landlockVersion: Int?
  private var filtersSystemCalls = false
  private var boundsThreads = false

  init(_ arguments: WorkerArguments) {
    self.arguments = arguments
    if arguments.startsEarlyThread { EndlessThread.start {} }
  }

  /// A life beyond its host's: the kernel ends this process with it.
  func endWithHost() {
    let status = moderation_sandbox_end_with(arguments.host)
    // The host has ended already.
    if status == ESRCH { _exit(0) }
    check(status, "end")
  }

  /// Memory, files, core dumps, privileges, processor time.
  func limitResources() {
    check(
      moderation_sandbox_limit(arguments.dataBytes, arguments.addressBytes, arguments.processorSeconds), "limits")
  }

  /// Everything in the file system but fonts, with Landlock.
  ///
  /// - Parameter readable: What can still be read.
  func closeFiles(but readable: [String] = readablePaths) {
    let threads = moderation_sandbox_thread_count()
    guard threads == 1 else { end("\(threads) threads exist before Landlock; it would not bind them all") }
    guard arguments.usesLandlock else { return }
    var version: Int32 = 0
    let paths = readable.compactMap { strdup($0) }
    check(moderation_sandbox_files(paths.map { UnsafePointer($0) }, paths.count, &version), "Landlock")
    for path in paths { free(path) }
    if version > 0 { landlockVersion = Int(version) }
  }

  /// The user that started it with his capabilities, and threads without number. After `closeFiles`, while this is the
  /// only thread.
  ///
  /// - Parameter readsAnyFile: Whether what Landlock leaves can be read whoever may: a worker of root's hosts a library
  ///   that lies in a folder of root's alone, and opens more files as it goes. Kept as a capability, since what a
  ///   library will open cannot be opened beforehand; without Landlock it would lead anywhere, and is not kept.
  func giveUpUser(readsAnyFile: Bool = false) {
    check(moderation_sandbox_own_user(readsAnyFile && landlockVersion != nil), "user")
    endWithHost()
    check(moderation_sandbox_threads(arguments.threadCount, &boundsThreads), "threads")
  }

  /// Whether files can be opened once all walls stand. Without Landlock seccomp allows no opening at all.
  var opensFiles: Bool { landlockVersion != nil || !arguments.usesSeccomp }

  /// All system calls but those that decoding takes, with seccomp, for every thread.
  ///
  /// - Parameter loadsCode: Whether libraries are still to be loaded.
  func filterSystemCalls(loadsCode: Bool = false) {
    guard arguments.usesSeccomp, !filtersSystemCalls else { return }
    check(moderation_sandbox_system_calls(landlockVersion != nil, loadsCode, &filtersSystemCalls), "seccomp")
  }

  var report: SandboxReport {
    SandboxReport(
      landlockVersion: landlockVersion, filtersSystemCalls: filtersSystemCalls,
      maximumMemoryBytes: Int(clamping: arguments.dataBytes),
      maximumThreadCount: boundsThreads ? Int(clamping: arguments.threadCount) : nil)
  }

  private func check(_ status: Int32, _ wall: String) {
    guard status == 0 else { end("the sandbox's \(wall) cannot be set up: \(String(cString: strerror(status)))") }
  }
}
