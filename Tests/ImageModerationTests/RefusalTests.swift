import InProcessDecoding
import TestFixtures
import Testing

@testable import ImageModeration

/// Bad files through the real decoder: each a typed refusal with one answer, whatever else is wrong with it.
@Suite("Refusals", .timeLimit(.minutes(20)))
struct RefusalTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let name: String
    let ims: RejectionCode?
    let tiia: RejectionCode?
    var testDescription: String { name }
  }

  static func refusal(_ name: String, _ limits: Limits) async throws -> RejectionCode? {
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [FakeDetector.scoring(0)]), isolation: .inProcess, limits: limits.unhurried)
    let result = try await moderator.moderate(.file(path: Fixture.path("images/\(name)")))
    if let rejection = PipelineTests.rejection(result) {
      #expect(result.suggestion == nil)
      #expect(rejection.profileCode == limits.profileCodes[rejection.code])
      return rejection.code
    }
    #expect(result.suggestion == .pass)
    return nil
  }

  @Test(
    "the boundary files are accepted and refused as documented",
    arguments: [
      Example(name: "generated/boundary/d_50x50.png", ims: .sideTooSmall, tiia: nil),
      Example(name: "generated/boundary/d_51x51.png", ims: nil, tiia: nil),
      Example(name: "generated/boundary/d_51x4589.png", ims: nil, tiia: nil),
      Example(name: "generated/boundary/d_51x4590.png", ims: .aspectRatioTooLarge, tiia: nil),
      Example(name: "generated/boundary/d_51x4591.png", ims: .aspectRatioTooLarge, tiia: nil),
      Example(name: "generated/boundary/d_9999.png", ims: nil, tiia: nil),
      Example(name: "generated/boundary/d_10000.png", ims: .sideTooLarge, tiia: nil),
      Example(name: "generated/boundary/d_10000.webp", ims: .sideTooLarge, tiia: .formatNotAccepted),
      Example(name: "generated/boundary/d_10000.heic", ims: .sideTooLarge, tiia: .formatNotAccepted),
      Example(name: "generated/boundary/d_10000.avif", ims: .sideTooLarge, tiia: .formatNotAccepted),
      Example(name: "jpegxl/gradient.jxl", ims: .formatNotAccepted, tiia: .formatNotAccepted),
      Example(name: "jpegxl/gradient-boxes.jxl", ims: .formatNotAccepted, tiia: .formatNotAccepted),
      Example(name: "generated/boundary/d_1x100000.png", ims: .sideTooSmall, tiia: nil),
      Example(name: "generated/boundary/h_15bytes.png", ims: .byteCountTooSmall, tiia: .headerUnreadable),
      Example(name: "generated/boundary/h_16bytes.png", ims: .headerUnreadable, tiia: .headerUnreadable),
    ])
  func boundaries(example: Example) async throws {
    #expect(try await Self.refusal(example.name, .ims20201229) == example.ims)
    #expect(try await Self.refusal(example.name, .tiia20190529) == example.tiia)
  }

  @Test(
    "a format that is known and not accepted is refused by its name, and the accepted ones are listed",
    arguments: [
      (Limits.ims20201229, "AVIF BMP GIF HEIC ICO JNG JPEG PNG RAW SVG TIFF WEBP"), (.tiia20190529, "JPEG PNG"),
    ])
  func refusedByName(limits: Limits, accepted: String) throws {
    let bytes = try Fixture.bytes("images/jpegxl/gradient.jxl")
    var facts = ImageFacts(byteCount: bytes.count)
    let rejection = #expect(throws: InputRejection.self) {
      try SniffFormat(limits: limits).run(bytes.span.bytes, &facts)
    }
    #expect(facts.format == .jpegXL)
    #expect(rejection?.code == .formatNotAccepted)
    #expect(rejection?.message == "\(limits.name) does not accept JXL")
    #expect(rejection?.measured == .text("JXL"))
    #expect(rejection?.allowed == .text(accepted))
  }

  @Test("accepting a format that nothing decodes says so by its name")
  func acceptedAndNotDecodable() async throws {
    var limits = Limits.ims20201229
    limits.formats.insert(.jpegXL)
    limits.size.minimumSidePixels = 1
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [FakeDetector.scoring(0)]), isolation: .inProcess, limits: limits.unhurried)
    let result = try await moderator.moderate(.file(path: Fixture.path("images/jpegxl/gradient.jxl")))
    let rejection = try #require(PipelineTests.rejection(result))
    #expect(rejection.code == .formatNotDecodable)
    #expect(rejection.message == "JXL is recognised but not decodable in this version")
  }

  @Test(
    "broken and hostile files are refused at the stage that can know",
    arguments: [
      ("generated/hostile/h_zero.jpg", RejectionCode.byteCountTooSmall),
      ("generated/hostile/h_text.jpg", .formatUnknown),
      ("generated/hostile/h_wrongext_html.gif", .formatUnknown),
      ("generated/hostile/h_trunc.jpg", .decodingFailed),
      ("generated/hostile/h_trunc.png", .decodingFailed),
      ("generated/hostile/h_trunc_s.webp", .decodingFailed),
      ("generated/hostile/h_trunc_s.heic", .decodingFailed),
      ("generated/hostile/h_trunc_s.avif", .decodingFailed),
      ("generated/hostile/h_trunc_s.gif", .decodingFailed),
      ("generated/hostile/h_lie_65000.jpg", .sideTooLarge),
      ("generated/hostile/b_65535.gif", .sideTooLarge),
      ("generated/hostile/b_16383.webp", .sideTooLarge),
      ("generated/hostile/b_30000_1bit.png", .sideTooLarge),
      ("generated/hostile/b_xxe.svg", .headerUnreadable),
      ("generated/still/s_svgz.svgz", .formatUnknown),
      ("heif-corrupted/empty.heic", .byteCountTooSmall),
    ])
  func hostile(name: String, code: RejectionCode) async throws {
    #expect(try await Self.refusal(name, .ims20201229) == code)
  }
}
