import Foundation
import ModerationCore
import Testing

@testable import ImageFormats

@Suite(.timeLimit(.minutes(20)))
struct FormatTableTests {
  @Test("Every format has one row, and its files are looked for by at least one first byte")
  func rows() {
    #expect(Set(ImageFormat.known).count == FormatTable.rows.count)
    #expect(FormatTable.rows.allSatisfy { !$0.firstBytes.isEmpty })
    #expect(FormatTable.rowsByFirstByte.count == 256)
  }

  @Test("What the profiles document is known; what is known need not be documented")
  func documented() {
    for limits in Limits.profiles { #expect(limits.formats.isSubset(of: ImageFormat.known), "\(limits.name)") }
    #expect(!Limits.ims20201229.formats.contains(.jpegXL))
  }

  @Test("A header of a format without a row costs more than any machine has")
  func unknownCost() {
    let header = ImageHeader(format: ImageFormat(rawValue: "PCX"), codedSize: PixelSize(width: 9, height: 9))
    #expect(DecodeCost(header, frames: [0], wishes: []).memoryBytes == .max)
  }

  @Test(
    "The result schemas name every known format", arguments: ["image-examination-1.json", "moderation-result-2.json"])
  func schemas(name: String) throws {
    let file = Fixtures.images.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Documentation/schema/\(name)")
    let schema = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    let lists = Self.enumerations(schema).filter { $0.contains("AVIF") }
    #expect(!lists.isEmpty)
    for list in lists { #expect(list == Set(ImageFormat.known.map(\.rawValue))) }
  }

  /// All lists of texts that a value may be one of, anywhere in a schema.
  private static func enumerations(_ value: Any) -> [Set<String>] {
    if let list = value as? [Any] { return list.flatMap(enumerations) }
    guard let object = value as? [String: Any] else { return [] }
    let own = (object["enum"] as? [Any]).map { [Set($0.compactMap { $0 as? String })] } ?? []
    return own + object.values.flatMap(enumerations)
  }
}
