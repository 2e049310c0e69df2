/// Text of a document with its character references replaced.
enum SVGCharacters {
  /// A reference is `&`, a name or number of at most this many characters, and `;`.
  private static let maximumReferenceByteCount = 12

  static func expanded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    guard text.contains(0x26) else { return Array(text) }
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var offset = text.startIndex
    while offset < text.endIndex {
      let window = text[offset..<min(text.endIndex, offset + maximumReferenceByteCount)]
      if text[offset] == 0x26, let end = window.firstIndex(of: 0x3B) {
        result += characters(of: text[(offset + 1)..<end])
        offset = end + 1
      } else {
        result.append(text[offset])
        offset += 1
      }
    }
    return result
  }

  /// What a reference stands for; nothing for one that no parser knows, which refuses the document.
  static func characters(of reference: ArraySlice<UInt8>) -> [UInt8] {
    let name = String(decoding: reference, as: UTF8.self)
    switch name {
    case "amp": return [0x26]
    case "lt": return [0x3C]
    case "gt": return [0x3E]
    case "quot": return [0x22]
    case "apos": return [0x27]
    default: break
    }
    guard name.hasPrefix("#") else { return [] }
    let digits = name.dropFirst()
    let code = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    guard let code, let scalar = Unicode.Scalar(code) else { return [] }
    return Array(String(Character(scalar)).utf8)
  }
}
