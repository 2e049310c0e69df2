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

/// Each fuzzes what it is named after, with the library's own targets.
let targets = ["Arithmetic", "Probe", "Sniff"]

let package = Package(
  name: "Fuzzing",
  products: targets.map { .executable(name: $0, targets: [$0]) },
  dependencies: [.package(name: "swift-image-moderation", path: "..")],
  targets: targets.map { name in
    .executableTarget(
      name: name, dependencies: [.product(name: "ImageDecoding", package: "swift-image-moderation")], path: name,
      swiftSettings: strict)
  }
)
