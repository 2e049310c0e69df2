import Lists
import ModerationCore

/// What an entry of a list knows a picture by.
enum PictureKey {
  case picture(PDQHash)
  case file(FileDigest)

  /// Reads the hash of a line.
  ///
  /// - Throws: `ListError.Code.invalidHash`, which says what it is taken for.
  init(_ text: ArraySlice<UInt8>, in lines: ListLines) throws(ListError) {
    if let hash = PDQHash(hexadecimal: text) {
      self = .picture(hash)
      return
    }
    guard let digest = Self.digest(text) else { throw lines.error(.invalidHash, Self.fault(of: text)) }
    self = .file(digest)
  }

  private static func digest(_ text: ArraySlice<UInt8>) -> FileDigest? {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let digits = text[(colon + 1)...]
    switch String(decoding: text[..<colon], as: UTF8.self).lowercased() {
    case "sha256": return FileDigest(sha256: digits)
    case "md5": return FileDigest(md5: digits)
    default: return nil
    }
  }

  /// What the text may have been meant for, and what to write.
  private static func fault(of text: ArraySlice<UInt8>) -> String {
    let isHexadecimal = text.allSatisfy { byte in
      switch byte | 0x20 {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
      default: false
      }
    }
    if isHexadecimal {
      switch text.count {
      case 16:
        return """
          16 digits are a hash of 64 bits (pHash, dHash, aHash), which is not compared; hash the pictures with moderate \
          fingerprints
          """
      case 32: return "32 digits are an MD5: write md5: before them"
      case 40: return "40 digits are a SHA-1, which is not compared; give sha256: and 64 digits, or md5: and 32"
      case 96, 128: return "\(text.count) digits are a digest that is not compared; give sha256: and 64 digits"
      default: break
      }
    }
    if text.contains(UInt8(ascii: ",")) || text.contains(UInt8(ascii: ";")) {
      return "the columns are parted by commas: moderate pictures import makes a list of such a file"
    }
    if text.contains(UInt8(ascii: " ")) { return "the hash has blanks in it; columns are parted by tabs" }
    return "an entry begins with a PDQ hash of 64 hexadecimal digits, or with sha256: or md5: and the digits"
  }
}
