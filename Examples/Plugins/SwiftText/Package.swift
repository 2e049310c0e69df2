// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "ForbiddenWord",
  products: [.library(name: "ForbiddenWord", type: .dynamic, targets: ["ForbiddenWord"])],
  dependencies: [.package(name: "swift-image-moderation", path: "../../..")],
  targets: [
    .target(
      name: "ForbiddenWord", dependencies: [.product(name: "ModerationPluginKit", package: "swift-image-moderation")])
  ]
)
