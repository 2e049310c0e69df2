import ModerationPluginKit
import PluginConfiguration
import TerrorDetection

/// The terror scene and tags. Configuration of both: `{"models": "FOLDER"}`, see `ModelsConfiguration`.
///
/// Linked, the two share one run of one network; here each has its own, because they are made apart.
private let detectors = [
  PluginDetector(TerrorDetector.descriptor, inputWish: TerrorDetector.wish) { context in
    let given = try ModelsConfiguration(context)
    return try TerrorDetector(store: given.store, runtime: given.runtime, concurrency: given.concurrency)
  },
  PluginDetector(TagsDetector.descriptor, inputWish: TagsDetector.wish) { context in
    let given = try ModelsConfiguration(context)
    return try TagsDetector(store: given.store, runtime: given.runtime, concurrency: given.concurrency)
  },
]

@c(moderation_plugin_entry)
public func entry(_ host: UInt32) -> UnsafeRawPointer? { exportPlugin(host) { detectors } }
