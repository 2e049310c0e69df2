// swift-tools-version: 6.2
import PackageDescription

/// The settings of the package around this one.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A package of its own: who links the core builds no HTTP stack.
let package = Package(
  name: "moderation-service",
  products: [
    .library(name: "ModerationService", targets: ["ModerationService"]),
    .executable(name: "moderation-service", targets: ["moderation-service"]),
  ],
  dependencies: [
    .package(name: "swift-image-moderation", path: ".."),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Who may call, how a request proves who sent it, how much an account may ask for.
    .target(
      name: "ServiceAccounts",
      dependencies: [
        .product(name: "Digests", package: "swift-image-moderation"),
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict),
    // Downloads pictures from addresses that strangers name.
    .target(
      name: "ImageFetching",
      dependencies: [
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      swiftSettings: strict),
    // What outlives the process: counts of calls, faces, tasks, records.
    .target(
      name: "ModerationStore",
      dependencies: [
        .product(name: "FaceLibraries", package: "swift-image-moderation"),
        .product(name: "ImageMatching", package: "swift-image-moderation"),
        .product(name: "ImageModeration", package: "swift-image-moderation"),
        .product(name: "TextMatching", package: "swift-image-moderation"),
        .product(name: "Lists", package: "swift-image-moderation"),
        .product(name: "Digests", package: "swift-image-moderation"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    // What a store must do, kept in memory: for tests.
    .target(
      name: "ModerationStoreTesting",
      dependencies: [
        "ModerationStore",
        .product(name: "FaceLibraries", package: "swift-image-moderation"),
        .product(name: "ImageMatching", package: "swift-image-moderation"),
      ],
      swiftSettings: strict),
    .target(
      name: "ModerationService",
      dependencies: [
        "ServiceAccounts", "ImageFetching", "ModerationStore",
        .product(name: "ImageModeration", package: "swift-image-moderation"),
        .product(name: "ModerationJudging", package: "swift-image-moderation"),
        .product(name: "StandardDetectors", package: "swift-image-moderation"),
        .product(name: "PoliticsDetection", package: "swift-image-moderation"),
        .product(name: "FaceLibraries", package: "swift-image-moderation"),
        .product(name: "ImageMatching", package: "swift-image-moderation"),
        .product(name: "ImageDrawing", package: "swift-image-moderation"),
        .product(name: "Policies", package: "swift-image-moderation"),
        .product(name: "Inference", package: "swift-image-moderation"),
        .product(name: "Lists", package: "swift-image-moderation"),
        .product(name: "WorkerProcesses", package: "swift-image-moderation"),
        .product(name: "Digests", package: "swift-image-moderation"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Yams", package: "Yams"),
      ],
      resources: [.embedInCode("Resources")], swiftSettings: strict),
    // Started by `moderate serve`, `keys`, `usage` and `tasks`.
    .executableTarget(
      name: "moderation-service",
      dependencies: [
        "ModerationService", "ServiceAccounts", "ModerationStore",
        .product(name: "ModerationHarness", package: "swift-image-moderation"),
        .product(name: "ModerationJudging", package: "swift-image-moderation"),
        .product(name: "ImageModeration", package: "swift-image-moderation"),
        .product(name: "ImageMatching", package: "swift-image-moderation"),
        .product(name: "TextMatching", package: "swift-image-moderation"),
        .product(name: "Lists", package: "swift-image-moderation"),
        .product(name: "Inference", package: "swift-image-moderation"),
        .product(name: "WorkerProcesses", package: "swift-image-moderation"),
        // Built beside the program, which starts it.
        .product(name: "moderation-worker", package: "swift-image-moderation"),
        // Asks a running service.
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ServiceAccountsTests",
      dependencies: ["ServiceAccounts", .product(name: "Digests", package: "swift-image-moderation")],
      // Requests that real clients signed.
      resources: [.copy("Vectors")], swiftSettings: strict),
    .testTarget(
      name: "ImageFetchingTests",
      dependencies: [
        "ImageFetching",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ModerationStoreTests",
      dependencies: [
        "ModerationStore", "ModerationStoreTesting",
        .product(name: "FaceLibraries", package: "swift-image-moderation"),
        .product(name: "ImageMatching", package: "swift-image-moderation"),
        .product(name: "ImageModeration", package: "swift-image-moderation"),
        .product(name: "TextMatching", package: "swift-image-moderation"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ], swiftSettings: strict),
    .testTarget(
      name: "ModerationServiceTests",
      dependencies: [
        "ModerationService", "ServiceAccounts", "ImageFetching", "ModerationStore", "ModerationStoreTesting",
        .product(name: "ImageModeration", package: "swift-image-moderation"),
        .product(name: "FaceLibraries", package: "swift-image-moderation"),
        .product(name: "ImageMatching", package: "swift-image-moderation"),
        .product(name: "PoliticsDetection", package: "swift-image-moderation"),
        .product(name: "Inference", package: "swift-image-moderation"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
  ]
)
