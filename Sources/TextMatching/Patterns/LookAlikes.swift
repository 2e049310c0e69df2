/// Characters that are written for another one.
///
/// Width, mathematical and encircled forms fold by themselves (NFKC); here is what Unicode keeps apart. Only letters
/// that look the same in most type: the skeletons of Unicode Technical Standard 39 hold thousands more, and every one
/// would also turn honest words of its own script into Latin ones.
enum LookAlikes {
  /// The Latin letter or decimal digit that a folded scalar looks like; nil for none.
  static func latin(for scalar: UInt32) -> UInt32? {
    guard scalar > 0x7F else { return nil }
    switch scalar {
    // Dingbat digits, negative and sans-serif circles: 1 to 9 each.
    case 0x2776...0x277E: return scalar - 0x2776 + 0x31
    case 0x2780...0x2788: return scalar - 0x2780 + 0x31
    case 0x278A...0x2792: return scalar - 0x278A + 0x31
    // Doubly encircled digits.
    case 0x24F5...0x24FD: return scalar - 0x24F5 + 0x31
    case 0x24FF, 0x1F10B, 0x1F10C: return 0x30
    // Negative circled, negative squared letters and regional indicators.
    case 0x1F150...0x1F169: return scalar - 0x1F150 + 0x61
    case 0x1F170...0x1F189: return scalar - 0x1F170 + 0x61
    case 0x1F1E6...0x1F1FF: return scalar - 0x1F1E6 + 0x61
    // A heavy plus.
    case 0x2795: return 0x2B
    // Decimal digits of other scripts.
    case 0x660...0x669: return scalar - 0x660 + 0x30
    case 0x6F0...0x6F9: return scalar - 0x6F0 + 0x30
    case 0x966...0x96F: return scalar - 0x966 + 0x30
    default: return letters[scalar]
    }
  }

  /// Cyrillic and Greek lower-case letters, after folding.
  private static let letters: [UInt32: UInt32] = {
    let pairs: [(Unicode.Scalar, Unicode.Scalar)] = [
      ("а", "a"), ("е", "e"), ("о", "o"), ("р", "p"), ("с", "c"), ("х", "x"), ("у", "y"), ("і", "i"), ("ѕ", "s"),
      ("ј", "j"), ("ԁ", "d"), ("ԛ", "q"), ("ԝ", "w"), ("һ", "h"), ("ο", "o"), ("ν", "v"), ("α", "a"), ("ρ", "p"),
      ("ι", "i"), ("χ", "x"), ("υ", "u"), ("ɑ", "a"), ("ɡ", "g"), ("ı", "i"),
    ]
    return Dictionary(uniqueKeysWithValues: pairs.map { ($0.0.value, $0.1.value) })
  }()

  /// Chinese numerals, everyday and formal.
  static let numerals: [UInt32: UInt8] = {
    let digits: [String] = ["零〇", "一壹幺", "二贰貳", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖"]
    var result: [UInt32: UInt8] = [0x25CB: 0]
    for (value, spellings) in digits.enumerated() {
      for scalar in spellings.unicodeScalars { result[scalar.value] = UInt8(value) }
    }
    return result
  }()
}
