// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Blue",
  products: [.library(name: "Blue", type: .dynamic, targets: ["Blue"])],
  dependencies: [.package(name: "swift-image-moderation", path: "../../..")],
  targets: [
    .target(name: "Blue", dependencies: [.product(name: "ModerationPluginKit", package: "swift-image-moderation")])
  ]
)
