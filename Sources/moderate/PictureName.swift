import Digests
import Files

/// Under what name the annotated picture of a source is kept: one file name, whatever the source is called.
///
/// Different sources and frames get different names, and the same ones always the same. A slash becomes `+`; letters,
/// digits, `-`, `_` and dots that do not begin the name stay; every other byte becomes `%HH`. So `+`, `@` and `=` only
/// ever stand for what is said here.
enum PictureName {
  /// What file systems allow.
  static let maximumByteCount = 255

  /// `photos+a.jpg.jpg` for the first frame of `photos/a.jpg`, `photos+a.gif@5.jpg` for frame 5 of `photos/a.gif`.
  static func name(of source: ImageWalk.Image, frameIndex: Int) -> String {
    let end = (frameIndex == 0 ? "" : "@\(frameIndex)") + ".jpg"
    let start =
      switch source {
      case .standardInput: "@stdin"
      case .file(let name), .unreadable(let name, _): flattened(name)
      }
    guard start.utf8.count + end.utf8.count > maximumByteCount else { return start + end }
    // Long names are told apart by a digest of all that is cut off and of the rest too.
    let digest = SHA256Digest(of: Array(start.utf8).span.bytes)?.hexadecimal ?? ""
    let room = maximumByteCount - end.utf8.count - digest.utf8.count - 1
    return prefix(of: start, byteCount: room) + "=" + digest + end
  }

  private static func flattened(_ name: FileName) -> String {
    // `a/./b` and `a//b` are `a/b`. `..` stays: what it leads to depends on links.
    let isAbsolute = name.bytes.first == UInt8(ascii: "/")
    let parts = name.bytes.split(separator: UInt8(ascii: "/")).filter { $0 != [UInt8(ascii: ".")] }
    let flat = (isAbsolute ? "+" : "") + parts.map(escaped).joined(separator: "+")
    // No hidden file, and nothing that a program would take for an option.
    guard let first = flat.utf8.first, first == UInt8(ascii: ".") || first == UInt8(ascii: "-") else { return flat }
    return hexadecimal(first) + String(flat.unicodeScalars.dropFirst())
  }

  private static func escaped(_ part: ArraySlice<UInt8>) -> String {
    guard let text = String(validating: part, as: UTF8.self) else { return part.map(escaped).joined() }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      if isPlain(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        result += String(scalar).utf8.map(hexadecimal).joined()
      }
    }
  }

  private static func escaped(_ byte: UInt8) -> String {
    let scalar = Unicode.Scalar(byte)
    return scalar.isASCII && isPlain(scalar) ? String(scalar) : hexadecimal(byte)
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".": return true
    default: break
    }
    guard !scalar.isASCII else { return false }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
      .spacingMark, .decimalNumber:
      return true
    default: return false
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "%" + (digits.utf8.count < 2 ? "0" : "") + digits
  }

  /// As many whole characters as fit.
  private static func prefix(of text: String, byteCount: Int) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      guard result.utf8.count + String(scalar).utf8.count <= byteCount else { break }
      result.unicodeScalars.append(scalar)
    }
    return result
  }
}
