import Foundation
import ImageModeration
import Inference
import PictureFeatures
import TestFixtures
import Testing

@testable import TerrorDetection

/// The converted network and the fire head against stored values; see Scripts/reference/efficientnet_lite2.py.
@Suite("EfficientNet-lite2 parity", .timeLimit(.minutes(20)))
struct EfficientNetLite2ParityTests {
  struct Reference: Decodable {
    let fire: Double
    let featureMean: Double
    let featureNorm: Double
    /// In ten-thousandths.
    let logits: [Int]

    func difference(from found: [Float]) -> Double {
      guard found.count == logits.count else { return .infinity }
      return zip(found, logits).map { abs(Double($0.0) - Double($0.1) / 10_000) }.max() ?? .infinity
    }
  }

  @Test("equal pixels give the reference's logits, features and fire within 0.001")
  func equalPixels() throws {
    let references: [String: Reference] = try Fixture.json("efficientnet_lite2/reference.json")
    #expect(references.count == 14)
    let backbone = try Pictures.backbone()
    let head = try LinearHead(
      try ModelStore().read(TerrorDetector.headFile), featureCount: EfficientNetLite2.featureCount, name: "head")
    var worst = 0.0
    for (name, reference) in references.sorted(by: { $0.key < $1.key }) {
      let pixels = try Pictures.pixels(at: Fixture.path(name), fully: true)
      let answer = try backbone.answer(pixels.span.bytes, of: Pictures.frame())
      let features = answer.features.map(Double.init)
      let differences = [
        reference.difference(from: answer.logits),
        abs(features.reduce(0, +) / Double(features.count) - reference.featureMean),
        abs(features.reduce(0) { $0 + $1 * $1 }.squareRoot() - reference.featureNorm),
        abs(try head.logit(answer.features) - reference.fire),
      ]
      let difference = differences.max() ?? .infinity
      #expect(difference <= 0.001, "\(name): \(difference)")
      worst = max(worst, difference)
    }
    print("EfficientNet-lite2 parity: \(references.count) pictures, largest difference \(worst)")
  }

  /// Pictures with transparency: on white, libvips rounds otherwise than Pillow does, and the bicubic filter
  /// overshoots.
  static let transparent = ["flags/de.png", "weapon-drawings/knife.png", "weapon-drawings/m16_01.png"]

  @Test(
    "a transparent picture through our own decoder keeps the reference's logits within 0.05", arguments: transparent)
  func transparency(name: String) throws {
    let references: [String: Reference] = try Fixture.json("efficientnet_lite2/reference.json")
    let kept = "efficientnet_lite2/" + name.replacingOccurrences(of: "/", with: "-")
    let reference = try #require(references[kept])
    let pixels = try Pictures.pixels(at: Fixture.path("images/\(name)"))
    let answer = try Pictures.backbone().answer(pixels.span.bytes, of: Pictures.frame())
    let stored = try Pictures.pixels(at: Fixture.path(kept))
    let step = zip(pixels, stored).map { abs(Int($0.0) - Int($0.1)) }.max() ?? 255
    #expect(step <= 3)
    let difference = reference.difference(from: answer.logits)
    #expect(difference <= 0.05)
    print("EfficientNet-lite2 through our decoder: \(name), \(step) steps of 255, \(difference)")
  }

  /// Read as the pipeline reads them: of the larger one the codec makes 2000×1500, the smaller one it leaves as it is.
  static let large = ["chelsea-1280x1000.webp", "hopper-turned-4000x3000.jpg"]

  @Test("a picture that the codec may shrink keeps its log-odds within 0.1 of a full decode", arguments: large)
  func shrunk(name: String) throws {
    let path = Fixture.path("images/photos-large/\(name)")
    let detector = try Pictures.detector()
    let full = try Pictures.findings(detector, try Pictures.pixels(at: path, fully: true))
    let shrunk = try Pictures.findings(detector, try Pictures.pixels(at: path))
    #expect(full.count == 4 && shrunk.count == 4)
    for (left, right) in zip(full, shrunk) {
      let difference = abs(try Self.logit(left) - Self.logit(right))
      #expect(difference <= 0.1, "\(name) \(left.subLabel?.rawValue ?? ""): \(difference)")
    }
  }

  static func logit(_ finding: Finding) throws -> Double {
    try #require(Double(finding.details["logOdds"] ?? finding.details["logit"] ?? ""))
  }
}
