public import ModerationCore

/// Looks up where codes and addresses lead, in several lists at once.
///
/// The two questions are asked with opposite caution. A text is *allowed* only where it is one address or content and
/// nothing else, and no program could read it as leading elsewhere. It is *unwanted* wherever anything in it names what
/// is listed: behind an `@`, in a parameter, percent-encoded, in letters of another width or script. What any list has
/// unwanted is not allowed. Immutable, from any thread.
public struct CodeLists: Sendable {
  /// An entry that was met.
  public struct Hit: Hashable, Sendable {
    /// The list's name.
    public let list: String
    /// The entry, with what it suggests here.
    public let entry: CodeList.Entry
    /// What it suggests here.
    public let suggestion: Suggestion

    /// The entry as results name it.
    public var name: String { "\(list): \(entry.text)" }
  }

  /// The most bytes of a text that are looked at: a QR code holds up to 7,089 characters. What is longer is not allowed.
  public static let maximumTextByteCount = 16_384
  /// How often a text is read with its percent signs undone: an address in a parameter of an address in a parameter.
  private static let maximumDecodings = 2

  /// The lists, in the order given.
  public let lists: [CodeList]

  /// What was built for the lists. Those that differ in `suggestion` alone may share it.
  package let index: CodeIndex

  /// Makes an index of lists.
  ///
  /// - Throws: `ListError` when more entries than can be compared end in `*`.
  public init(_ lists: [CodeList]) throws(ListError) {
    self.lists = lists
    index = try CodeIndex(lists)
  }

  /// Looks up in what was built for these very lists, whatever they suggested; nil when it was built for others.
  package init?(_ lists: [CodeList], sharing index: CodeIndex) {
    guard index.serves(lists) else { return nil }
    self.index = index
    self.lists = lists
  }

  /// How many entries all lists have together.
  public var entryCount: Int { lists.reduce(0) { $0 + $1.entries.count } }

  /// The entry that keeps a text from counting; nil when there is none, when another list has it unwanted, and when the
  /// text could lead elsewhere as well.
  public func allowing(_ text: String) -> Hit? {
    guard text.utf8.count <= Self.maximumTextByteCount, unwanted(in: text).isEmpty else { return nil }
    var targets = [exactContent(text), CodeTarget.telephone(text)].compactMap { $0 }
    if WebAddress.isPlain(text), !text.contains("@") { targets += open(text) }
    if let address = WebAddress(strictly: text) {
      targets += index.sites(above: address.host, path: address.path).filter { target in
        guard case .site(_, let path) = target else { return false }
        return WebAddress.path(address.path, isBelow: path)
      }
    } else if let target = CodeTarget.mailAddress(text), case .mail(let mail) = target {
      targets.append(target)
      if let host = mail.split(separator: "@").last.flatMap({ WebHost($0) }) {
        targets += index.sites(above: host, path: "")
      }
    } else if let target = CodeTarget(text), case .number = target {
      targets.append(target)
    }
    return best(of: targets) { $0 == .pass }
  }

  /// The entries of what anything in a text names and no list passes, the gravest first.
  public func unwanted(in text: String) -> [Hit] {
    var found: Set<CodeTarget> = []
    var reading = String(decoding: text.utf8.prefix(Self.maximumTextByteCount), as: UTF8.self)
    for decoding in 0...Self.maximumDecodings {
      collect(from: reading, into: &found)
      guard decoding < Self.maximumDecodings, reading.utf8.contains(UInt8(ascii: "%")) else { break }
      reading = Self.percentDecoded(reading)
    }
    return found.compactMap { target in best(of: [target]) { $0 != .pass } }
      .sorted { ($1.suggestion, $0.name) < ($0.suggestion, $1.name) }
  }

