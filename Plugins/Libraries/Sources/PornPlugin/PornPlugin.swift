import ModerationPluginKit
import PluginConfiguration
import PornDetection

/// The porn scene. Configuration: `{"models": "FOLDER"}`, see `ModelsConfiguration`.
///
/// In fp32 and without the thorough look: both change the description, and that is given before any configuration.
@c(moderation_plugin_entry)
public func entry(_ host: UInt32) -> UnsafeRawPointer? {
  exportPlugin(host) {
    [
      PluginDetector(PornDetector.descriptor, inputWish: PornDetector.wish) { context in
        let given = try ModelsConfiguration(context)
        return try PornDetector(store: given.store, runtime: given.runtime, concurrency: given.concurrency)
      }
    ]
  }
}
