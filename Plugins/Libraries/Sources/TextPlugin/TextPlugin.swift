import CodeDetection
import Inference
import ModerationPluginKit
import PluginConfiguration
import TextDetection

/// The text scene as far as it judges. Contacts take no configuration, codes and models
/// `{"models": "FOLDER"}`.
///
/// Not here: the recognisers, because version 1 of the interface has no table for them, and word lists, because what
/// they claim depends on the lists and a description is given before any configuration.
private let detectors = [
  PluginDetector(BarcodeDetector.descriptor, inputWish: BarcodeDetector.wish) { context in
    BarcodeDetector(
      library: try CodeLibrary(path: CodeLibrary.path(inModels: try ModelsConfiguration(context).store.directory)))
  },
  PluginDetector(TextPatternDetector.descriptor) { context in
    try ModelsConfiguration.refuse(context)
    return TextPatternDetector()
  },
  PluginDetector(EnglishAbuseDetector.descriptor) { context in
    try EnglishAbuseDetector(store: try ModelsConfiguration(context).store)
  },
  PluginDetector(TextClassesDetector.descriptor) { context in
    try TextClassesDetector(store: try ModelsConfiguration(context).store)
  },
]

@c(moderation_plugin_entry)
public func entry(_ host: UInt32) -> UnsafeRawPointer? { exportPlugin(host) { detectors } }
