// swift-tools-version: 6.2
import PackageDescription

// Inside this checkout the library is the folder above. Elsewhere the variable says where it is; a package of your own
// writes the path, or the URL and version, here.
let library = Context.environment["SWIFT_IMAGE_MODERATION"] ?? ".."

let products: [Target.Dependency] = [
  .product(name: "ImageModeration", package: "swift-image-moderation"),
  .product(name: "StandardDetectors", package: "swift-image-moderation"),
]

/// Depending on the worker's product builds it beside the programs, which are told its path at run time.
let worker = Target.Dependency.product(name: "moderation-worker", package: "swift-image-moderation")

let package = Package(
  name: "Examples",
  dependencies: [.package(name: "swift-image-moderation", path: library)],
  targets: [
    .executableTarget(name: "QuickStart", dependencies: products + [worker], path: "QuickStart"),
    .executableTarget(
      name: "RulesPerCall",
      dependencies: products + [.product(name: "TextMatching", package: "swift-image-moderation"), worker],
      path: "RulesPerCall"),
    // Judges what was seen before; needs neither models nor a worker.
    .executableTarget(
      name: "Replay", dependencies: [.product(name: "ModerationJudging", package: "swift-image-moderation")],
      path: "Replay"),
    // Parts that the articles of the documentation show; built and never run.
    .target(
      name: "Articles",
      dependencies: products + [.product(name: "WorkerProcesses", package: "swift-image-moderation")],
      path: "Articles"),
    .executableTarget(
      name: "Server",
      dependencies: products + [
        .product(name: "InProcessDecoding", package: "swift-image-moderation"),
        .product(name: "Policies", package: "swift-image-moderation"), worker,
      ],
      path: "Server"),
  ]
)
