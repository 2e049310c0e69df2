import Digests
import Foundation
import ImageModeration
import InProcessDecoding
import Inference
import PictureFeatures
import TerrorDetection
import TestFixtures
import Testing

@testable import ManifestDetection

@Suite("manifest of heads", .timeLimit(.minutes(20)))
struct HeadManifestTests {
  /// A manifest of two heads, whose file lies beside it.
  private struct Example {
    let folder: TemporaryFolder
    let path: String
    static let photo = "images/photos-faces/chelsea.png"

    /// - Parameters:
    ///   - biases: One for each head; all weights are 0.01.
    ///   - change: Made in the manifest's text.
    init(biases: [Float] = [-3, 2], _ change: (String) -> String = { $0 }) throws {
      folder = try TemporaryFolder()
      let numbers = biases.flatMap { [Float](repeating: 0.01, count: EfficientNetLite2.featureCount) + [$0] }
      let bytes = numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> ($0 * 8)) } }
      _ = try folder.write(bytes, to: "heads.f32")
      let digest = try #require(SHA256Digest(of: bytes.span.bytes)?.hexadecimal)
      path = try folder.write(
        change(
          """
          manifest: 1
          id: house.plants/1
          scene: plants
          model: {features: efficientnet-lite2, head: heads.f32, sha256: \(digest), name: plants, licence: own}
          output: {classes: [cactus, rose], anchors: [[-1, 1.5], [0, 2]]}
          subLabels: [Cactus, Rose]
          claims:
            - {classes: [cactus], label: Custom, subLabel: Cactus, review: 0.86, block: 0.91}
            - {classes: [rose], label: Custom, subLabel: Rose, review: 0.86, block: 1}
          covers: [Cactus, Rose]
          doesNotCover: []
          """
        ).utf8, to: "plants.yaml")
    }

    func detector(_ backbone: EfficientNetLite2? = nil) throws -> ManifestDetector {
      let store = try ModelStore()
      let runtime = try InferenceRuntime(store)
      guard let backbone else {
        return try ManifestDetector(manifestPath: path, store: store, runtime: runtime, concurrency: 1)
      }
      return try ManifestDetector(manifestPath: path, store: store, runtime: runtime, concurrency: 1) { backbone }
    }
  }

  @Test("terror and two manifests more cost one inference a picture, and their scores are those of their heads")
  func shared() async throws {
    let store = try ModelStore()
    let network = try EfficientNetLite2(
      store: store, runtime: try InferenceRuntime(store), concurrency: 1, isShared: true)
    let first = try Example()
    let second = try Example(biases: [-1, 1]) { $0.replacing("house.plants/1", with: "house.flowers/1") }
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [
        try TerrorDetector(backbone: network, store: store), try first.detector(network), try second.detector(network),
      ]), isolation: .inProcess, limits: .unhurried)
    let result = try await moderator.moderate(.bytes(try Fixture.bytes(Example.photo), .local))
    guard case .verdict(let verdict) = result.outcome else {
      Issue.record("\(result.outcome)")
      return
    }
    #expect(network.runCount == 1)
    func finding(_ detector: String, _ subLabel: String) -> Finding? {
      verdict.evidence.first { $0.detector == detector && $0.finding.subLabel?.rawValue == subLabel }?.finding
    }
    // The sum of the features is the same for all heads, so that logits differ by biases.
    let cactus = try #require(finding("house.plants/1", "Cactus"))
    let logit = try #require(cactus.details["logit"].flatMap { Double($0) })
    let other = try #require(finding("house.flowers/1", "Cactus")?.details["logit"].flatMap { Double($0) })
    #expect(abs(other - logit - 2) < 0.002)
    let meaning = try #require(QuantileScore(onePercent: -1, onePerMille: 1.5))
    #expect(abs(try #require(meaning(logit)) - cactus.score) < 0.001)
    #expect(finding("house.plants/1", "Rose") != nil)
  }

  @Test("alone it makes a network of its own, with the wish that terror has")
  func alone() throws {
    let detector = try Example().detector()
    #expect(detector.inputWish == TerrorDetector.wish)
    #expect(detector.descriptor.scene.rawValue == "plants")
    #expect(detector.descriptor.model?.name == "plants")
    #expect(try ManifestDetectorTests.scores([detector], Example.photo).count == 1)
  }

  static let faults: [(String, String, HostFailure.Code, String)] = [
    ("features: efficientnet-lite2", "features: clip", .invalidManifest, "model.features must be one of"),
    ("features: efficientnet-lite2, ", "", .invalidManifest, "model lacks the key features"),
    ("head: heads.f32, ", "", .invalidManifest, "model lacks the key head"),
    ("head: heads.f32", "head: ../heads.f32", .invalidManifest, "model.head must be a relative path"),
    ("head: heads.f32", "head: heads.f32, store: a", .invalidManifest, "has no key \"store\""),
    ("head: heads.f32", "head: nothing.f32", .modelMissing, "nothing.f32"),
    ("anchors: [[-1, 1.5], [0, 2]]", "anchors: [[-1, 1.5]]", .invalidManifest, "output.anchors has 1 elements"),
    ("[-1, 1.5]", "[1.5, 1.5]", .invalidManifest, "output.anchors[0] must be two logits, the first below"),
    ("[-1, 1.5]", "[1.5]", .invalidManifest, "output.anchors[0] must be a list of 2 numbers"),
    (", anchors: [[-1, 1.5], [0, 2]]", "", .invalidManifest, "output lacks the key anchors"),
    (
      "classes: [cactus, rose],", "activation: none, classes: [cactus, rose],", .invalidManifest,
      "no key \"activation\""
    ),
    ("output:", "input: {size: [3, 3]}\noutput:", .invalidManifest, "input goes with"),
    ("- {classes: [rose],", "- {classes: [cactus, rose],", .invalidManifest, "are not added up"),
    ("[cactus, rose], anchors: [", "[cactus, rose, ivy], anchors: [[0, 1], ", .modelAltered, "3 classes"),
  ]

  @Test("what is wrong with a manifest of heads is said with its place", arguments: faults)
  func faulty(old: String, new: String, code: HostFailure.Code, text: String) throws {
    let example = try Example {
      #expect($0.contains(old))
      return $0.replacing(old, with: new)
    }
    ManifestDetectorTests.expectFailure(code, text) { try example.detector() }
  }

  @Test("heads that were changed since are refused, and heads of another network")
  func altered() throws {
    let example = try Example()
    let file = example.folder.url.appending(path: "heads.f32")
    var bytes = try Data(contentsOf: file)
    bytes[17] ^= 1
    try bytes.write(to: file)
    ManifestDetectorTests.expectFailure(.modelAltered, "heads.f32") { try example.detector() }
    let short = try Example(biases: [1])
    ManifestDetectorTests.expectFailure(.modelAltered, "5124 bytes") { try short.detector() }
    let odd = try Example(biases: [1, .nan])
    ManifestDetectorTests.expectFailure(.modelAltered, "the head 2 of plants") { try odd.detector() }
  }
}
