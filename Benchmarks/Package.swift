// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Benchmarks are a package of their own, so that whoever links the library builds none of this.
///
/// The benchmark plugin takes every executable target in a folder directly below one called `Benchmarks` for a suite.
/// `ModerationBenchmarks` is meant to be found; `ProcessFigures` and its kin are ordinary programs and
/// stand elsewhere.
let package = Package(
  name: "Benchmarks",
  dependencies: [
    .package(name: "swift-image-moderation", path: ".."),
    // Without the traits: they add interposers for malloc and reference counts, which is not what is measured here.
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "ModerationBenchmarks",
      dependencies: [
        .product(name: "ImageModeration", package: "swift-image-moderation"),
        .product(name: "StandardDetectors", package: "swift-image-moderation"),
        .product(name: "PornDetection", package: "swift-image-moderation"),
        .product(name: "Inference", package: "swift-image-moderation"),
        .product(name: "TextMatching", package: "swift-image-moderation"),
        .product(name: "ImageDecoding", package: "swift-image-moderation"),
        .product(name: "InProcessDecoding", package: "swift-image-moderation"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "ModerationBenchmarks",
      swiftSettings: strict,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(name: "ProcessFigures", swiftSettings: strict),
    .executableTarget(
      name: "DecodeFigures", dependencies: [.product(name: "ImageDecoding", package: "swift-image-moderation")],
      swiftSettings: strict),
    .executableTarget(
      name: "PictureFigures", dependencies: [.product(name: "ImageMatching", package: "swift-image-moderation")],
      swiftSettings: strict),
    .executableTarget(
      name: "FaceFigures",
      dependencies: [
        .product(name: "FaceLibraries", package: "swift-image-moderation"),
        .product(name: "ImageMatching", package: "swift-image-moderation"),
        .product(name: "ModerationJudging", package: "swift-image-moderation"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "WordFigures",
      dependencies: [
        .product(name: "TextMatching", package: "swift-image-moderation"),
        .product(name: "Lists", package: "swift-image-moderation"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "WorkerFigures",
      dependencies: [
        .product(name: "ImageModeration", package: "swift-image-moderation"),
        .product(name: "ImageDecoding", package: "swift-image-moderation"),
        .product(name: "WorkerProcesses", package: "swift-image-moderation"),
        .product(name: "moderation-worker", package: "swift-image-moderation"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "FloodFigures",
      dependencies: [
        .product(name: "ImageModeration", package: "swift-image-moderation"),
        .product(name: "StandardDetectors", package: "swift-image-moderation"),
        .product(name: "TextMatching", package: "swift-image-moderation"),
        .product(name: "Policies", package: "swift-image-moderation"),
        .product(name: "moderation-worker", package: "swift-image-moderation"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "PluginFigures",
      dependencies: [
        .product(name: "ImageModeration", package: "swift-image-moderation"),
        .product(name: "PluginHost", package: "swift-image-moderation"),
        .product(name: "WorkerProcesses", package: "swift-image-moderation"),
        .product(name: "moderation-worker", package: "swift-image-moderation"),
      ],
      swiftSettings: strict),
  ]
)
