import ModerationPluginKit
import PluginConfiguration
import TerrorDetection

/// What a picture shows, without judgement. Configuration: `{"models": "FOLDER"}`, see `ModelsConfiguration`.
///
/// Linked, it shares one run of one network with the terror scene; as libraries each has its own.
@c(moderation_plugin_entry)
public func entry(_ host: UInt32) -> UnsafeRawPointer? {
  exportPlugin(host) {
    [
      PluginDetector(TagsDetector.descriptor, inputWish: TagsDetector.wish) { context in
        let given = try ModelsConfiguration(context)
        return try TagsDetector(store: given.store, runtime: given.runtime, concurrency: given.concurrency)
      }
    ]
  }
}
