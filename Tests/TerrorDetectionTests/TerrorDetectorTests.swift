import ImageModeration
import Inference
import PictureFeatures
import TestFixtures
import Testing

@testable import TerrorDetection

@Suite("Terror detector", .timeLimit(.minutes(20)))
struct TerrorDetectorTests {
  @Test("each sublabel that it covers has one finding in every picture, with its log-odds")
  func findings() throws {
    let detector = try Pictures.detector()
    let findings = try Pictures.findings(detector, Pictures.noise)
    #expect(findings.map(\.subLabel) == [.firearm, .militaryVehicle, .blade, .fire])
    #expect(Set(findings.compactMap(\.subLabel)) == detector.descriptor.covers)
    for finding in findings {
      #expect(finding.label == .terror)
      #expect((0...1).contains(finding.score))
      #expect(finding.details["topClass"]?.isEmpty == false)
      #expect(Double(finding.details["logOdds"] ?? finding.details["logit"] ?? "") != nil)
    }
    #expect(findings.last?.details["head"] == TerrorDetector.headFile.sha256)
    #expect(findings.first?.details["groupClass"] != nil)
  }

  @Test("covered and not covered together are the scene's sublabels")
  func coverage() throws {
    let descriptor = try Pictures.detector().descriptor
    #expect(descriptor.covers.union(descriptor.doesNotCover) == Set(SubLabel.terrorScene))
    #expect(descriptor.covers.isDisjoint(with: descriptor.doesNotCover))
  }

  @Test("equal pixels give equal findings, also from several threads at a time")
  func deterministic() async throws {
    let detector = try Pictures.detector()
    let first = try Pictures.findings(detector, Pictures.noise)
    try await withThrowingTaskGroup(of: [Finding].self) { group in
      for _ in 0..<4 { group.addTask { try Pictures.findings(detector, Pictures.noise) } }
      for try await findings in group { #expect(findings == first) }
    }
  }

  @Test("padding between rows changes nothing")
  func paddedStride() throws {
    let detector = try Pictures.detector()
    var padded: [UInt8] = []
    for row in 0..<260 { padded += Pictures.noise[(row * 780)..<(row * 780 + 780)] + [UInt8](repeating: 255, count: 4) }
    let fromPadded = try detector.inspect(padded.span.bytes, of: Pictures.frame(strideBytes: 784))
    #expect(try Pictures.findings(detector, Pictures.noise) == fromPadded)
  }

  struct WrongInput: Sendable, CustomTestStringConvertible {
    let byteCount: Int
    let frame: FrameDescription
    var testDescription: String { "\(byteCount) bytes, \(frame.size), rows of \(frame.strideBytes)" }

    init(_ byteCount: Int = 260 * 780, _ frame: FrameDescription = Pictures.frame()) {
      self.byteCount = byteCount
      self.frame = frame
    }
  }

  static let wrongInputs: [WrongInput] = [
    WrongInput(0), WrongInput(100), WrongInput(260 * 780 - 1),
    WrongInput(260 * 780, Pictures.frame(side: 64)), WrongInput(260 * 780, Pictures.frame(order: .bgr)),
    WrongInput(260 * 780, Pictures.frame(strideBytes: 779)), WrongInput(260 * 780, Pictures.frame(strideBytes: .max)),
    WrongInput(260 * 780, Pictures.frame(strideBytes: -780)),
  ]

  @Test("pixels of another size, order or too few bytes are an error, never an empty answer", arguments: wrongInputs)
  func unexpectedInput(input: WrongInput) throws {
    let detector = try Pictures.detector()
    let pixels = [UInt8](repeating: 0, count: input.byteCount)
    do {
      _ = try detector.inspect(pixels.span.bytes, of: input.frame)
      Issue.record("no error")
    } catch {
      #expect(error.code == .unexpectedInput)
    }
  }

  @Test("features that are no numbers are an error, never a score", arguments: [Float.nan, .infinity])
  func notANumber(value: Float) throws {
    let detector = try Pictures.detector()
    let plain = [Float](repeating: 0, count: 1280)
    let answers = [
      EfficientNetLite2.Answer(logits: [Float](repeating: 0, count: 1000), features: [value] + plain.dropFirst()),
      EfficientNetLite2.Answer(logits: [value] + [Float](repeating: 0, count: 999), features: plain),
      EfficientNetLite2.Answer(logits: [Float](repeating: 0, count: 1000), features: []),
    ]
    for answer in answers {
      do {
        _ = try detector.findings(of: answer)
        Issue.record("no error for \(value)")
      } catch {
        #expect(error.code == .inferenceFailed)
      }
    }
  }

  @Test("a blade alone never blocks; the others block above 0.91 and ask for a review from 0.86")
  func bands() throws {
    let descriptor = try Pictures.detector().descriptor
    func suggestion(_ subLabel: SubLabel, _ score: Double) -> Suggestion? {
      Policy.standard.meaning(of: Finding(label: .terror, subLabel: subLabel, score: score), by: descriptor)?
        .suggestion
    }
    for subLabel in [SubLabel.firearm, .militaryVehicle, .fire] {
      #expect(suggestion(subLabel, 0.859) == .pass)
      #expect(suggestion(subLabel, 0.86) == .review)
      #expect(suggestion(subLabel, 0.91) == .review)
      #expect(suggestion(subLabel, 0.911) == .block)
    }
    #expect(suggestion(.blade, 0.859) == .pass)
    #expect(suggestion(.blade, 0.86) == .review)
    #expect(suggestion(.blade, 1) == .review)
  }

  @Test("uniforms, gas masks and the like are told and never counted")
  func context() throws {
    let detector = try Pictures.detector()
    var logits = [Float](repeating: 0, count: 1000)
    logits[652] = 12
    let answer = EfficientNetLite2.Answer(logits: logits, features: [Float](repeating: 0, count: 1280))
    let findings = try detector.findings(of: answer)
    for finding in findings {
      #expect(finding.details["context"]?.hasPrefix("military uniform 0.99") == true)
      if finding.subLabel != .fire { #expect(finding.score < 0.01) }
    }
    #expect(Set(TerrorGroups.contextClasses).isDisjoint(with: try TerrorGroups().groups.flatMap(\.classes)))
  }

  @Test("a picture that is not long is shown whole, and thoroughly in four parts besides")
  func views() {
    let picture = PixelSize(width: 1000, height: 800)
    #expect(TerrorDetector.wish.isValid && TerrorDetector.thoroughWish.isValid)
    #expect(TerrorDetector.wish.tiles(of: picture).count == 1)
    let parts = TerrorDetector.thoroughWish.tiles(of: picture)
    #expect(parts.count == 4)
    #expect(parts.allSatisfy { $0.size == PixelSize(width: 600, height: 480) })
    for wish in [TerrorDetector.wish, TerrorDetector.thoroughWish] {
      #expect(wish.tiles(of: PixelSize(width: 1000, height: 2999)).count == (wish == TerrorDetector.wish ? 1 : 4))
      let tiles = wish.tiles(of: PixelSize(width: 500, height: 3400))
      #expect(tiles.count == 8)
      #expect(tiles.allSatisfy { $0.size.aspectRatio < 1.1 })
      #expect(wish.tiles(of: PixelSize(width: 100, height: 9000)).count <= 8)
    }
  }
}
