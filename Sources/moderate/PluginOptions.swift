import ArgumentParser
import Glibc
import ImageModeration
import PluginHost
import WorkerProcesses

/// Whose libraries look beside the detectors of this program.
struct PluginOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      A library of detectors, which look, too, each in a sandboxed process. Pinned by =SHA256 no other file is opened. \
      Can be given several times.
      """, valueName: "path[=sha256]"))
  var plugin: [PluginReference] = []

  @Option(
    help: ArgumentHelp(
      """
      All libraries (*.so) that lie directly in this folder, in the order of their names. To pin them name each by \
      --plugin instead. Can be given several times.
      """, valueName: "dir"))
  var plugins: [String] = []

  @OptionGroup var handling: PluginHandling

  var isEmpty: Bool { plugin.isEmpty && plugins.isEmpty }

  func validate() throws {
    guard !plugins.contains("") else { throw ValidationError("--plugins takes a folder.") }
    guard !isEmpty || handling.isEmpty else {
      throw ValidationError("What is said about plugins goes with --plugin or --plugins.")
    }
    guard !handling.pluginInProcess || plugins.isEmpty else {
      throw ValidationError("\(PluginHandling.refusal): name those of --plugins one by one, as in blue.so=SHA256.")
    }
    try handling.check(plugin)
  }

  /// Opens every library and makes its detectors.
  func detectors(concurrency: Int) throws -> DetectorSet {
    var references = plugin
    for folder in plugins { references += try PluginsFolder.libraries(in: folder) }
    return try handling.detectors(of: references, concurrency: concurrency)
  }
}

/// How libraries are opened, and what their detectors are given.
struct PluginHandling: ParsableArguments {
  @Flag(
    help: """
      Run plugins in this process: a little faster, and a plugin's fault is then ours. Only pinned ones: the host refuses \
      to load an unpinned library in process.
      """)
  var pluginInProcess = false

  @Option(
    help: ArgumentHelp(
      "A text for one detector, or @ and a file that holds it. Can be given once for each detector.",
      valueName: "id=text"))
  var pluginConfiguration: [PluginConfiguration] = []

  @OptionGroup var reach: PluginReach

  static let refusal = "The host refuses to load an unpinned library in process"

  var isEmpty: Bool { !pluginInProcess && pluginConfiguration.isEmpty && reach.pluginRead.isEmpty }

  func validate() throws {
    guard !pluginInProcess || reach.pluginRead.isEmpty else {
      throw ValidationError("--plugin-read is of use to plugins in workers; in this process they read what it may.")
    }
    var seen: Set<String> = []
    for configuration in pluginConfiguration where !seen.insert(configuration.id).inserted {
      throw ValidationError("\(Printable.text(configuration.id)) is configured twice.")
    }
  }

  /// Refuses libraries that may not be opened as they shall be.
  func check(_ references: [PluginReference]) throws {
    guard pluginInProcess, let unpinned = references.first(where: { $0.sha256 == nil }) else { return }
    let path = Printable.text(unpinned.path)
    throw ValidationError("\(Self.refusal): give \(path)=SHA256, as sha256sum \(path) prints it.")
  }

  /// Opens libraries and makes their detectors.
  ///
  /// - Parameter adjust: Changes how workers are run.
  /// - Throws: `HostFailure` that names the library; `ValidationError` for a text that no detector takes.
  func detectors(
    of references: [PluginReference], concurrency: Int, adjust: (inout PluginPolicy) -> Void = { _ in }
  ) throws -> DetectorSet {
    var configurations: [String: String] = [:]
    for configuration in pluginConfiguration { configurations[configuration.id] = try configuration.contents() }
    var policy = try reach.policy(concurrency: concurrency)
    adjust(&policy)
    let workerPolicy = policy
    let opened = try references.map { reference throws(HostFailure) in
      guard pluginInProcess, let sha256 = reference.sha256 else {
        return try OpenedPlugin.inWorkers(reference, workerPolicy)
      }
      return try OpenedPlugin.here(reference, sha256: sha256)
    }
    for weakness in Set(opened.compactMap(\.weakness)).sorted() {
      StandardError.write("moderate: plugins: \(weakness)\n")
    }
    let ids = Set(opened.flatMap(\.descriptions).map(\.descriptor.id))
    for configuration in pluginConfiguration where !ids.contains(configuration.id) {
      throw ValidationError(
        Printable.text(
          "No plugin has a detector \(configuration.id); there are \(ids.sorted().joined(separator: ", "))."))
    }
    return try opened.reduce(into: DetectorSet()) { set, plugin in
      let made = try plugin.detectors(configurations)
      set.detectors += made.detectors
      set.textDetectors += made.textDetectors
    }
  }
}

/// What a worker may read beside its library's folder.
struct PluginReach: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      A file or folder that plugins may read, too, their models for example. Without it a plugin reads the system's \
      libraries and the folder that its path names: of ./blue.so the current one, of blue.so none. Can be given several \
      times.
      """, valueName: "path"))
  var pluginRead: [String] = []

  /// How workers are run for so many images at a time.
  func policy(concurrency: Int) throws -> PluginPolicy {
    var policy = PluginPolicy.standard
    policy.worker.maximumWorkerCount = concurrency
    policy.readablePaths = try pluginRead.map { path in
      guard let resolved = realpath(path, nil) else {
        throw ValidationError("Plugins cannot read \(Printable.text(path)): \(SystemError.text).")
      }
      defer { free(resolved) }
      return String(cString: resolved)
    }
    return policy
  }
}
