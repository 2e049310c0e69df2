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
    .executableTarget(name: "Server", dependencies: products + [worker], path: "Server"),
  ]
)
