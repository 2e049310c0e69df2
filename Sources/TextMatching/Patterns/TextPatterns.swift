/// Finds telephone numbers, web and mail addresses and messenger accounts in the lines of an image, disguised ones too.
///
/// A hand-written scanner over folded text, and no regular expression: an engine that backtracks takes time that grows
/// with the square of a hostile line or worse. Here every scanner goes over a line once, with bounded steps from each
/// place. Complexity: linear in the text.
public struct TextPatterns: Sendable {
  /// The most hits that one search returns; deliberate contacts are kept first: 256.
  public static let maximumHitCount = 256
  /// The most UTF-8 bytes of one line that are looked at: 16,384. A recogniser's line has 400 characters at most.
  public static let maximumLineByteCount = 16_384
  /// The most UTF-8 bytes of all lines that are looked at: 1 MiB, 1,000 lines of 1,000 bytes.
  public static let maximumByteCount = 1 << 20

  /// Makes a scanner; it holds nothing.
  public init() {}

  /// What was found in an image's text.
  public struct Result: Hashable, Sendable {
    /// The hits: deliberate contacts first, then in the order of the lines.
    public var hits: [TextPatternHit] = []
    /// How many hits were left out, none graver than those kept.
    public var omittedHitCount = 0
    /// How many lines were left out or cut because they are beyond a limit.
    public var unreadLineCount = 0

    /// Makes an empty result.
    public init() {}
  }

  /// Looks through lines in reading order.
  ///
  /// - Parameter follows: Whether a line stands in the same frame as the one before, and may go on with it; by default
  ///   every line does.
  public func search(
    _ lines: [String], follows: (Int) -> Bool = { _ in true }, nameBefore: (Int) -> String? = { _ in nil }
  ) -> Result {
    var result = Result()
    var budget = Self.maximumByteCount
    var next: PatternText?
    var hits: [TextPatternHit] = []
    for index in lines.indices {
      guard lines[index].utf8.count <= budget else {
        result.unreadLineCount += lines.count - index
        break
      }
      budget -= lines[index].utf8.count
      let text = next ?? Self.prepared(lines[index], &result)
      next = index + 1 < lines.count && follows(index + 1) ? Self.prepared(lines[index + 1], &result) : nil
      let isNamed = nameBefore(index).map(NumberNames.standsAtEnd) ?? false
      hits += Self.hits(in: text, line: index, next: next, isNamedElsewhere: isNamed)
    }
    hits = Self.withoutRepeats(hits)
    let sorted = hits.filter(\.isDeliberateContact) + hits.filter { !$0.isDeliberateContact }
    result.hits = Array(sorted.prefix(Self.maximumHitCount))
    result.omittedHitCount = hits.count - result.hits.count
    return result
  }

  private static func prepared(_ line: String, _ result: inout Result) -> PatternText {
    guard line.utf8.count > maximumLineByteCount else { return PatternText(line) }
    result.unreadLineCount += 1
    return PatternText(String(decoding: line.utf8.prefix(maximumLineByteCount), as: UTF8.self))
  }

  private static func hits(in text: PatternText, line: Int, next: PatternText?, isNamedElsewhere: Bool)
    -> [TextPatternHit]
  {
    var taken = [Bool](repeating: false, count: text.cells.count)
    var hits: [TextPatternHit] = []
    for found in WebAddresses(text: text).found() {
      for index in found.range { taken[index] = true }
      let messenger = found.hasPath ? MessengerName.hosts[found.host] : nil
      hits.append(
        TextPatternHit(
          kind: messenger != nil ? .messengerAccount : found.isMail ? .mailAddress : .webAddress,
          matched: text.text(found.range),
          canonical: messenger.map { "\($0):\(found.canonical)" } ?? found.canonical,
          isObfuscated: found.isObfuscated, lines: [line]))
    }
    let messengers = MessengerAccounts(text: text, next: next, taken: taken)
    for found in messengers.found() {
      for index in found.range { taken[index] = true }
      let behind = found.rangeInNext.flatMap { range in next.map { "\n" + $0.text(range) } }
      hits.append(
        TextPatternHit(
          kind: .messengerAccount, matched: text.text(found.range) + (behind ?? ""),
          canonical: "\(found.messenger):\(found.account)", isObfuscated: found.isObfuscated,
          lines: behind == nil ? [line] : [line, line + 1]))
    }
    let phones = PhoneNumbers(text: text, taken: taken, isNamedElsewhere: isNamedElsewhere).found()
    let messenger = phones.isEmpty ? nil : messengers.namesTelephoneToo()
    for found in phones {
      hits.append(
        TextPatternHit(
          kind: messenger == nil ? .phoneNumber : .messengerAccount, matched: text.text(found.range),
          canonical: messenger.map { "\($0):\(found.canonical)" } ?? found.canonical,
          isObfuscated: found.isObfuscated, lines: [line]))
    }
    return hits
  }

  /// A number that is an account's second line is no finding of its own.
  private static func withoutRepeats(_ hits: [TextPatternHit]) -> [TextPatternHit] {
    var taken: [Int: [String]] = [:]
    for hit in hits where hit.lines.count == 2 {
      if let account = hit.canonical.split(separator: ":").last {
        taken[hit.lines[1], default: []].append(String(account))
      }
    }
    guard !taken.isEmpty else { return hits }
    return hits.filter { hit in
      guard hit.kind == .phoneNumber, let accounts = taken[hit.lines[0]] else { return true }
      return !accounts.contains { hit.canonical.hasSuffix($0) }
    }
  }
}
