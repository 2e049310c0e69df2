import Testing

@testable import ImageFormats

@Suite(.timeLimit(.minutes(20)))
struct ICCProfileTests {
  static func fixed(_ value: Double) -> [UInt8] { big32(Int(UInt32(bitPattern: Int32(value * 65536)))) }
  static func xyz(_ numbers: [Double]) -> [UInt8] { text("XYZ ") + big32(0) + numbers.flatMap(fixed) }
  static func power(_ exponent: Double) -> [UInt8] { text("para") + big32(0) + big16(0) + big16(0) + fixed(exponent) }

  /// A profile of sRGB's colours and one curve.
  static func matrixTags(_ curve: [UInt8] = power(2.2)) -> [(String, [UInt8])] {
    [
      ("rXYZ", xyz([0.4360, 0.2225, 0.0139])), ("gXYZ", xyz([0.3851, 0.7169, 0.0971])),
      ("bXYZ", xyz([0.1431, 0.0606, 0.7141])), ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
    ]
  }

  static func profile(
    _ tags: [(String, [UInt8])], space: String = "RGB ", version: UInt8 = 4, extra: Int = 0
  ) -> [UInt8] {
    let all = tags + (0..<extra).map { ("x\(100 + $0)", text("text") + big32(0)) }
    var table = big32(all.count)
    var data: [UInt8] = []
    for (name, content) in all {
      table += text(name) + big32(132 + all.count * 12 + data.count) + big32(content.count)
      data += content
    }
    var head = [UInt8](repeating: 0, count: 128)
    func put(_ bytes: [UInt8], at place: Int) { head.replaceSubrange(place..<(place + bytes.count), with: bytes) }
    put(big32(128 + table.count + data.count), at: 0)
    put([version], at: 8)
    put(text("mntr") + text(space) + text("XYZ "), at: 12)
    put(text("acsp"), at: 36)
    return head + table + data
  }

  private func read(_ bytes: [UInt8]) throws -> ICCProfile {
    let profile = ICCProfile(bytes.span.bytes)
    return try #require(profile)
  }

  @Test("A matrix with curves is plain, and other tags that lcms prefers make it not plain")
  func plain() throws {
    #expect(try read(Self.profile(Self.matrixTags())).isPlain)
    #expect(try !read(Self.profile(Self.matrixTags() + [("D2B1", text("mpet") + big32(0))])).isPlain)
    #expect(try !read(Self.profile(Self.matrixTags(), extra: 113)).isPlain)
  }

  @Test("A table comes before a matrix")
  func ways() throws {
    let table = ("A2B0", text("mft2") + big32(0))
    #expect(try read(Self.profile(Self.matrixTags() + [table])).ways == [.table, .curves])
    #expect(try read(Self.profile([table])).ways == [.table])
    #expect(try read(Self.profile([("A2B2", text("mft2") + big32(0))])).ways.isEmpty)
    #expect(try read(Self.profile([("kTRC", Self.power(2.2))], space: "GRAY")).ways == [.curves])
  }

  @Test("What is written anew holds one way alone")
  func rewritten() throws {
    let table = ("A2B0", text("mft2") + big32(0))
    let bytes = Self.profile(Self.matrixTags() + [table, ("D2B1", text("mpet") + big32(0))], extra: 113)
    let profile = try read(bytes)
    let matrix = profile.profile(.curves, bytes.span.bytes)
    let curves = try read(matrix)
    #expect(curves.isPlain && curves.isSound && curves.ways == [.curves])
    let lookUp = profile.profile(.table, bytes.span.bytes)
    let onlyTable = try read(lookUp)
    #expect(onlyTable.isPlain && onlyTable.isSound && onlyTable.ways == [.table])
  }

  @Test("A tag outside the profile, and a version of the future, make it unsound")
  func sound() throws {
    #expect(try read(Self.profile(Self.matrixTags())).isSound)
    #expect(try !read(Self.profile(Self.matrixTags(), version: 5)).isSound)
    var bytes = Self.profile(Self.matrixTags())
    bytes.removeLast()
    #expect(try !read(bytes).isSound)
    let nothing = [UInt8](repeating: 0, count: 200)
    let none = ICCProfile(nothing.span.bytes)
    #expect(none == nil)
  }

  @Test(
    "Curves of cameras and monitors change little; one that hides does not",
    arguments: [(1.8, false), (2.2, false), (2.4, false), (8, true), (0.2, true)])
  func effect(exponent: Double, isStrong: Bool) throws {
    let bytes = Self.profile(Self.matrixTags(Self.power(exponent)))
    let effect = try read(bytes).effect(.curves, bytes.span.bytes)
    #expect((effect == .strong) == isStrong)
  }

  @Test("A flat stretch of a table is a strong effect")
  func plateau() throws {
    let entries = (0..<256).flatMap { big16(min($0 * 300, 65535)) }
    let bytes = Self.profile(Self.matrixTags(text("curv") + big32(0) + big32(256) + entries))
    let effect = try read(bytes).effect(.curves, bytes.span.bytes)
    #expect(effect == .strong)
  }
}
