import ModerationPluginKit
import PluginConfiguration
import PornDetection

/// The porn scene. Configuration of both: `{"models": "FOLDER"}`, see `ModelsConfiguration`.
///
/// In fp32 and without the thorough look: both change what the description says, and that is known before any configuration.
private let detectors = [
  PluginDetector(OpenNSFWDetector.descriptor, inputWish: OpenNSFWDetector.wish) { context in
    let given = try ModelsConfiguration(context)
    return try OpenNSFWDetector(store: given.store, runtime: given.runtime, concurrency: given.concurrency)
  },
  PluginDetector(NudeNetDetector.descriptor, inputWish: NudeNetDetector.wish) { context in
    let given = try ModelsConfiguration(context)
    return try NudeNetDetector(store: given.store, runtime: given.runtime, concurrency: given.concurrency)
  },
]

@c(moderation_plugin_entry)
public func entry(_ host: UInt32) -> UnsafeRawPointer? { exportPlugin(host) { detectors } }
