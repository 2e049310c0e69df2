import Glibc
import ImageModeration
import PluginHost
import WorkerProcesses

/// A library that is open: in workers of its own, or in this process.
enum OpenedPlugin {
  case inWorkers(SandboxedLibrary)
  case here(PluginLibrary)

  /// Has a worker open a library.
  static func inWorkers(_ reference: PluginReference, _ policy: PluginPolicy) throws(HostFailure) -> OpenedPlugin {
    .inWorkers(
      try reference.opened { path throws(HostFailure) in
        // A name without a folder names none: all of the current folder is not the library's.
        let path = reference.path.contains("/") ? path : reference.path
        return try SandboxedLibrary(path: path, sha256: reference.sha256, worker: DecodeWorker.path, policy: policy)
      })
  }

  /// Opens a pinned library in this process.
  static func here(_ reference: PluginReference, sha256: String) throws(HostFailure) -> OpenedPlugin {
    .here(
      try reference.opened { path throws(HostFailure) in try PluginLibrary(path: path, sha256: sha256) })
  }

  /// What the library says of its detectors.
  var descriptions: [PluginDescription] {
    switch self {
    case .inWorkers(let library): library.descriptions
    case .here(let library): library.descriptions
    }
  }

  /// What does not bound its workers on this machine; nil when all holds, or when it is here.
  var weakness: String? {
    guard case .inWorkers(let library) = self else { return nil }
    return library.sandbox.weakness
  }

  /// Makes all of the library's detectors.
  ///
  /// - Parameter configurations: The operator's text by detector.
  func detectors(_ configurations: [String: String]) throws(HostFailure) -> DetectorSet {
    var set = DetectorSet()
    for description in descriptions {
      let id = description.descriptor.id
      let text = configurations[id] ?? ""
      switch (self, description.inputWish) {
      case (.inWorkers(let library), .some):
        set.detectors.append(try library.detector(id, configuration: text, log: Self.log(id)))
      case (.inWorkers(let library), nil):
        set.textDetectors.append(try library.textDetector(id, configuration: text, log: Self.log(id)))
      case (.here(let library), .some):
        set.detectors.append(try library.detector(id, configuration: text, log: Self.log(id)))
      case (.here(let library), nil):
        set.textDetectors.append(try library.textDetector(id, configuration: text, log: Self.log(id)))
      }
    }
    return set
  }

  /// A plugin's own words, under its name: a line each, whatever they hold.
  private static func log(_ id: String) -> @Sendable (String) -> Void {
    // A line of progress that stands on a terminal makes room.
    let start = StandardError.isTerminal ? "\r\u{1B}[K" : ""
    return { StandardError.write("\(start)moderate: \(Printable.text("\(id): \($0)"))\n") }
  }
}

extension PluginReference {
  /// Lends the library's own path, links followed: a worker reads the folder in which the file really is.
  ///
  /// - Throws: What `open` throws, with the path as it was given in its message.
  func opened<Library>(_ open: (String) throws(HostFailure) -> Library) throws(HostFailure) -> Library {
    guard let resolved = realpath(path, nil) else {
      throw HostFailure(.pluginUnusable, message: "the plugin \(path) cannot be read: \(SystemError.text)")
    }
    defer { free(resolved) }
    do throws(HostFailure) {
      return try open(String(cString: resolved))
    } catch {
      throw error.message.contains(path) ? error : HostFailure(error.code, message: "\(path): \(error.message)")
    }
  }
}
