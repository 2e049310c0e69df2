import ImageMatching

@testable import ModerationStore

enum LibrarySamples {
  /// As many ones as a picture's hash has.
  static let hash = PDQHash(words: [
    0x23A7_E62F_4A7A_A804, 0x17E8_F3BB_397A_0FBE, 0x061C_8431_B1B6_2F2D, 0x97CB_F0F0_D820_84E7,
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
