import Foundation
import ImageFormats
import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding

/// Every picture of the fixture collection against other decoders: `Fixtures/decoding/reference.tsv`, written by
/// Scripts/reference/decoding_reference.py. Where this project answers otherwise, `disagreements.tsv` says how and why.
///
/// The collection is larger than this repository: what is neither in Fixtures/images nor in the folder `shared` beside
/// the checkout is counted and passed over.
@Suite("Reference table", .timeLimit(.minutes(20)))
struct ReferenceTableTests {
  /// The mean difference that is allowed, by format: rounding of the chroma and of the colour transform.
  static let tolerances: [ImageFormat: Double] = [
    .jpeg: 1.5, .png: 1, .tiff: 1.5, .gif: 1, .webp: 1.5, .heic: 2, .avif: 2, .raw: 2, .svg: 3, .bmp: 0.6, .ico: 1,
    .jng: 1.5,
  ]

  struct Row {
    let path: String
    /// Nil where the other decoders refuse.
    let expected: (size: PixelSize, frames: Int?, means: String)?

    init?(_ line: Substring) {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard columns.count >= 3 else { return nil }
      path = String(columns[0])
      guard columns.count == 6, let width = Int(columns[2]), let height = Int(columns[3]) else {
        expected = nil
        return
      }
      expected = (PixelSize(width: width, height: height), Int(columns[4]), String(columns[5]))
    }
  }

  /// What this project does otherwise than the reference.
  enum Disagreement: Equatable {
    /// Refuses what the other decodes; the code.
    case refused(String)
    /// Decodes what the other refuses.
    case decodes
    /// Shows the picture otherwise, by up to this mean difference.
    case differs(Double)
    /// Has another size or number of frames.
    case shape

    init?(_ text: Substring) {
      let parts = text.split(separator: ":")
      switch parts.first {
      case "refused" where parts.count == 2: self = .refused(String(parts[1]))
      case "decodes": self = .decodes
      case "differs" where parts.count == 2: self = .differs(Double(parts[1]) ?? 0)
      case "shape": self = .shape
      default: return nil
      }
    }
  }

  static func rows() throws -> [Row] {
    try String(decoding: Fixture.bytes("decoding/reference.tsv"), as: UTF8.self)
      .split(separator: "\n").compactMap(Row.init)
  }

  static func disagreements() throws -> [String: Disagreement] {
    var found: [String: Disagreement] = [:]
    for line in try String(decoding: Fixture.bytes("decoding/disagreements.tsv"), as: UTF8.self).split(separator: "\n")
    {
      let columns = line.split(separator: "\t")
      guard columns.count == 3, let answer = Disagreement(columns[1]) else {
        Issue.record("not a path, an answer and a reason: \(line)")
        continue
      }
      found[String(columns[0])] = answer
    }
    return found
  }

  /// The file, here or in the collection beside the checkout.
  static func bytes(of path: String) -> [UInt8]? {
    var places = [Fixture.folder.appending(path: "../../shared/fixtures/\(path)")]
    if path.hasPrefix("commit/") { places.insert(Fixture.folder.appending(path: "images/\(path.dropFirst(7))"), at: 0) }
    return places.lazy.compactMap { try? Data(contentsOf: $0) }.first.map { [UInt8]($0) }
  }

  struct Answer {
    var format: ImageFormat?
    var header: ImageHeader?
    var decoded: InProcessDecoderTests.Decoded?
    var refusal: String?
  }

  /// Sniff, header, first frame; without limits but the pixel budget.
  static func answer(to bytes: [UInt8]) throws -> Answer {
    var answer = Answer(format: ImageFormat.sniff(bytes.span.bytes))
    guard let format = answer.format else {
      answer.refusal = RejectionCode.formatUnknown.rawValue
      return answer
    }
    do throws(InputRejection) {
      answer.header = try ImageHeader(of: bytes.span.bytes, as: format)
    } catch {
      answer.refusal = error.code.rawValue
      return answer
    }
    do {
      answer.decoded = try InProcessDecoderTests.decode(
        format == .png ? withoutGamma(bytes) : bytes, as: format, frames: [answer.header?.firstShown ?? 0])
    } catch DecodingFailure.rejected(let rejection) {
      answer.refusal = rejection.code.rawValue
    }
    return answer
  }

