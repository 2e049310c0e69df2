// swift-tools-version: 6.2
import PackageDescription

/// The same strict settings for every Swift target. `InternalImportsByDefault` makes the compiler refuse a C type
/// in a public signature.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Where `./run setup` puts the neural runtime and the models of this checkout. The third and last place that
/// `ModelStore` looks in; a package that depends on this one passes a directory instead.
let developmentModels = "\(Context.packageDirectory)/.models"

let package = Package(
  name: "swift-image-moderation",
  products: [
    .library(name: "ImageModeration", targets: ["ImageModeration"]),
    .library(name: "StandardDetectors", targets: ["StandardDetectors"]),
    .library(name: "ImageFormats", targets: ["ImageFormats"]),
    // Evidence to verdict alone, for programs that judge again what was seen before.
    .library(name: "ModerationJudging", targets: ["ModerationJudging", "ModerationCore"]),
    // Runs over many images: their rows read, compared, evaluated, judged again.
    .library(name: "ModerationHarness", targets: ["ModerationHarness"]),
    // Frames of images in, lines of answers out: over standard input and output, or a Unix socket.
    .library(name: "ModerationStream", targets: ["ModerationStream"]),
    // Decoding without processes of its own; links the codecs, which ImageModeration does not.
    .library(name: "InProcessDecoding", targets: ["InProcessDecoding"]),
    .library(name: "ImageDrawing", targets: ["ImageDrawing"]),
    .library(
      name: "ImageDecoding",
      targets: ["ImageDecoding", "ImageFormats", "PixelConversion", "WorkerDecoding", "WorkerProcesses"]),
    .library(name: "WorkerProcesses", targets: ["WorkerProcesses"]),
    // Lists that operators keep, and what is said of one that is wrong.
    .library(name: "Lists", targets: ["Lists"]),
    // SHA-256, MD5 and HMAC by libcrypto.
    .library(name: "Digests", targets: ["Digests"]),
    .library(name: "Policies", targets: ["Policies", "Documents"]),
    .library(name: "TextMatching", targets: ["TextMatching"]),
    .library(name: "ImageMatching", targets: ["ImageMatching"]),
    .library(name: "FaceLibraries", targets: ["FaceLibraries"]),
    // First-party detectors one by one, and what loads their models: Plugins/Libraries makes shared libraries of them.
    .library(name: "Inference", targets: ["Inference"]),
    .library(name: "PornDetection", targets: ["PornDetection"]),
    .library(name: "TerrorDetection", targets: ["TerrorDetection"]),
    .library(name: "PoliticsDetection", targets: ["PoliticsDetection"]),
    .library(name: "TextDetection", targets: ["TextDetection"]),
    .library(name: "CodeDetection", targets: ["CodeDetection"]),
    .library(name: "ModerationPluginKit", targets: ["ModerationPluginKit"]),
    .library(name: "PluginHost", targets: ["PluginHost"]),
    .library(name: "ModerationTesting", targets: ["ModerationTesting"]),
    .executable(name: "moderate", targets: ["moderate"]),
    .executable(name: "moderation-worker", targets: ["moderation-worker"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Reads the manifests of detectors that are made of YAML alone.
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // C libraries, each behind a shim that shows Swift nothing but plain C types.
    .systemLibrary(
      name: "CVipsLibrary", path: "Sources/Native/CVipsLibrary", pkgConfig: "vips", providers: [.apt(["libvips-dev"])]),
    .target(name: "CVips", dependencies: ["CVipsLibrary"], path: "Sources/Native/CVips"),
    .systemLibrary(
      name: "COpenSSLLibrary", path: "Sources/Native/COpenSSLLibrary", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"])]),
    .target(name: "COpenSSL", dependencies: ["COpenSSLLibrary"], path: "Sources/Native/COpenSSL"),
    .systemLibrary(
      name: "CSQLiteLibrary", path: "Sources/Native/CSQLiteLibrary", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"])]),
    .target(name: "CSQLite", dependencies: ["CSQLiteLibrary"], path: "Sources/Native/CSQLite"),
    .target(name: "CFaceSearch", path: "Sources/Native/CFaceSearch"),
    .target(name: "CPixels", path: "Sources/Native/CPixels"),
    .target(
      name: "COpenVINO", path: "Sources/Native/COpenVINO",
      cSettings: [.define("MODERATION_DEVELOPMENT_MODELS", to: "\"\(developmentModels)\"")]),

    // ZXing-C++ is opened at run time; set-up builds it.
    .target(name: "CZXing", path: "Sources/Native/CZXing"),
    .systemLibrary(
      name: "CJPEGLibrary", path: "Sources/Native/CJPEGLibrary", pkgConfig: "libjpeg",
      providers: [.apt(["libjpeg-dev"])]),
    .target(name: "CJPEG", dependencies: ["CJPEGLibrary"], path: "Sources/Native/CJPEG"),
    .systemLibrary(
      name: "CWebPLibrary", path: "Sources/Native/CWebPLibrary", pkgConfig: "libwebpdemux",
      providers: [.apt(["libwebp-dev"])]),
    .target(name: "CWebP", dependencies: ["CWebPLibrary"], path: "Sources/Native/CWebP"),
    .systemLibrary(
      name: "CDe265Library", path: "Sources/Native/CDe265Library", pkgConfig: "libde265",
      providers: [.apt(["libde265-dev"])]),
    .target(name: "CDe265", dependencies: ["CDe265Library"], path: "Sources/Native/CDe265"),
    // libavif's own flags name a macro for Windows that SwiftPM warns of.
    .systemLibrary(name: "CAvifLibrary", path: "Sources/Native/CAvifLibrary", providers: [.apt(["libavif-dev"])]),
    .target(
      name: "CAvif", dependencies: ["CAvifLibrary"], path: "Sources/Native/CAvif",
      linkerSettings: [.linkedLibrary("avif")]),
    .systemLibrary(
      name: "CRawLibrary", path: "Sources/Native/CRawLibrary", pkgConfig: "libraw_r", providers: [.apt(["libraw-dev"])]),
    .target(name: "CRaw", dependencies: ["CRawLibrary"], path: "Sources/Native/CRaw"),
    // The decode worker: what host and worker need of Linux, and what the worker alone binds itself with.
    .target(name: "CWorkerChannel", path: "Sources/Native/CWorkerChannel"),
    .systemLibrary(
      name: "CSeccompLibrary", path: "Sources/Native/CSeccompLibrary", pkgConfig: "libseccomp",
      providers: [.apt(["libseccomp-dev"])]),
    .target(name: "CSandbox", dependencies: ["CSeccompLibrary"], path: "Sources/Native/CSandbox"),
    // Tesseract is opened at run time: whoever does not use it need not have it.
    .target(name: "CTesseract", path: "Sources/Native/CTesseract"),

    // The pipeline, bottom up.
    .target(name: "ModerationCore", swiftSettings: strict),
    .target(name: "ImageFormats", dependencies: ["ModerationCore"], swiftSettings: strict),
    .target(name: "Digests", dependencies: ["COpenSSL"], swiftSettings: strict),
    // Reads files within bounds and writes them whole.
    .target(name: "Files", swiftSettings: strict),
    // Reads operators' YAML strictly and within bounds.
    .target(
      name: "Documents", dependencies: ["Files", .product(name: "Yams", package: "Yams")], swiftSettings: strict),
    .target(name: "Lists", dependencies: ["ModerationCore", "Digests", "Files"], swiftSettings: strict),
    .target(name: "TextMatching", dependencies: ["ModerationCore", "Lists"], swiftSettings: strict),
    .target(name: "ImageMatching", dependencies: ["ModerationCore", "Lists", "CPixels"], swiftSettings: strict),
    // Faces by the million: kept in one file of SQLite, searched through a file that is made of it.
    .target(
      name: "FaceLibraries",
      dependencies: ["ModerationCore", "ImageMatching", "Digests", "CSQLite", "CFaceSearch"],
      swiftSettings: strict),
    // Processes that do work which may crash or hang: started, bounded, spoken to, replaced.
    .target(name: "WorkerProcesses", dependencies: ["ModerationCore", "CWorkerChannel"], swiftSettings: strict),
    // Frames to what a detector asks for; and the decode worker as its host sees it. Neither links a codec but libjpeg.
    .target(name: "PixelConversion", dependencies: ["ModerationCore", "CJPEG", "CPixels"], swiftSettings: strict),
    .target(name: "WorkerDecoding", dependencies: ["ModerationCore", "WorkerProcesses"], swiftSettings: strict),
    .target(
      name: "ImageDecoding",
      dependencies: [
        "ModerationCore", "ImageFormats", "CVips", "CJPEG", "CWebP", "CDe265", "CAvif", "CRaw",
      ],
      swiftSettings: strict),
    .target(name: "ModerationJudging", dependencies: ["ModerationCore"], swiftSettings: strict),
    .target(
      name: "Inference", dependencies: ["ModerationCore", "Digests", "Files", "COpenVINO"], swiftSettings: strict),
    .target(
      name: "ImageModeration",
      dependencies: [
        "ModerationCore", "ModerationJudging", "ImageFormats", "PixelConversion", "WorkerProcesses", "WorkerDecoding",
        "Digests", "Files",
      ],
      swiftSettings: strict),
    // Runs over many images: needs evidence, and no model.
    .target(
      name: "ModerationHarness",
      dependencies: ["ModerationCore", "ModerationJudging", "ImageMatching", "Documents", "Files", "Digests"],
      swiftSettings: strict),
    // Speaks to programs that send images one after the other; knows no pipeline.
    .target(
      name: "ModerationStream", dependencies: ["ModerationCore", "ModerationJudging", "Files"], swiftSettings: strict),
    .target(name: "InProcessDecoding", dependencies: ["ImageModeration", "ImageDecoding"], swiftSettings: strict),
    .target(
      name: "ImageDrawing",
      dependencies: ["ImageModeration", "ImageDecoding", "PixelConversion", "Digests", "CVips"], swiftSettings: strict),

    // Plugins built apart: the C interface, its two sides.
    .target(name: "CModerationABI"),
    .target(
      name: "ModerationPluginKit", dependencies: ["CModerationABI", "ModerationCore"], swiftSettings: strict),

    .target(
      name: "PluginHost",
      dependencies: ["CModerationABI", "ModerationCore", "Digests", "Files", "WorkerProcesses", "CWorkerChannel"],
      swiftSettings: strict),

    // Tests anybody's detector; for programs as well as for test bundles.
    .target(name: "ModerationTesting", dependencies: ["ModerationCore"], swiftSettings: strict),

    // Detectors, and the programs that compose them.
    .target(
      name: "SafetyClassification", dependencies: ["ModerationCore", "Inference", "CPixels"],
      path: "Plugins/SafetyClassification/Sources", swiftSettings: strict),
    // EfficientNet-lite2, whose features terror, tags and the heads of manifests share.
    .target(
      name: "PictureFeatures", dependencies: ["ModerationCore", "Inference", "CPixels"],
      path: "Plugins/PictureFeatures/Sources",
      swiftSettings: strict),
    .target(
      name: "PornDetection",
      dependencies: ["ModerationCore", "Inference", "PixelConversion", "SafetyClassification", "CPixels"],
      path: "Plugins/PornDetection/Sources", swiftSettings: strict),
    .target(
      name: "TerrorDetection",
      dependencies: ["ModerationCore", "Inference", "SafetyClassification", "PictureFeatures"],
      path: "Plugins/TerrorDetection/Sources", swiftSettings: strict),
    .target(
      name: "TextDetection",
      dependencies: ["ModerationCore", "Inference", "Lists", "TextMatching", "CTesseract", "CPixels"],
      path: "Plugins/TextDetection/Sources", swiftSettings: strict),
    .target(
      name: "CodeDetection", dependencies: ["ModerationCore", "Lists", "TextMatching", "CZXing", "CPixels"],
      path: "Plugins/CodeDetection/Sources", swiftSettings: strict),
    .target(
      name: "PoliticsDetection",
      dependencies: ["ModerationCore", "Inference", "ImageMatching", "FaceLibraries", "Digests", "Files", "CPixels"],
      path: "Plugins/PoliticsDetection/Sources", swiftSettings: strict),
    .target(
      name: "ManifestDetection",
      dependencies: ["ModerationCore", "Inference", "Files", "Documents", "PictureFeatures"],
      path: "Plugins/ManifestDetection/Sources", swiftSettings: strict),
    // Operators' policies: files to rules, without a model.
    .target(
      name: "Policies",
      dependencies: [
        "ModerationCore", "ModerationJudging", "Documents", "Digests", "Files", "Lists", "TextMatching",
        "ImageMatching", "FaceLibraries", "PoliticsDetection", "ManifestDetection",
      ],
      resources: [.embedInCode("BuiltIn")], swiftSettings: strict),
    .target(
      name: "StandardDetectors",
      dependencies: [
        "ImageModeration", "Inference", "Lists", "ImageMatching", "PornDetection", "TerrorDetection",
        "SafetyClassification", "PictureFeatures", "PoliticsDetection",
        "TextDetection", "TextMatching", "ManifestDetection", "CodeDetection", "PluginHost", "WorkerProcesses",
        "Policies", "Documents", "Files",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "moderate",
      dependencies: [
        "ImageModeration", "InProcessDecoding", "ImageDrawing", "ImageFormats", "StandardDetectors", "Lists", "Files",
        "TextMatching", "ImageMatching", "FaceLibraries", "Digests", "Inference", "PoliticsDetection", "PluginHost",
        "ModerationTesting",
        "WorkerProcesses", "Policies", "Documents", "ManifestDetection", "CodeDetection", "ModerationHarness",
        "PictureFeatures", "ModerationStream",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      // What `moderate plugins new` writes; links to the files themselves, so that there is one of each.
      resources: [.embedInCode("Templates")],
      swiftSettings: strict),

    // Decodes hostile bytes in a process of its own; started by `WorkerDecoder`, never by hand.
    .executableTarget(
      name: "moderation-worker",
      dependencies: [
        "ModerationCore", "ImageDecoding", "WorkerDecoding", "PluginHost", "WorkerProcesses", "CodeDetection",
        "CWorkerChannel", "CSandbox",
      ],
      swiftSettings: strict),

    // Runs our own stages without a network, for a count of instructions: `./run bench instructions`.
    .executableTarget(
      name: "StageFigures",
      dependencies: [
        "ModerationCore", "ImageFormats", "ImageDecoding", "PixelConversion", "PornDetection", "SafetyClassification",
        "TextDetection", "CodeDetection", "ImageMatching", "TextMatching",
      ],
      path: "Benchmarks/Sources/StageFigures", swiftSettings: strict),

    // Tests mirror Sources.
    .target(
      name: "TestFixtures", dependencies: ["ModerationCore", "ModerationJudging", "Digests"],
      path: "Tests/TestFixtures", swiftSettings: strict),
    // What documents and sources say of one another.
    .testTarget(name: "RepositoryTests", dependencies: ["TestFixtures"], swiftSettings: strict),
    .testTarget(
      name: "PoliciesTests",
      dependencies: [
        "Policies", "Documents", "StandardDetectors", "ModerationCore", "ModerationJudging", "PoliticsDetection",
        "FaceLibraries",
        "ImageMatching",
        "TextMatching", "TestFixtures",
      ],
      swiftSettings: strict),
    .testTarget(name: "DocumentsTests", dependencies: ["Documents"], swiftSettings: strict),
    .testTarget(
      name: "ModerationCoreTests", dependencies: ["ModerationCore", "TestFixtures"], swiftSettings: strict),
    .testTarget(
      name: "ImageFormatsTests", dependencies: ["ImageFormats", "TestFixtures"], swiftSettings: strict),
    .testTarget(
      name: "ImageDecodingTests",
      dependencies: ["ImageDecoding", "WorkerDecoding", "WorkerProcesses", "ImageFormats", "Digests", "TestFixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "PixelConversionTests",
      dependencies: ["PixelConversion", "ImageDecoding", "Digests", "TestFixtures", "CPixels"],
      swiftSettings: strict),
    .testTarget(
      name: "ModerationJudgingTests", dependencies: ["ModerationJudging", "ModerationCore", "TestFixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "ImageDrawingTests",
      dependencies: ["ImageDrawing", "ImageModeration", "InProcessDecoding", "ImageDecoding", "TestFixtures"],
      swiftSettings: strict),
    // Scans made-up images with a made-up judge, and is killed at it.
    .executableTarget(
      name: "ScanRunner",
      dependencies: ["ModerationHarness", "ModerationCore", "ModerationJudging", "Files", "TestFixtures"],
      path: "Tests/ScanRunner", swiftSettings: strict),
    .testTarget(
      name: "ModerationHarnessTests",
      dependencies: [
        "ModerationHarness", "ModerationCore", "ModerationJudging", "ImageMatching", "Policies", "Files",
        "TestFixtures",
        "ScanRunner",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ModerationStreamTests",
      dependencies: ["ModerationStream", "ModerationCore", "ModerationJudging", "TestFixtures"],
      swiftSettings: strict),
    .testTarget(name: "FilesTests", dependencies: ["Files"], swiftSettings: strict),
    .testTarget(
      name: "ListsTests", dependencies: ["Lists", "ModerationCore", "TestFixtures"], swiftSettings: strict),
    .testTarget(
      name: "TextMatchingTests", dependencies: ["TextMatching", "Lists", "ModerationCore", "TestFixtures"],
      swiftSettings: strict),
    .testTarget(name: "InferenceTests", dependencies: ["Inference", "Digests", "TestFixtures"], swiftSettings: strict),
    .testTarget(
      name: "ImageModerationTests",
      dependencies: [
        "ImageModeration", "InProcessDecoding", "PixelConversion", "WorkerProcesses", "ImageDecoding", "ImageFormats",
        "TestFixtures",
      ], swiftSettings: strict),
    .testTarget(
      name: "SafetyClassificationTests",
      dependencies: [
        "SafetyClassification", "ImageModeration", "ImageDecoding", "ImageFormats", "PixelConversion", "Inference",
        "Digests", "TestFixtures",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "PornDetectionTests",
      dependencies: [
        "PornDetection", "SafetyClassification", "ImageModeration", "InProcessDecoding", "PixelConversion",
        "WorkerProcesses", "ImageDecoding",
        "ImageFormats", "Inference", "Digests", "TestFixtures",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "TerrorDetectionTests",
      dependencies: [
        "TerrorDetection", "PictureFeatures", "SafetyClassification", "PornDetection", "ImageModeration",
        "InProcessDecoding",
        "PixelConversion", "WorkerProcesses",
        "ImageDecoding", "ImageFormats", "Inference", "TestFixtures",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ImageMatchingTests", dependencies: ["ImageMatching", "Lists", "ModerationCore", "TestFixtures"],
      swiftSettings: strict),
    // Fills a library of faces, and is killed at it.
    .executableTarget(
      name: "LibraryFiller", dependencies: ["FaceLibraries", "ImageMatching", "ModerationCore", "TestFixtures"],
      path: "Tests/LibraryFiller", swiftSettings: strict),
    .testTarget(
      name: "FaceLibrariesTests",
      dependencies: ["FaceLibraries", "ImageMatching", "ModerationCore", "TestFixtures", "LibraryFiller"],
      swiftSettings: strict),
    .testTarget(
      name: "PoliticsDetectionTests",
      dependencies: [
        "PoliticsDetection", "ImageMatching", "FaceLibraries", "ImageModeration", "InProcessDecoding",
        "PixelConversion", "WorkerProcesses",
        "ImageDecoding", "ImageFormats", "Inference",
        "TestFixtures",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ManifestDetectionTests",
      dependencies: [
        "ManifestDetection", "PictureFeatures", "TerrorDetection", "PornDetection", "ImageModeration",
        "InProcessDecoding", "PixelConversion",
        "WorkerProcesses", "ImageDecoding", "ImageFormats", "Inference", "Digests",
        "TestFixtures",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CodeDetectionTests",
      dependencies: [
        "CodeDetection", "Lists", "PluginHost", "ImageModeration", "InProcessDecoding", "PixelConversion",
        "WorkerProcesses", "ImageDecoding", "ImageFormats", "Inference", "TestFixtures",
        "moderation-worker",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "TextDetectionTests",
      dependencies: [
        "TextDetection", "CodeDetection", "TextMatching", "ImageModeration", "ImageDrawing", "InProcessDecoding",
        "PixelConversion", "CPixels",
        "WorkerProcesses", "ImageDecoding", "ImageFormats",
        "Inference",
        "TestFixtures",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "StandardDetectorsTests",
      dependencies: [
        "StandardDetectors", "ImageModeration", "InProcessDecoding", "PornDetection", "TerrorDetection",
        "PoliticsDetection", "TextDetection", "CodeDetection", "ImageMatching", "TextMatching", "Lists", "Inference",
        "Policies", "Digests", "TestFixtures",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ModerationTestingTests",
      dependencies: [
        "ModerationTesting", "ModerationCore", "ImageModeration", "InProcessDecoding", "PixelConversion",
        "WorkerProcesses", "ImageDecoding", "Inference", "ImageMatching",
        "PornDetection", "TerrorDetection", "PoliticsDetection", "TextDetection", "CodeDetection", "TestFixtures",
      ],
      exclude: ["Golden"],
      swiftSettings: strict),
    .testTarget(
      name: "PluginHostTests",
      dependencies: [
        "PluginHost", "ImageModeration", "InProcessDecoding", "PixelConversion", "WorkerProcesses", "ImageDecoding",
        "ImageFormats", "Inference", "ModerationTesting", "Digests",
        "PornDetection", "TerrorDetection", "TextDetection", "CodeDetection", "TestFixtures", "moderate",
        "moderation-worker",
      ],
      exclude: ["Plugins"],
      swiftSettings: strict),
    // Speaks the decode worker's protocol and lies on order.
    .executableTarget(
      name: "LyingWorker",
      dependencies: ["ModerationCore", "ImageDecoding", "WorkerDecoding", "WorkerProcesses", "CWorkerChannel"],
      path: "Tests/LyingWorker", swiftSettings: strict),
    // Runs the built worker, which SwiftPM puts beside the test bundle.
    .testTarget(
      name: "WorkerTests",
      dependencies: [
        "ImageDecoding", "WorkerDecoding", "ImageFormats", "ModerationCore", "WorkerProcesses", "CWorkerChannel",
        "TestFixtures",
        "moderation-worker", "LyingWorker",
      ],
      swiftSettings: strict),
    // Runs the built command, which SwiftPM puts beside the test bundle.
    .testTarget(
      name: "ModerateTests",
      dependencies: [
        "moderate", "moderation-worker", "ImageMatching", "Digests", "TestFixtures",
        .product(name: "Yams", package: "Yams"),
      ],
      exclude: ["Plugins"],
      swiftSettings: strict),
  ],
  cxxLanguageStandard: .cxx17
)
