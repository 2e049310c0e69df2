// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

func core(_ product: String) -> Target.Dependency { .product(name: product, package: "swift-image-moderation") }

let kit = core("ModerationPluginKit")

func library(_ name: String, of detections: String...) -> Target {
  .target(name: name, dependencies: ["PluginConfiguration", kit] + detections.map(core), swiftSettings: strict)
}

/// The first-party detectors as shared libraries: `./run plugin build porn`.
///
/// A package of its own, as a stranger's plugin is one: it sees nothing but products, and whoever links the core builds
/// no shared library.
let package = Package(
  name: "Libraries",
  products: [
    .library(name: "porn", type: .dynamic, targets: ["PornPlugin"]),
    .library(name: "nudenet", type: .dynamic, targets: ["NudeNetPlugin"]),
    .library(name: "terror", type: .dynamic, targets: ["TerrorPlugin"]),
    .library(name: "tags", type: .dynamic, targets: ["TagsPlugin"]),
    .library(name: "text", type: .dynamic, targets: ["TextPlugin"]),
  ],
  dependencies: [.package(name: "swift-image-moderation", path: "../..")],
  targets: [
    .target(name: "PluginConfiguration", dependencies: [kit, core("Inference")], swiftSettings: strict),
    library("PornPlugin", of: "PornDetection"),
    library("NudeNetPlugin", of: "PornDetection"),
    library("TerrorPlugin", of: "TerrorDetection"),
    library("TagsPlugin", of: "TerrorDetection"),
    library("TextPlugin", of: "TextDetection", "CodeDetection", "Inference"),
  ]
)