  private func collect(from text: String, into found: inout Set<CodeTarget>) {
    for target in [CodeTarget(text), exactContent(text), CodeTarget.telephone(text)].compactMap({ $0 }) + open(text)
    where !index.places(of: target).isEmpty {
      found.insert(target)
    }
    let whole = Self.slashed(WebHost.folded(text))
    // Browsers drop line ends and tabs in an address; elsewhere they end one.
    let joined = Self.slashed(WebHost.folded(text.filter { !$0.isNewline && $0 != "\t" }))
    for text in joined == whole ? [whole] : [whole, joined] {
      // Once with letters of every script, and once without, for a name that stands between Chinese words.
      collectHosts(in: text, of: Self.standsInHost, into: &found)
      collectHosts(in: text, of: { Self.standsInHost($0) && $0.isASCII }, into: &found)
    }
  }

  private func collectHosts(
    in text: [Character], of stands: (Character) -> Bool, into found: inout Set<CodeTarget>
  ) {
    var start = 0
    while start < text.count {
      let end = text[start...].firstIndex { !stands($0) } ?? text.endIndex
      if start < end, let host = WebHost(String(text[start..<end]).trimmed("-.")) {
        collect(host, at: start..<end, of: text, into: &found)
      }
      start = max(end, start + 1)
    }
  }

  /// Browsers take a backslash for a slash.
  private static func slashed(_ text: String) -> [Character] { text.map { $0 == "\\" ? "/" : $0 } }

  /// The most characters of a mail address before its `@` that are compared.
  private static let maximumMailNameLength = 64

  private func collect(
    _ host: WebHost, at range: Range<Int>, of text: [Character], into found: inout Set<CodeTarget>
  ) {
    var path = ""
    // Only where an entry has a path, so that a text of many names costs no more than its length.
    if index.hasPaths(above: host) {
      let behind = text[range.upperBound...].prefix(CodeTarget.maximumPathLength + 1)
      path = WebAddress.settled(String(behind.drop { $0 == ":" || $0.isNumber }.prefix { !$0.isWhitespace }))
    }
    found.formUnion(index.sites(above: host, path: path.hasPrefix("/") ? path : ""))
    guard range.lowerBound > 0, text[range.lowerBound - 1] == "@" else { return }
    let name = text[..<(range.lowerBound - 1)].suffix(Self.maximumMailNameLength).reversed()
      .prefix { $0.asciiValue.map(CodeTarget.isMailName) ?? false }
    let mail = CodeTarget.mail("\(String(name.reversed()).lowercased())@\(host.name)")
    if !index.places(of: mail).isEmpty { found.insert(mail) }
  }

  /// Letters and digits of any script, hyphens and points.
  private static func standsInHost(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "-" || character == "." || character == "_"
  }

  private func exactContent(_ text: String) -> CodeTarget? {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    return .content(text[..<colon].lowercased() + text[colon...], isOpen: false)
  }

  private func open(_ text: String) -> [CodeTarget] {
    guard !index.openContents.isEmpty, case .content(let content, _) = exactContent(text) else { return [] }
    return index.openContents.filter { target in
      guard case .content(let begin, _) = target else { return false }
      return content.hasPrefix(begin)
    }
  }

  private func best(of targets: [CodeTarget], where matches: (Suggestion) -> Bool) -> Hit? {
    targets.flatMap { index.places(of: $0) }.map { place in
      let list = lists[place.list]
      let entry = list.entries[place.entry]
      return Hit(list: list.name, entry: entry, suggestion: list.suggestion ?? entry.suggestion)
    }.filter { matches($0.suggestion) }.max { ($0.suggestion, $1.name) < ($1.suggestion, $0.name) }
  }

  /// With `%41` read as the byte; what is no UTF-8 then is replaced.
  static func percentDecoded(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var decoded: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        let byte = UInt8(String(decoding: bytes[index + 1...index + 2], as: UTF8.self), radix: 16)
      {
        decoded.append(byte)
        index += 3
      } else {
        decoded.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }
}

extension String {
  fileprivate func trimmed(_ characters: String) -> Substring {
    var part = self[...]
    while let first = part.first, characters.contains(first) { part.removeFirst() }
    while let last = part.last, characters.contains(last) { part.removeLast() }
    return part
  }
}
