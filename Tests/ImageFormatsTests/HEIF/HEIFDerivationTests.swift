import ModerationCore
import Testing

@testable import ImageFormats

/// A HEIF file whose primary item is made of tiles, its description in an idat box.
func gridFile(
  type: String = "grid", content: [UInt8] = [0, 0, 1, 2] + big16(30) + big16(20), locationVersion: UInt8 = 1,
  references: [BuiltReference] = [BuiltReference(type: "dimg", from: 1, to: [2])], others: [BuiltItem] = []
) -> [UInt8] {
  let items = [BuiltItem(id: 1, type: type, properties: [1]), BuiltItem(id: 2, isHidden: true, properties: [1])]
  let file = heif(items: items + others, properties: [ispe(30, 20)], references: references)
  // Version, sizes of 4 bytes for offset and length, one item: its number, in the idat box, one extent.
  var row = big16(1) + big16(1)
  if locationVersion > 0 { row += big16(1) }
  row += big16(0) + big16(1) + big32(0) + big32(content.count)
  let location = fullBox("iloc", version: locationVersion, [0x44, 0x00] + row)
  let extra = location + box("idat", content)
  return growMeta(file, by: extra)
}

/// Appends boxes to the meta box, which stands last.
private func growMeta(_ file: [UInt8], by extra: [UInt8]) -> [UInt8] {
  var bytes = file + extra
  let start = fileType(["heic", "mif1"]).count
  bytes.replaceSubrange(start..<(start + 4), with: big32(bytes.count - start))
  return bytes
}

@Suite(.timeLimit(.minutes(20)))
struct HEIFDerivationTests {
  @Test("A picture of tiles must be as large as its property says")
  func canvas() throws {
    #expect(try header(gridFile(), as: .heic).size == PixelSize(width: 30, height: 20))
    let wide = [0, 1, 1, 2] + big32(30) + big32(20)
    #expect(try header(gridFile(content: wide), as: .heic).size.width == 30)
    for content in [[0, 0, 1, 2] + big16(31) + big16(20), [0, 1, 1, 2] + big32(30) + big32(20_000)] {
      #expect(unreadableMessage(gridFile(content: content), as: .heic)?.contains("picture 1 is") == true)
    }
    #expect(unreadableMessage(gridFile(content: [0, 0, 1, 2, 0]), as: .heic) != nil)
  }

  @Test("An overlay's canvas stands behind its background")
  func overlay() throws {
    let background: [UInt8] = [0, 0] + [UInt8](repeating: 0xFF, count: 8)
    let good = gridFile(type: "iovl", content: background + big16(30) + big16(20) + big16(0) + big16(0))
    #expect(try header(good, as: .heic).size.width == 30)
    let bad = gridFile(type: "iovl", content: background + big16(9999) + big16(20))
    #expect(unreadableMessage(bad, as: .heic)?.contains("9999x20") == true)
  }

  @Test("More tiles than any picture has are refused with the limit")
  func tiles() throws {
    #expect(try header(gridFile(content: [0, 0, 39, 39] + big16(30) + big16(20)), as: .heic).size.width == 30)
    let error = #expect(throws: InputRejection.self) {
      try header(gridFile(content: [0, 0, 39, 40] + big16(30) + big16(20)), as: .heic)
    }
    #expect(error?.limit == "maximumTileCount")
    #expect(error?.measured == .count(1640) && error?.allowed == .count(1600))
  }

  @Test("A chain of derivations may be short, and never a circle")
  func chains() throws {
    let others = [3, 4, 5, 6].map { BuiltItem(id: $0, type: "iden", isHidden: true, properties: [1]) }
    func file(_ links: [(Int, Int)]) -> [UInt8] {
      gridFile(references: links.map { BuiltReference(type: "dimg", from: $0.0, to: [$0.1]) }, others: others)
    }
    #expect(try header(file([(1, 3), (3, 4), (4, 5), (5, 2)]), as: .heic).size.width == 30)
    for links in [[(1, 3), (3, 1)], [(1, 1)], [(1, 3), (3, 4), (4, 5), (5, 6)]] {
      let error = #expect(throws: InputRejection.self) { try header(file(links), as: .heic) }
      #expect(error?.limit == "maximumDerivationDepth")
    }
  }

  @Test("Endless derived pictures are refused with the limit")
  func derivedItems() {
    let others = (3...70).map { BuiltItem(id: $0, type: "iden", isHidden: true) }
    let error = #expect(throws: InputRejection.self) { try header(gridFile(others: others), as: .heic) }
    #expect(error?.limit == "maximumDerivedItemCount")
  }
}
