// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let kit = Target.Dependency.product(name: "ModerationPluginKit", package: "swift-image-moderation")

/// The first-party detectors as shared libraries: `./run plugin build porn`.
///
/// A package of its own, as a stranger's plugin is one: it sees nothing but products, and whoever links the core builds no
/// shared library.
let package = Package(
  name: "Libraries",
  products: [
    .library(name: "porn", type: .dynamic, targets: ["PornPlugin"]),
    .library(name: "terror", type: .dynamic, targets: ["TerrorPlugin"]),
    .library(name: "text", type: .dynamic, targets: ["TextPlugin"]),
  ],
  dependencies: [.package(name: "swift-image-moderation", path: "../..")],
  targets: [
    .target(
      name: "PluginConfiguration",
      dependencies: [kit, .product(name: "Inference", package: "swift-image-moderation")],
      swiftSettings: strict),
    .target(
      name: "PornPlugin",
      dependencies: [
        "PluginConfiguration", kit, .product(name: "PornDetection", package: "swift-image-moderation"),
      ],
      swiftSettings: strict),
    .target(
      name: "TerrorPlugin",
      dependencies: [
        "PluginConfiguration", kit, .product(name: "TerrorDetection", package: "swift-image-moderation"),
      ],
      swiftSettings: strict),
    .target(
      name: "TextPlugin",
      dependencies: ["PluginConfiguration", kit, .product(name: "TextDetection", package: "swift-image-moderation")],
      swiftSettings: strict),
  ]
)
