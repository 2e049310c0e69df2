// swift-tools-version: 6.2
import PackageDescription

/// One libFuzzer target per folder; `./run fuzz` lists, builds and runs them. A package of its own, so that whoever
/// links the library builds none of it.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let library: Target.Dependency = .product(name: "ImageDecoding", package: "swift-image-moderation")

/// Each fuzzes what it is named after. Those of the second line decode.
let targets = ["Arithmetic", "Probe", "SVG", "SampleTables", "Sniff", "WorkerMessages"]
let decodingTargets = ["APNG", "AnimatedWebP", "Bitmap", "GIF", "Icon", "JNG"]

let package = Package(
  name: "Fuzzing",
  products: (targets + decodingTargets).map { .executable(name: $0, targets: [$0]) },
  dependencies: [.package(name: "swift-image-moderation", path: "..")],
  targets: targets.map {
    .executableTarget(name: $0, dependencies: [library], path: $0, swiftSettings: strict)
  }
    + decodingTargets.map {
      .executableTarget(name: $0, dependencies: ["Decoding"], path: $0, swiftSettings: strict)
    }
    + [.target(name: "Decoding", dependencies: [library], path: "Decoding", swiftSettings: strict)]
)