  /// A PNG file without its gAMA chunks, which the other decoders ignore and browsers do not.
  static func withoutGamma(_ bytes: [UInt8]) -> [UInt8] {
    var kept = Array(bytes.prefix(8))
    var offset = 8
    while offset + 12 <= bytes.count {
      let length = bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
      let end = min(offset + 12 + length, bytes.count)
      if bytes[(offset + 4)..<(offset + 8)] != Array("gAMA".utf8)[...] { kept += bytes[offset..<end] }
      offset = end
    }
    return kept + bytes[min(offset, bytes.count)...]
  }

  static let folders = [
    "commit/apng", "commit/avif", "commit/bmp", "commit/flags", "commit/generated/animated",
    "commit/generated/boundary",
    "commit/generated/hostile", "commit/generated/still", "commit/generated/variant", "commit/gif", "commit/heif",
    "commit/hostile", "commit/ico", "commit/jpeg", "commit/orientation", "commit/photos-faces", "commit/png",
    "commit/tiff", "commit/weapon-drawings", "commit/webp", "shared-only/avif", "shared-only/pngsuite",
    "shared-only/svg",
  ]

  @Test("every row belongs to one folder that is tested")
  func allFolders() throws {
    for row in try Self.rows() {
      #expect(
        Self.folders.filter { row.path.hasPrefix("\($0)/") || row.path.hasPrefix("\($0)-") }.count == 1, "\(row.path)")
    }
  }

  @Test("each file decodes to the size and the pixels that other decoders find, or is refused", arguments: folders)
  func folder(name: String) throws {
    let disagreements = try Self.disagreements()
    var agreed = 0
    var absent = 0
    for row in try Self.rows() where row.path.hasPrefix("\(name)/") || row.path.hasPrefix("\(name)-") {
      guard let bytes = Self.bytes(of: row.path) else {
        absent += 1
        continue
      }
      let answer = try Self.answer(to: bytes)
      if let problem = Self.problem(row, answer, disagreements[row.path]) {
        Issue.record("\(row.path): \(problem)")
      } else {
        agreed += 1
      }
    }
    print("reference table, \(name): \(agreed) as expected, \(absent) not here")
    if agreed == 0 { print("reference table, \(name): skipped, the collection is not here") }
  }

  /// What is wrong with an answer; nil when it is as it should be.
  static func problem(_ row: Row, _ answer: Answer, _ known: Disagreement?) -> String? {
    guard let decoded = answer.decoded, let format = answer.format else {
      let code = answer.refusal ?? "nothing"
      if case .refused(let expected) = known { return code == expected ? nil : "refused by \(code)" }
      return row.expected == nil ? nil : "refused by \(code)"
    }
    guard let expected = row.expected else { return known == .decodes ? nil : "decodes, which others refuse" }
    let frame = decoded.frames[0]
    if format == .svg {
      // resvg draws its own references larger than the documents say; lengths in millimetres are rounded by both.
      let ratio = frame.originalSize.aspectRatio / expected.size.aspectRatio
      if known != .shape, abs(ratio - 1) > 0.02 { return "measures \(frame.originalSize), not \(expected.size)" }
    } else if known != .shape {
      if frame.originalSize != expected.size { return "measures \(frame.originalSize), not \(expected.size)" }
      if let header = answer.header {
        if header.size != expected.size { return "claims \(header.size), not \(expected.size)" }
        if let frames = expected.frames, header.frameCount != frames {
          return "\(header.frameCount) frames, not \(frames)"
        }
      }
    }
    let means = MeanThumbnail.means(
      decoded.pixels[0], size: frame.size, strideBytes: frame.strideBytes, columns: 8, rows: 8)
    let difference = MeanThumbnail.difference(means, expected.means)
    var allowed = tolerances[format] ?? 0
    if case .differs(let more) = known { allowed = more }
    return difference <= allowed ? nil : "differs by \(difference)"
  }
}

extension ImageHeader {
  /// The frame that other decoders give when they are asked for one: of an animated PNG its default picture.
  fileprivate var firstShown: Int { format == .png && hasStillBesideFrames ? frameCount : primaryFrame }
}
