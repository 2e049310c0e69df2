import FoundationEssentials

/// Documents as one line of JSON each, keys sorted.
package enum JSONLine {
  /// A document of this library's own making as JSON without a line break.
  package static func text(of document: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return escapingInvisible(String(decoding: try encoder.encode(document), as: UTF8.self))
    } catch {
      // Every number in a document was checked to be finite, and nothing else can fail to encode.
      preconditionFailure("a document does not encode: \(error)")
    }
  }

  /// Escapes what a terminal may obey and a line reader may break on: file names and decoders' words can hold anything.
  ///
  /// The encoder escapes only what is below U+0020. These characters stand in strings alone, never in the structure.
  private static func escapingInvisible(_ json: String) -> String {
    guard json.unicodeScalars.contains(where: isInvisible) else { return json }
    return json.unicodeScalars.reduce(into: "") { text, scalar in
      guard isInvisible(scalar) else { return text.unicodeScalars.append(scalar) }
      let digits = String(scalar.value, radix: 16)
      text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
