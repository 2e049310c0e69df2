/// What a rule's selectors ask for, as far as librsvg and browsers may differ.
struct SVGSelectorForm {
  /// Whether librsvg and browsers find the same elements by them.
  private(set) var isAlike = true
  /// Whether browsers meet them only where somebody points at something, and librsvg never.
  private(set) var isNeverMet = false
  /// Whether they look at what stands around or beside an element.
  private(set) var looksAround = false

  /// Pseudo-classes that both know.
  private static let known = SVGElementNames.words(
    """
    root first-child last-child only-child first-of-type last-of-type only-of-type empty link visited nth-child \
    nth-last-child nth-of-type nth-last-of-type
    """)
  /// Those that wait for somebody's doing.
  private static let waiting = SVGElementNames.words("hover active focus focus-within focus-visible target checked")

  /// The selectors of a rule, parted by the commas outside of brackets; at least one, which may be empty.
  static func selectors(in prelude: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var depth = 0
    return prelude.split(omittingEmptySubsequences: false) { byte in
      if byte == 0x28 || byte == 0x5B { depth += 1 }
      if byte == 0x29 || byte == 0x5D { depth -= 1 }
      return byte == 0x2C && depth == 0
    }
  }

  init(_ prelude: ArraySlice<UInt8>) {
    let text = String(decoding: prelude.prefix(4096), as: UTF8.self)
    guard prelude.count <= 4096 else {
      isAlike = false
      return
    }
    var selectorCount = 1
    var brackets = 0
    var index = text.startIndex
    var waits = false
    var previous: Character?
    while index < text.endIndex {
      let character = text[index]
      index = text.index(after: index)
      defer { previous = character.isWhitespace && previous == "," ? "," : character }
      switch character {
      case "[":
        brackets += 1
        // The root is given these where it has them not.
        let name = text[index...].drop(while: \.isWhitespace).prefix { $0.isLetter }
        if name == "style" || name == "viewBox" { isAlike = false }
      case "]": brackets -= 1
      case _ where brackets > 0: if character == "|" || character == " " { isAlike = false }
      case ",": selectorCount += 1
      case ">", "+", "~": looksAround = true
      case " ", "\n", "\t", "\r", "\r\n":
        // Beside a comma and beside other white space it parts nothing.
        let next = text[index...].first
        let parts = next != nil && next != "," && next?.isWhitespace != true && previous != "," && previous != nil
        if parts { looksAround = true }
      case "*", ".", "#", "-", "_": break
      case ":":
        let name = text[index...].prefix { $0.isLetter || $0 == "-" }
        index = name.endIndex
        if Self.waiting.contains(String(name)) {
          waits = true
        } else if !Self.known.contains(String(name)) {
          isAlike = false
        }
        if name.contains("child") || name.contains("of-type") { looksAround = true }
        if index < text.endIndex, text[index] == "(" {
          let argument = text[index...].prefix { $0 != ")" }
          if argument.contains(where: { !("(+-0123456789nevodOD ".contains($0)) }) { isAlike = false }
          index = argument.endIndex < text.endIndex ? text.index(after: argument.endIndex) : text.endIndex
        }
      default: if !character.isLetter, !character.isNumber { isAlike = false }
      }
    }
    guard waits else { return }
    if selectorCount == 1 { isNeverMet = true } else { isAlike = false }
  }
}
