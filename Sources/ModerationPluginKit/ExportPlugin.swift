import CModerationABI
import ModerationCore
import Synchronization

/// Offers detectors to a host of any build, through the C interface of `moderation_abi.h`.
///
/// The whole entry of a plugin:
///
///     import ModerationPluginKit
///     @c(moderation_plugin_entry)
///     public func entry(_ host: UInt32) -> UnsafeRawPointer? { exportPlugin(host) { [PluginDetector(Blue())] } }
///
/// - Parameters:
///   - hostVersion: What the host was built with, as it was handed to the entry.
///   - detectors: The library's detectors; called at most once. Does no work beyond making descriptions.
/// - Returns: The library's `moderation_plugin`, always the same; nil for a host of another major version.
public func exportPlugin(_ hostVersion: UInt32, _ detectors: () -> [PluginDetector]) -> UnsafeRawPointer? {
  guard hostVersion >> 16 == MODERATION_ABI_MAJOR else { return nil }
  let plugin = ExportedPlugin.only.withLock { only in
    if let made = only { return made }
    let made = ExportedPlugin(detectors())
    only = made
    return made
  }
  return UnsafeRawPointer(plugin.table)
}

/// A library's detectors behind their table. There is one in a library, and it lives as long as the process.
///
/// `@unchecked Sendable`: immutable once made.
private final class ExportedPlugin: @unchecked Sendable {
  static let only = Mutex<ExportedPlugin?>(nil)

  let detectors: [PluginDetector]
  let table: UnsafeMutablePointer<moderation_plugin>

  init(_ detectors: [PluginDetector]) {
    self.detectors = detectors
    table = .allocate(capacity: 1)
    table.initialize(
      to: moderation_plugin(
        context: nil, abi_version: MODERATION_ABI_MAJOR << 16 | MODERATION_ABI_MINOR,
        describe: { context, describing in ExportedPlugin.from(context)?.describe(describing) },
        create: { context, id, folder, configuration, host, creating in
          ExportedPlugin.from(context)?.create(id, folder, configuration, host, creating)
        },
        extension: { _, _ in nil }))
    table.pointee.context = Unmanaged.passRetained(self).toOpaque()
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> ExportedPlugin? {
    context.map { Unmanaged<ExportedPlugin>.fromOpaque($0).takeUnretainedValue() }
  }

  private func describe(_ describing: UnsafePointer<moderation_describing>?) {
    guard let describing = describing?.pointee, let tell = describing.describe else { return }
    for detector in detectors {
      let arena = ABIArena()
      let wish: InputWish? = if case .pixels(let wish, _) = detector.maker { wish } else { nil }
      withExtendedLifetime(arena) {
        var description = detector.descriptor.exported(wish: wish, in: arena)
        tell(describing.context, &description)
      }
    }
  }

  private func create(
    _ id: moderation_text, _ folder: moderation_text, _ configuration: moderation_text,
    _ host: UnsafePointer<moderation_host>?, _ creating: UnsafePointer<moderation_creating>?
  ) -> UnsafePointer<moderation_detector>? {
    let name = id.string
    func fail(_ message: String) -> UnsafePointer<moderation_detector>? {
      let arena = ABIArena()
      withExtendedLifetime(arena) { creating?.pointee.fail?(creating?.pointee.context, arena.text(message)) }
      return nil
    }
    guard let detector = detectors.first(where: { $0.descriptor.id == name }) else {
      return fail("this library has no detector \(name)")
    }
    let context = PluginContext(
      folder: folder.string, configuration: configuration.string, log: HostLog(host?.pointee).write)
    do {
      let made: ExportedDetector.Kind =
        switch detector.maker {
        case .pixels(_, let make): .pixels(try make(context))
        case .text(let make): .text(try make(context))
        }
      guard made.descriptor == detector.descriptor else {
        return fail("the detector made for \(name) has another descriptor")
      }
      return UnsafePointer(ExportedDetector(made).table)
    } catch {
      return fail("\(error)")
    }
  }
}

/// The host's log. The host's table lives until the detector is destroyed, and its functions may be called on any
/// thread.
private struct HostLog: @unchecked Sendable {
  private let host: moderation_host?

  init(_ host: moderation_host?) { self.host = host }

  func write(_ level: PluginContext.LogLevel, _ message: String) {
    guard let host, let log = host.log else { return }
    let arena = ABIArena()
    withExtendedLifetime(arena) { log(host.context, level.rawValue, arena.text(message)) }
  }
}
