import Policies
import StandardDetectors

/// The folder that `moderate policies init` writes: the example of this checkout.
enum PolicyTemplate {
  static let files: [NewTextFile] = [
    NewTextFile("default.yaml", text(PackageResources.default_yaml)),
    NewTextFile("live_chat.yaml", text(PackageResources.live_chat_yaml)),
    NewTextFile("avatars.yaml", text(PackageResources.avatars_yaml)),
    NewTextFile("words/house-rules.txt", text(PackageResources.house_rules_txt)),
    NewTextFile("policy-1.schema.json", PolicySchema.json(detectors: StandardDetectors.descriptors)),
  ]

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
