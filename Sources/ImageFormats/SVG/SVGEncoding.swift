/// How a document's bytes are to be read, by the name that it declares (WHATWG, Encoding Standard, 4.2).
enum SVGEncoding {
  case utf8
  /// ASCII, and an upper half of 128 characters.
  case codePage([UInt16])

  /// The encoding of a name; nil for one that is not read here.
  init?(_ name: String) {
    switch name.lowercased() {
    case "utf-8", "utf8": self = .utf8
    // Browsers read Latin 1 and ASCII as the code page that extends both.
    case "iso-8859-1", "latin1", "us-ascii", "ascii", "windows-1252", "cp1252":
      self = .codePage(SVGCodePages.windows1252)
    case "windows-1250", "cp1250": self = .codePage(SVGCodePages.windows1250)
    case "windows-1251", "cp1251": self = .codePage(SVGCodePages.windows1251)
    case "windows-1253", "cp1253": self = .codePage(SVGCodePages.windows1253)
    case "windows-1254", "cp1254", "iso-8859-9": self = .codePage(SVGCodePages.windows1254)
    case "windows-1255", "cp1255": self = .codePage(SVGCodePages.windows1255)
    case "windows-1256", "cp1256": self = .codePage(SVGCodePages.windows1256)
    case "windows-1257", "cp1257": self = .codePage(SVGCodePages.windows1257)
    case "windows-1258", "cp1258": self = .codePage(SVGCodePages.windows1258)
    case "iso-8859-2": self = .codePage(SVGCodePages.iso2)
    case "iso-8859-5": self = .codePage(SVGCodePages.iso5)
    case "iso-8859-7": self = .codePage(SVGCodePages.iso7)
    case "iso-8859-15": self = .codePage(SVGCodePages.iso15)
    case "koi8-r": self = .codePage(SVGCodePages.koi8r)
    default: return nil
    }
  }

  /// The name that the XML declaration gives; nil where there is none: UTF-8 (XML 1.0, 4.3.3).
  ///
  /// A declaration that gives a name in another way than the standard's gives an empty one, which nobody knows.
  static func declaredName(_ text: [UInt8]) -> String? {
    guard text.starts(with: "<?xml".utf8), text.count > 5, SVGProlog.isSpace(Int(text[5])) else { return nil }
    let declaration = String(decoding: text.prefix(1024).prefix { $0 != 0x3E }, as: UTF8.self)
    guard let found = declaration.firstRange(of: "encoding") else { return nil }
    let rest = declaration[found.upperBound...].drop { $0.isWhitespace || $0 == "=" }
    guard let quote = rest.first, quote == "\"" || quote == "'" else { return "" }
    let name = rest.dropFirst().prefix { $0 != quote }
    return rest.dropFirst().contains(quote) ? String(name) : ""
  }
}
