import Testing

@testable import ImageFormats

@Suite(.timeLimit(.minutes(20)))
struct PNGColorTests {
  private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    var sum = PNGCheckSum()
    (text(type) + content).withUnsafeBytes { sum.add($0) }
    return big32(content.count) + text(type) + content + big32(Int(sum.value))
  }

  private static func color(_ chunks: [UInt8]) -> PNGColor {
    let file = png(width: 4, height: 4) + chunks + pngChunk("IDAT")
    return PNGColor(file.span.bytes)
  }

  @Test("gAMA is a power, the usual one is sRGB, the first one counts")
  func gamma() {
    #expect(Self.color(Self.chunk("gAMA", big32(2000))).gamma?.transfer == .power(50))
    #expect(Self.color(Self.chunk("gAMA", big32(45455))).gamma?.effect == ColorCoding.Effect.none)
    #expect(Self.color(Self.chunk("gAMA", big32(50000)) + Self.chunk("gAMA", big32(9))).gamma?.transfer == .power(2))
  }

  @Test("sRGB, a damaged sum, another length and nought make gAMA void")
  func void() {
    let gamma = Self.chunk("gAMA", big32(2000))
    #expect(Self.color(gamma + Self.chunk("sRGB", [0])).gamma == nil)
    #expect(Self.color(Array(gamma.dropLast()) + [0]).gamma == nil)
    #expect(Self.color(Self.chunk("gAMA", big32(2000) + [0])).gamma == nil)
    #expect(Self.color(Self.chunk("gAMA", big32(0))).gamma == nil)
    #expect(Self.color(Self.chunk("cHRM", [UInt8](repeating: 1, count: 32))).gamma == nil)
    let late = png(width: 4, height: 4) + pngChunk("IDAT") + gamma
    let color = PNGColor(late.span.bytes)
    #expect(color.gamma == nil)
  }

  @Test("cICP counts for RGB in the full range")
  func code() {
    #expect(Self.color(Self.chunk("cICP", [9, 16, 0, 1])).code?.transfer == .pq)
    #expect(Self.color(Self.chunk("cICP", [9, 16, 0, 0])).code == nil)
    #expect(Self.color(Self.chunk("cICP", [9, 16, 1, 1])).code == nil)
    #expect(Self.color(Self.chunk("cICP", [9, 16, 0, 1, 0])).code == nil)
  }

  @Test("A profile stands behind its name", arguments: [["p"], ["a longer name"]])
  func profile(name: [String]) {
    let content = text(name[0]) + [0, 0, 1, 2, 3]
    #expect(Self.color(Self.chunk("iCCP", content)).profile?.count == 3)
    #expect(Self.color(Self.chunk("iCCP", text(name[0]) + [0, 1, 1])).profile == nil)
    #expect(Self.color(Self.chunk("iCCP", text(name[0]))).profile == nil)
  }
}
