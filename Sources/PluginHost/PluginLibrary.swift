import CModerationABI
import Digests
import Glibc
public import ModerationCore
import Synchronization

/// A shared library of detectors, opened in this process.
///
/// Whoever opens a library in his own process trusts it with everything that the process may do: a library can end the
/// process, and run code when it is opened. So the file's SHA-256 must be given, and what was hashed is what is opened:
/// the bytes are copied to sealed memory first. Strangers' libraries belong into a worker.
///
/// A library is never closed; one that is opened twice is the same. Any thread.
public final class PluginLibrary: Sendable {
  /// The largest library that is opened, in bytes. A Swift plugin with the runtime linked in has 40 MB.
  public static let maximumFileBytes = 256 << 20
  /// The most detectors of one library.
  public static let maximumDetectorCount = 64

  /// Where the library was found.
  public let path: String
  /// What it says of its detectors, in its own order.
  public let descriptions: [PluginDescription]
  private let plugin: LoadedPlugin

  /// Opens a library and reads its descriptions; no detector is made.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - sha256: Its digest, 64 lower-case hexadecimal digits.
  /// - Throws: `HostFailure.Code.pluginUnusable`, with the loader's own words where it refuses.
  public convenience init(path: String, sha256: String) throws(HostFailure) {
    try self.init(path: path, sha256: sha256, fromMemory: true)
  }

  /// Opens a library in a worker, which has nothing to lose and may make no memory of its own: the file is opened where
  /// it lies, after its digest was taken.
  ///
  /// - Parameter sha256: nil to take the file as it is.
  package convenience init(inWorker path: String, sha256: String?) throws(HostFailure) {
    try self.init(path: path, sha256: sha256, fromMemory: false)
  }

  private init(path: String, sha256: String?, fromMemory: Bool) throws(HostFailure) {
    self.path = path
    plugin = try LoadedPlugin(path: path, image: try LibraryImage(path: path, sha256: sha256, inMemory: fromMemory))
    descriptions = try plugin.describe()
  }

  /// Makes one of the library's detectors of pixels.
  ///
  /// - Parameters:
  ///   - id: Its identifier, one of `descriptions`.
  ///   - configuration: The operator's text for it.
  ///   - log: Where its log goes; called on any thread.
  /// - Throws: `HostFailure.Code.pluginUnusable` with the library's own words.
  public func detector(
    _ id: String, configuration: String = "", log: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(HostFailure) -> any Detector {
    let description = try description(of: id)
    guard let wish = description.inputWish else { throw plugin.unusable("\(id) judges text, not pixels") }
    let table = try plugin.make(id, configuration: configuration, log: log)
    guard table.judgesPixels else { throw plugin.unusable("\(id) has no function to inspect pixels") }
    return LoadedDetector(descriptor: description.descriptor, inputWish: wish, table: table)
  }

  /// Makes one of the library's detectors of text. As `detector`.
  public func textDetector(
    _ id: String, configuration: String = "", log: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(HostFailure) -> any TextDetector {
    let description = try description(of: id)
    guard description.inputWish == nil else { throw plugin.unusable("\(id) inspects pixels, not text") }
    let table = try plugin.make(id, configuration: configuration, log: log)
    guard table.judgesText else {
      throw plugin.unusable("\(id) wishes for no pixels and has no function to judge text")
    }
    return LoadedTextDetector(descriptor: description.descriptor, table: table)
  }

  private func description(of id: String) throws(HostFailure) -> PluginDescription {
    guard let found = descriptions.first(where: { $0.descriptor.id == id }) else {
      throw plugin.unusable("it has no detector \(id); it has \(descriptions.map(\.descriptor.id))")
    }
    return found
  }
}

extension HostFailure.Code {
  /// A plugin's library cannot be opened, breaks the interface, or makes no detector.
  public static let pluginUnusable = HostFailure.Code(rawValue: "pluginUnusable")
}
