import ImageMatching

@testable import ModerationStore

enum LibrarySamples {
  /// As many ones as a picture's hash has.
  static let hash = PDQHash(words: [
    0xAAAA_AAAA_AAAA_AAAA,
    0x5A5A_5A5A_5A5A_5A5A,
    0x3C3C_3C3C_3C3C_3C3C,
    0x0F0F_0F0F_0F0F_0F0F,
  ])
}

extension LibraryAuthor {
  static func sample(_ account: String = "acme", at milliseconds: Int64 = 1_795_780_800_000) -> LibraryAuthor {
    LibraryAuthor(account: account, keyID: "AKID1", milliseconds: milliseconds)
  }
}

extension NewPictureGroup {
  static func sample(_ name: String, capacity: Int = 1_000) -> NewPictureGroup {
    NewPictureGroup(name: name, title: "Known \(name)", brief: "", capacity: capacity, callsPerSecond: 10)
  }
}

extension NewPicture {
  static func sample(
    _ name: String, hash: PDQHash = LibrarySamples.hash, content: String = "",
    tags: String = "", entity: String = "poster"
  ) -> NewPicture {
    NewPicture(
      entity: entity, name: name, hash: hash, quality: 100, sha256: String(repeating: "ab", count: 32),
      content: content, tags: tags)
  }
}

extension NewWord {
  static func sample(_ content: String, label: String = "Ad") -> NewWord {
    NewWord(content: content, label: label, kind: "Default", remark: "")
  }
}
