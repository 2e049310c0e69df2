import ImageModeration
import Inference
import TestFixtures
import Testing

@testable import PictureFeatures
@testable import TerrorDetection

@Suite("What withholds a group of classes", .timeLimit(.minutes(20)))
struct WithheldTests {
  static let side = 260

  /// A picture of one function of the place.
  static func picture(_ colour: (_ x: Double, _ y: Double) -> [Double]) -> [UInt8] {
    var pixels: [UInt8] = []
    for y in 0..<side {
      for x in 0..<side {
        pixels += colour(Double(x) / Double(side), Double(y) / Double(side)).map { UInt8(max(0, min(255, $0))) }
      }
    }
    return pixels
  }

  static let plains: [[Double]] = [[255, 255, 255], [0, 0, 0], [128, 128, 128], [200, 40, 30], [250, 160, 40]]

  @Test("plain colours are flat", arguments: plains)
  func plain(colour: [Double]) {
    #expect(PictureDetail.largest(Self.picture { _, _ in colour }) < 0.001)
  }

  @Test("gradients are flat, whatever their direction", arguments: [(1.0, 0.0), (0.0, 1.0), (0.6, 0.4)])
  func gradient(x: Double, y: Double) {
    let picture = Self.picture { [255 * ($0 * x + $1 * y), 120 * $0, 90] }
    #expect(PictureDetail.largest(picture) < PictureDetail.flatBelow)
  }

  @Test("soft spots are flat", arguments: [0.06, 0.1, 0.3])
  func blur(deviation: Double) {
    let picture = Self.picture { x, y in
      let away = ((x - 0.4) * (x - 0.4) + (y - 0.6) * (y - 0.6)) / (2 * deviation * deviation)
      return [255 / (1 + away), 140 / (1 + away), 20]
    }
    #expect(PictureDetail.largest(picture) < PictureDetail.flatBelow)
  }

  static let photographs = [
    "photos-faces/astronaut.png", "photos-faces/chelsea.png", "photos-faces/hopper.jpg", "photos-faces/hopper.gif",
    "photos-large/chelsea-3000x1000.jpg", "photos-large/astronaut-1200x900.jpg", "heif/zPug_3.heic",
    "jpeg/pil_sample_rgb.jpg", "webp/iss634.webp",
  ]

  @Test("a photograph is not flat, nor with a quarter of its contrast", arguments: photographs)
  func photograph(name: String) throws {
    let pixels = try Pictures.pixels(at: Fixture.path("images/\(name)"))
    #expect(PictureDetail.largest(pixels) >= PictureDetail.flatBelow)
    #expect(PictureDetail.largest(pixels.map { 96 + $0 / 4 }) >= PictureDetail.flatBelow)
  }

  @Test("a small photograph on plain ground is not flat", arguments: photographs, [2, 3, 4])
  func small(name: String, divisor: Int) throws {
    let pixels = try Pictures.pixels(at: Fixture.path("images/\(name)"))
    var ground = [UInt8](repeating: 200, count: pixels.count)
    let kept = Self.side / divisor
    for y in 0..<kept {
      for x in 0..<kept {
        for channel in 0..<3 {
          var sum = 0
          for place in 0..<(divisor * divisor) {
            let row = y * divisor + place / divisor, column = x * divisor + place % divisor
            sum += Int(pixels[(row * Self.side + column) * 3 + channel])
          }
          ground[((y + 31) * Self.side + x + 17) * 3 + channel] = UInt8(sum / (divisor * divisor))
        }
      }
    }
    #expect(PictureDetail.largest(ground) >= PictureDetail.flatBelow)
  }

  @Test("pixels of another count have no detail and do not trap", arguments: [0, 1, 260 * 780 - 1, 260 * 780 + 3])
  func otherCount(count: Int) {
    #expect(PictureDetail.largest([UInt8](repeating: 9, count: count)) == 0)
  }

  @Test("in a flat picture no group of classes counts, and the finding says why", arguments: plains)
  func withheld(colour: [Double]) throws {
    let detector = try Pictures.detector()
    for finding in try Pictures.findings(detector, Self.picture { _, _ in colour }) {
      #expect(finding.score < QuantileScore.review, "\(finding.subLabel?.rawValue ?? "") \(finding.details)")
    }
  }

  static func answer(
    _ group: Int, _ logit: Float, features: [Float]
  ) -> EfficientNetLite2.Answer {
    var logits = [Float](repeating: 0, count: 1000)
    logits[group] = logit
    return EfficientNetLite2.Answer(logits: logits, features: features)
  }

