import ModerationCore
import Testing

@testable import ImageFormats

@Suite(.timeLimit(.minutes(20)))
struct TIFFPageTests {
  private static let size = [(256, 3, 30), (257, 3, 20)]

  private static func rejection(_ tags: [(Int, Int, Int)]) -> InputRejection? {
    do throws(InputRejection) {
      _ = try header(tiff(size + tags), as: .tiff)
      return nil
    } catch {
      return error
    }
  }

  private typealias Tags = [(Int, Int, Int)]

  /// What is written out here takes the compiler too long in the place where it is used.
  private static let refusals: [(Tags, String)] = [
    ([(258, 3, 8), (259, 3, 6), (262, 3, 6), (277, 3, 3)], "old-style JPEG"),
    ([(258, 3, 8), (259, 3, 5), (262, 3, 6), (277, 3, 3)], "YCbCr samples that are not JPEG"),
    ([(258, 3, 12), (262, 3, 1), (277, 3, 1)], "12 bits"),
    ([(258, 3, 8), (262, 3, 2), (277, 3, 3), (284, 3, 2), (322, 3, 16)], "tiles in separate planes"),
    ([(258, 3, 8), (262, 3, 5), (277, 3, 4), (332, 3, 2)], "inks other than CMYK"),
    ([(258, 3, 8), (262, 3, 9), (277, 3, 3)], "photometric interpretation 9"),
    ([(258, 3, 8), (262, 3, 2), (277, 3, 2)], "2 samples of RGB"),
    ([(258, 3, 4), (262, 3, 1), (277, 3, 2)], "2 samples of 4 bits"),
  ]

  @Test("What is not decoded is refused by name", arguments: refusals)
  func refused(tags: [(Int, Int, Int)], words: String) {
    let rejection = Self.rejection(tags)
    #expect(rejection?.code == .formatNotDecodable)
    #expect(rejection?.message.contains(words) == true, "\(rejection?.message ?? "accepted")")
  }

  @Test(
    "What TIFF 6.0 has is accepted",
    arguments: [
      [(258, 3, 1), (262, 3, 0)], [(258, 3, 8), (262, 3, 3)], [(258, 3, 16), (262, 3, 2), (277, 3, 3)],
      [(258, 3, 8), (259, 3, 7), (262, 3, 6), (277, 3, 3)], [(258, 3, 8), (262, 3, 5), (277, 3, 5), (338, 3, 0)],
      [(258, 3, 16), (262, 3, 8), (277, 3, 3)], [(258, 3, 8), (262, 3, 2), (277, 3, 3), (284, 3, 2)],
    ])
  func accepted(tags: [(Int, Int, Int)]) { #expect(Self.rejection(tags) == nil) }

  private static func page(_ tags: [(Int, Int, Int)]) throws -> TIFFPage {
    let bytes = tiff(size + [(258, 3, 8)] + tags)
    let page = TIFFPages(bytes.span.bytes)?.page(0, bytes.span.bytes)
    return try #require(page)
  }

  @Test("Only a sample that the file calls alpha is alpha, and one of no stated kind may be taken for it")
  func alpha() throws {
    let named = try Self.page([(262, 3, 2), (277, 3, 4), (338, 3, 2)])
    #expect(named.alphaSample == 0 && named.possibleAlphaSample == nil)
    let unspecified = try Self.page([(262, 3, 2), (277, 3, 4), (338, 3, 0)])
    #expect(unspecified.alphaSample == nil && unspecified.possibleAlphaSample == 0)
    let unnamed = try Self.page([(262, 3, 2), (277, 3, 4)])
    #expect(unnamed.alphaSample == nil && unnamed.possibleAlphaSample == 0)
    let spot = try Self.page([(262, 3, 5), (277, 3, 5), (338, 3, 0)])
    #expect(spot.extraSampleCount == 1 && spot.alphaSample == nil && spot.possibleAlphaSample == nil)
    let plain = try Self.page([(262, 3, 2), (277, 3, 3)])
    #expect(plain.extraSampleCount == 0 && plain.possibleAlphaSample == nil)
  }

  /// A chain of directories of one size each, the first of 30 × 20.
  private static func chain(_ second: [(tag: Int, type: Int, value: Int)]) -> [UInt8] {
    var bytes = tiff(size.map { (tag: $0.0, type: $0.1, value: $0.2) }, next: 38) + little16(second.count)
    for entry in second {
      bytes += little16(entry.tag) + little16(entry.type) + little32(1) + little32(entry.value)
    }
    return bytes + little32(0)
  }

  private static let chains: [(Tags, Int, [AuxiliaryPart])] = [
    ([(254, 4, 1), (256, 4, 15), (257, 4, 10)], 1, [AuxiliaryPart.reducedResolution]),
    ([(255, 4, 2), (256, 4, 10), (257, 4, 10)], 1, [.reducedResolution]),
    ([(254, 4, 1), (256, 4, 30), (257, 4, 20)], 2, []),
    ([(254, 4, 4), (256, 4, 30), (257, 4, 20), (262, 4, 4)], 1, [.mask]),
    ([(254, 4, 4), (256, 4, 30), (257, 4, 20), (262, 4, 2)], 2, []),
    ([(254, 4, 2), (256, 4, 10), (257, 4, 10)], 2, []),
  ]

  @Test("A reduction and a mask are no pages; what is only called so is one", arguments: chains)
  func parts(second: [(Int, Int, Int)], count: Int, holds: [AuxiliaryPart]) throws {
    let bytes = Self.chain(second.map { (tag: $0.0, type: $0.1, value: $0.2) })
    let found = TIFFPages(bytes.span.bytes)
    let pages = try #require(found)
    #expect(pages.directories.count == count)
    #expect(pages.holds == Set(holds))
    #expect(try header(bytes, as: .tiff).frameCount == count)
  }

  @Test("A page's own file has that page alone")
  func file() throws {
    let bytes = Self.chain([(256, 4, 10), (257, 4, 12)])
    let found = TIFFPages(bytes.span.bytes)
    let pages = try #require(found)
    let made = pages.file(ofPage: 1, bytes.span.bytes)
    let beyond = pages.file(ofPage: 2, bytes.span.bytes)
    let copy = try #require(made)
    let alone = try header(copy, as: .tiff)
    #expect(alone.codedSize == PixelSize(width: 10, height: 12) && alone.frameCount == 1)
    #expect(beyond == nil)
  }
}
