import CModerationABI
import Digests
import Glibc
import ModerationCore
import Synchronization

/// The table that a library's entry gave.
///
/// `@unchecked Sendable`: the interface allows its functions on any thread, and the table lives as long as the process.
final class LoadedPlugin: @unchecked Sendable {
  private let table: moderation_plugin
  private let path: String

  init(path: String, image: LibraryImage) throws(HostFailure) {
    self.path = path
    func unusable(_ message: String) -> HostFailure { Self.unusable(path, message) }
    guard let handle = dlopen(image.openedPath, RTLD_NOW | RTLD_LOCAL) else {
      throw unusable("cannot be opened: \(String(cString: dlerror()))")
    }
    guard let symbol = dlsym(handle, "moderation_plugin_entry") else {
      throw unusable("exports no moderation_plugin_entry: it is not a plugin")
    }
    let entry = unsafeBitCast(symbol, to: moderation_plugin_entry_function.self)
    guard let table = entry(MODERATION_ABI_MAJOR << 16 | MODERATION_ABI_MINOR)?.pointee else {
      throw unusable("does not speak version \(MODERATION_ABI_MAJOR) of the interface")
    }
    guard table.abi_version >> 16 == MODERATION_ABI_MAJOR else {
      throw unusable("speaks version \(table.abi_version >> 16) of the interface, not \(MODERATION_ABI_MAJOR)")
    }
    guard table.describe != nil, table.create != nil else { throw unusable("lacks a function of its table") }
    self.table = table
  }

  private static func unusable(_ path: String, _ message: String) -> HostFailure {
    HostFailure(.pluginUnusable, message: "the plugin \(path) \(message)")
  }

  func unusable(_ message: String) -> HostFailure {
    HostFailure(.pluginUnusable, message: "the plugin \(path): \(message)")
  }

  /// What the library says of its detectors; refused as a whole when one breaks a rule.
  func describe() throws(HostFailure) -> [PluginDescription] {
    let collector = DescriptionCollector()
    var describing = moderation_describing(
      context: Unmanaged.passUnretained(collector).toOpaque(),
      describe: { context, description in
        guard let context else { return }
        Unmanaged<DescriptionCollector>.fromOpaque(context).takeUnretainedValue().take(description?.pointee)
      })
    withExtendedLifetime(collector) { table.describe(table.context, &describing) }
    if let broken = collector.brokenRule { throw unusable(broken.message) }
    guard !collector.descriptions.isEmpty else { throw unusable("it describes no detector") }
    return collector.descriptions
  }

  func make(
    _ id: String, configuration: String, log: @escaping @Sendable (String) -> Void
  ) throws(HostFailure) -> LoadedTable {
    let host = HostTable(log)
    let failure = CreationFailure()
    var creating = moderation_creating(
      context: Unmanaged.passUnretained(failure).toOpaque(),
      fail: { context, message in
        guard let context else { return }
        let failure = Unmanaged<CreationFailure>.fromOpaque(context).takeUnretainedValue()
        failure.message = message.copied(atMost: 4096)
      })
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let made = withExtendedLifetime((failure, host)) {
      id.withModerationText { id in
        folder.withModerationText { folder in
          configuration.withModerationText { configuration in
            table.create(table.context, id, folder, configuration, host.table, &creating)
          }
        }
      }
    }
    guard let made else {
      throw unusable("it makes no \(id): \(failure.message.isEmpty ? "it does not say why" : failure.message)")
    }
    return LoadedTable(made.pointee, id: id, keeping: host)
  }
}

/// Collects what a library says of its detectors.
private final class DescriptionCollector {
  private var reader = ABIReader()
  private(set) var descriptions: [PluginDescription] = []
  private(set) var brokenRule: BrokenRule?

  func take(_ given: moderation_description?) {
    guard brokenRule == nil else { return }
    do throws(BrokenRule) {
      guard let given else { throw BrokenRule("describe was given no description") }
      guard descriptions.count < PluginLibrary.maximumDetectorCount else {
        throw BrokenRule("it describes more than \(PluginLibrary.maximumDetectorCount) detectors")
      }
      let description = try reader.description(given)
      guard !descriptions.contains(where: { $0.descriptor.id == description.descriptor.id }) else {
        throw BrokenRule("it describes \(description.descriptor.id) twice")
      }
      descriptions.append(description)
    } catch {
      brokenRule = error
    }
  }
}

/// Why a library makes no detector, in its own words.
private final class CreationFailure {
  var message = ""
}

/// The host's services for one detector.
///
/// `@unchecked Sendable`: immutable; `log` is Sendable.
private final class HostTable: @unchecked Sendable {
  let table: UnsafeMutablePointer<moderation_host>
  private let log: @Sendable (String) -> Void

  init(_ log: @escaping @Sendable (String) -> Void) {
    self.log = log
    table = .allocate(capacity: 1)
    table.initialize(
      to: moderation_host(
        context: nil, abi_version: MODERATION_ABI_MAJOR << 16 | MODERATION_ABI_MINOR,
        log: { context, _, message in
          guard let context else { return }
          Unmanaged<HostTable>.fromOpaque(context).takeUnretainedValue().log(message.copied(atMost: 4096))
        },
        extension: { _, _ in nil }))
    table.pointee.context = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit { table.deallocate() }
}

extension moderation_text {
  /// The first bytes as text; what is no UTF-8 becomes replacement characters. Whoever writes a log learns of no fault,
  /// so a text that cannot be is told as what it is.
  fileprivate func copied(atMost maximumBytes: Int) -> String {
    guard count != 0 else { return "" }
    guard let bytes, count > 0 else { return "(a text of \(UInt(bitPattern: count)) bytes that are not there)" }
    return String(decoding: UnsafeRawBufferPointer(start: bytes, count: min(count, maximumBytes)), as: UTF8.self)
  }
}

extension String {
  /// Lends the text in the interface's form.
  fileprivate func withModerationText<Result>(_ body: (moderation_text) -> Result) -> Result {
    let bytes = utf8.map { CChar(bitPattern: $0) }
    return bytes.withUnsafeBufferPointer {
      body(moderation_text(bytes: $0.isEmpty ? nil : $0.baseAddress, count: $0.count))
    }
  }
}
