import InProcessDecoding
import ImageModeration
import ModerationTesting
import TestFixtures
import Testing

@Suite("Misbehaving detector", .timeLimit(.minutes(20)))
struct MisbehavingDetectorTests {
  typealias Order = MisbehavingDetector.Order

  private static let size = PixelSize(width: 80, height: 60)

  private static func inspect(
    _ order: Order, by detector: MisbehavingDetector = MisbehavingDetector()
  ) throws -> [Finding] {
    try #require(MisbehavingDetector.picture(order).drawn(size: size)).inspected(by: detector)
  }

  /// A picture with an order through the whole pipeline, together with an honest detector of another scene.
  private static func moderate(
    _ order: Order, by detector: MisbehavingDetector = MisbehavingDetector()
  ) async throws -> Verdict {
    let honest = MisbehavingDetector(id: "honest/1", scene: Scene(rawValue: "honest"))
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [Deaf(detector: honest), detector]), isolation: .inProcess, limits: .unhurried)
    let file = try #require(MisbehavingDetector.picture(order).bitmapFile(size: size))
    let result = try await moderator.moderate(.bytes(file, .local))
    guard case .verdict(let verdict) = result.outcome else {
      Issue.record("no verdict: \(result.outcome)")
      throw CancellationError()
    }
    return verdict
  }

  @Test("what nobody orders is looked at honestly, and the checks pass")
  func honest() throws {
    #expect(try Self.inspect(.behave).map(\.score) == [MisbehavingDetector.honestScore])
    let plain = try #require(FakePicture.solid(.init(red: 100, green: 0, blue: 0)).drawn(size: Self.size))
    #expect(try plain.inspected(by: MisbehavingDetector()).map(\.score) == [MisbehavingDetector.honestScore])
    let report = DetectorChecks.run(MisbehavingDetector(), options: CheckOptions(longestSidePixels: 256))
    #expect(report.passed, "\(report)")
  }

  @Test("honest work passes the pipeline")
  func passes() async throws {
    let verdict = try await Self.moderate(.behave)
    #expect(verdict.suggestion == .pass)
    #expect(verdict.evidence.count == 2)
  }

  @Test(
    "what breaks the rules makes REVIEW with the reason, and the other detector's findings are kept",
    arguments: [
      (.fail, "tired", "not today"), (.scoreNotANumber, "invalidFinding", "nan"),
      (.scoreOfTwo, "invalidFinding", "2.0"), (.undeclaredLabel, "invalidFinding", "Undeclared"),
      (.negativeBox, "invalidFinding", "box"), (.millionFindings, "invalidFinding", "1000000"),
    ] as [(Order, String, String)])
  func noticed(order: Order, code: String, reason: String) async throws {
    let verdict = try await Self.moderate(order)
    #expect(verdict.suggestion == .review)
    #expect(verdict.evidence.map(\.detector) == ["honest/1"])
    let scene = try #require(verdict.scenes.first { $0.scene == Scene(rawValue: "test") })
    guard case .failed(let failure) = scene.status else {
      Issue.record("\(scene.status)")
      return
    }
    #expect(failure.code.rawValue == code)
    #expect(failure.message.contains(reason), "\(failure.message)")
    #expect(verdict.scenes.first { $0.scene == Scene(rawValue: "honest") }?.status == .evaluated)
  }

  @Test("what was found before a failure counts")
  func partial() async throws {
    let verdict = try await Self.moderate(.findAndFail)
    #expect(verdict.suggestion == .block)
    #expect(Set(verdict.evidence.map(\.detector)) == ["honest/1", "misbehaving/1"])
    #expect(verdict.scenes.first { $0.scene == Scene(rawValue: "test") }?.status.isGap == true)
  }

  @Test("every order that must be noticed is tested above")
  func complete() {
    #expect(Order.noticeable.count == 7)
    #expect(Set(Order.noticeable.map(\.description)).count == 7)
  }

  @Test("a box outside the picture is cut off at its edge")
  func boxOutside() async throws {
    let verdict = try await Self.moderate(.boxOutside)
    #expect(verdict.suggestion == .pass)
    let box = try #require(verdict.evidence.flatMap(\.finding.locations).first?.box)
    #expect(box.x + box.width <= Double(Self.size.width))
    #expect(box.width == 0)
  }

  @Test("to hang and to allocate end when they were told to")
  func costs() async throws {
    let detector = MisbehavingDetector(hangTime: .milliseconds(20), allocationByteCount: 8 << 20)
    for order in [Order.hang, .allocate] {
      let start = ContinuousClock.now
      #expect(try Self.inspect(order, by: detector).map(\.score) == [MisbehavingDetector.honestScore])
      if order == .hang { #expect(.now - start >= .milliseconds(20)) }
      #expect(try await Self.moderate(order, by: detector).suggestion == .pass)
    }
  }

  @Test("memory that the system does not grant is a failure")
  func noMemory() throws {
    let detector = MisbehavingDetector(allocationByteCount: .max)
    #expect(throws: DetectorFailure.self) { try Self.inspect(.allocate, by: detector) }
  }

  @Test("a trap ends the process")
  func trap() async {
    await #expect(processExitsWith: .failure) { _ = try MisbehavingDetectorTests.inspect(.trap) }
  }
}

/// A detector that sees no orders.
private struct Deaf: Detector {
  let detector: MisbehavingDetector
  var descriptor: DetectorDescriptor { detector.descriptor }
  var inputWish: InputWish { detector.inputWish }

  func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    [Finding(label: MisbehavingDetector.label, score: MisbehavingDetector.honestScore)]
  }
}