  /// Features that the head of a sublabel gives this logit, before rounding.
  static func features(_ subLabel: SubLabel, logit: Double) throws -> [Float] {
    let file = subLabel == .fire ? TerrorDetector.headFile : TerrorDetector.secondOpinionFiles[subLabel]
    return try features(try #require(file), logit: logit)
  }

  private static func features(_ file: ModelStore.File, logit: Double) throws -> [Float] {
    let head = try LinearHead(
      try ModelStore().read(file), featureCount: EfficientNetLite2.featureCount, name: file.path)
    let size = head.weights.reduce(0) { $0 + Double($1) * Double($1) }
    let factor = Float((logit - Double(head.bias)) / size)
    return head.weights.map { $0 * factor }
  }

  @Test("the same numbers count in a picture with detail and not in a flat one")
  func gate() throws {
    let detector = try Pictures.detector()
    let answer = Self.answer(763, 9, features: try Self.features(.firearm, logit: 3))
    let seen = try #require(try detector.findings(of: answer, detail: PictureDetail.flatBelow).first)
    #expect(seen.subLabel == .firearm && seen.score > QuantileScore.block && seen.details["flat"] == nil)
    let flat = try #require(try detector.findings(of: answer, detail: 0.07).first)
    #expect(flat.subLabel == .firearm && flat.score == 0 && flat.details["flat"] == "0.07")
  }

  @Test("fire counts in a soft picture, and not in one without any detail")
  func fire() throws {
    let detector = try Pictures.detector()
    let answer = Self.answer(0, 0, features: try Self.features(.fire, logit: 3))
    let soft = try #require(try detector.findings(of: answer, detail: PictureDetail.flatForFireBelow).last)
    #expect(soft.subLabel == .fire && soft.score >= QuantileScore.review && soft.details["flat"] == nil)
    let flat = try #require(try detector.findings(of: answer, detail: 0.42).last)
    #expect(flat.subLabel == .fire && flat.score == 0 && flat.details["flat"] == "0.42")
  }

  @Test("a firearm and a blade count only with the consent of their heads", arguments: [SubLabel.firearm, .blade])
  func secondOpinion(subLabel: SubLabel) throws {
    let detector = try Pictures.detector()
    let least = subLabel == .firearm ? TerrorGroups.leastOfFirearm : TerrorGroups.leastOfBlade
    func finding(_ logit: Double) throws -> Finding {
      let features = try Self.features(subLabel, logit: logit)
      let answer = Self.answer(subLabel == .firearm ? 763 : 499, 9, features: features)
      return try #require(try detector.findings(of: answer).first { $0.subLabel == subLabel })
    }
    let seen = try finding(least + 0.01)
    #expect(seen.score >= QuantileScore.review && seen.details["secondOpinion"] == nil)
    let refused = try finding(least - 0.01)
    #expect(refused.score == 0 && refused.details["secondOpinion"] != nil)
  }

  @Test("the detail of noise is that of a plain loop over the pixels, and so are the planes for the network")
  func plainLoops() {
    var random = SplitMix(seed: 260)
    let pixels = (0..<(Self.side * Self.side * 3)).map { _ in UInt8.random(in: 0...255, using: &random) }
    func luma(_ x: Int, _ y: Int) -> Double {
      let from = (min(max(y, 0), Self.side - 1) * Self.side + min(max(x, 0), Self.side - 1)) * 3
      return 0.299 * Double(pixels[from]) + 0.587 * Double(pixels[from + 1]) + 0.114 * Double(pixels[from + 2])
    }
    var largest = 0.0
    for top in stride(from: 0, to: 256, by: 8) {
      for left in stride(from: 0, to: 256, by: 8) {
        var total = 0.0
        for y in top..<(top + 8) {
          for x in left..<(left + 8) {
            var sum = 0.0
            for dy in -1...1 { for dx in -1...1 { sum += luma(x + dx, y + dy) } }
            total += abs(luma(x, y) - sum / 9)
          }
        }
        largest = max(largest, total / 64)
      }
    }
    #expect(abs(PictureDetail.largest(pixels) - largest) < 0.001)
    let planes = EfficientNetLite2.planes(of: pixels)
    for (index, value) in pixels.enumerated() {
      let expected = (Float(value) - 127) / 128
      guard planes[index % 3 * Self.side * Self.side + index / 3] != expected else { continue }
      Issue.record("value \(index) of the picture became another")
      return
    }
  }
}
