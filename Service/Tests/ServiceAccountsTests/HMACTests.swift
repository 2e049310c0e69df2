import Digests
import Testing

@Suite("Keyed digests", .timeLimit(.minutes(20)))
struct HMACTests {
  @Test("are those of RFC 2202 and RFC 4231")
  func published() throws {
    let message = "what do ya want for nothing?"
    let sha1 = try #require(HMACDigest(.sha1, of: message, key: Array("Jefe".utf8)))
    #expect(sha1.hexadecimal == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
    let sha256 = try #require(HMACDigest(.sha256, of: message, key: Array("Jefe".utf8)))
    #expect(sha256.hexadecimal == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }

  @Test("of an empty key and message are computed")
  func empty() throws {
    let digest = try #require(HMACDigest(.sha256, of: "", key: []))
    #expect(digest.hexadecimal == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
  }

  @Test("are compared to their end")
  func equal() {
    #expect(HMACDigest.areEqual("abc", "abc"))
    #expect(HMACDigest.areEqual("", ""))
    for other in ["abd", "xbc", "ab", "abcd", ""] { #expect(!HMACDigest.areEqual("abc", other)) }
  }
}
