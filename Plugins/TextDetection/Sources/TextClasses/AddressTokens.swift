/// Addresses of the web, of mail and of accounts, each kind one scalar of the private use area: what they say is by
/// chance, that one stands there is not.
enum AddressTokens {
  private static let web: UInt32 = 0xE001
  private static let mail: UInt32 = 0xE002
  private static let handle: UInt32 = 0xE003
  static let marks: ClosedRange<UInt32> = 0xE001...0xE003

  /// A text with its addresses replaced. Complexity: linear.
  static func replaced(in scalars: [UInt32]) -> [UInt32] {
    guard scalars.contains(where: { $0 == point || $0 == at || $0 == colon }) else { return scalars }
    var result: [UInt32] = []
    result.reserveCapacity(scalars.count)
    var index = 0
    while index < scalars.count {
      var end = index
      while end < scalars.count, isPart(scalars, end) { end += 1 }
      if end == index {
        result.append(scalars[index])
        index += 1
      } else {
        let whole = scalars[index..<end]
        let text = whole.prefix(
          (whole.lastIndex { !edges.contains($0) } ?? whole.startIndex - 1) + 1 - whole.startIndex)
        if let mark = mark(of: text) {
          result.append(mark)
          result += whole.dropFirst(text.count)
        } else {
          result += whole
        }
        index = end
      }
    }
    return result
  }

  private static func isPart(_ scalars: [UInt32], _ index: Int) -> Bool {
    let scalar = scalars[index]
    if scalar == colon {
      return index + 2 < scalars.count && scalars[index + 1] == slash && scalars[index + 2] == slash
    }
    return ScalarClass.isLatin(scalar) || ScalarClass.isDigit(scalar) || scalar == at || edges.contains(scalar)
  }

  private static func mark(of text: ArraySlice<UInt32>) -> UInt32? {
    if text.first == at {
      let name = text.dropFirst()
      let isName = name.allSatisfy { ScalarClass.isLatin($0) || ScalarClass.isDigit($0) || $0 == underscore }
      return name.count >= 2 && isName ? handle : nil
    }
    if text.firstIndex(of: colon).map({ $0 + 2 < text.endIndex && text[$0 + 1] == slash }) == true { return web }
    if let sign = text.firstIndex(of: at) {
      let host = text[(sign + 1)...]
      let isMail = sign > text.startIndex && !host.contains(at) && host.dropFirst().dropLast().contains(point)
      return isMail ? mail : nil
    }
    let labels = text.prefix { $0 != slash }.split(separator: point, omittingEmptySubsequences: false)
    guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty }), let first = labels.first, let last = labels.last else {
      return nil
    }
    return Array(first) == www || topLevel.contains(Array(last)) ? web : nil
  }

  private static let point = scalar(".")
  private static let at = scalar("@")
  private static let colon = scalar(":")
  private static let slash = scalar("/")
  private static let underscore = scalar("_")
  /// Signs within an address that do not end one.
  private static let edges = Set(".-_%+/?=&#~".unicodeScalars.map(\.value))
  private static let www = "www".unicodeScalars.map(\.value)
  private static let topLevel = Set(
    "com cn net org top xyz vip cc me io info shop club site app tv co hk tw".split(separator: " ").map {
      $0.unicodeScalars.map(\.value)
    })

  private static func scalar(_ scalar: Unicode.Scalar) -> UInt32 { scalar.value }
}
