import ModerationPluginKit
import PluginConfiguration
import TerrorDetection

/// The terror scene. Configuration: `{"models": "FOLDER"}`, see `ModelsConfiguration`.
@c(moderation_plugin_entry)
public func entry(_ host: UInt32) -> UnsafeRawPointer? {
  exportPlugin(host) {
    [
      PluginDetector(TerrorDetector.descriptor, inputWish: TerrorDetector.wish) { context in
        let given = try ModelsConfiguration(context)
        return try TerrorDetector(store: given.store, runtime: given.runtime, concurrency: given.concurrency)
      },
      PluginDetector(GoreDetector.descriptor, inputWish: GoreDetector.wish) { context in
        let given = try ModelsConfiguration(context)
        return try GoreDetector(store: given.store, runtime: given.runtime, concurrency: given.concurrency)
      },
    ]
  }
}
