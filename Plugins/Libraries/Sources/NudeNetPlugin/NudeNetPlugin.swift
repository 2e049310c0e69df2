import ModerationPluginKit
import PluginConfiguration
import PornDetection

/// Body parts for the porn scene, by weights under the AGPL that `./run setup --with nudenet` fetches.
/// Configuration: `{"models": "FOLDER"}`, see `ModelsConfiguration`.
@c(moderation_plugin_entry)
public func entry(_ host: UInt32) -> UnsafeRawPointer? {
  exportPlugin(host) {
    [
      PluginDetector(NudeNetDetector.descriptor, inputWish: NudeNetDetector.wish) { context in
        let given = try ModelsConfiguration(context)
        return try NudeNetDetector(store: given.store, runtime: given.runtime, concurrency: given.concurrency)
      }
    ]
  }
}
