import ImageMatching
import Testing

@Suite("PDQ hash", .timeLimit(.minutes(20)))
struct PDQHashTests {
  static let digits = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"

  @Test("a hash is read and written as 64 digits")
  func text() throws {
    let hash = try #require(PDQHash(hexadecimal: Self.digits))
    #expect(hash.description == Self.digits)
    #expect(PDQHash(hexadecimal: Self.digits.uppercased()) == hash)
    #expect(hash.words[3] >> 60 == 0xf)
    #expect(hash.words[0] & 0xff == 0x22)
  }

  @Test(
    "anything else is no hash",
    arguments: [
      "", "f8", String(repeating: "0", count: 63), String(repeating: "0", count: 65), digits + " ",
      String(digits.dropLast()) + "g", String(digits.dropLast()) + "é", "0x" + digits.dropFirst(2),
    ])
  func notAHash(text: String) { #expect(PDQHash(hexadecimal: text) == nil) }

  @Test("the distance counts the bits that differ")
  func distance() throws {
    let hash = try #require(PDQHash(hexadecimal: Self.digits))
    #expect(hash.distance(to: hash) == 0)
    #expect(hash.distance(to: PDQHash(words: ~hash.words)) == 256)
    for bit in [0, 63, 64, 127, 128, 255] {
      var words = hash.words
      words[bit / 64] ^= 1 << UInt64(bit % 64)
      #expect(hash.distance(to: PDQHash(words: words)) == 1)
    }
  }

  @Test(
    "a hash that pictures without structure share is flat",
    arguments: [
      (String(repeating: "0", count: 64), true), (String(repeating: "f", count: 64), true),
      // One row again and again, rows and their opposites, columns of the same.
      (String(repeating: "a53c", count: 16), true), (String(repeating: "a53c5ac3", count: 8), true),
      (String(repeating: "ffff0000", count: 8), true),
      // A white picture, by the reference; a photograph.
      ("00001134000011342c4b00002c4b1134000000002c4b2c4b00002c4b8200554b", true), (digits, false),
    ])
  func flat(text: String, isFlat: Bool) throws {
    #expect(try #require(PDQHash(hexadecimal: text)).isFlat == isFlat)
  }
}
