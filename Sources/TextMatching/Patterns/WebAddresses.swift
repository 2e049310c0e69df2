/// Web and mail addresses in one line.
///
/// After `http://` or `www.` any name with a point is one. Without, the last part must be a top-level domain that is
/// neither an English word nor a file's ending: prose lacks a space after a full stop (`great.love it`), and
/// `photo.jpg` and `main.cc` are files. Domains that are such words (`top`, `live`, `me`, `cc` …) count when a path
/// follows or a digit is in the name, which is how throw-away names look. The list is short and fixed: the public
/// suffix list has 10,000 rows, changes weekly, and would make a domain of nearly every word with a point in it.
struct WebAddresses {
  struct Found {
    var range: Range<Int>
    var canonical: String
    var host: String
    var hasPath: Bool
    var isMail = false
    var isObfuscated: Bool
  }

  /// The most labels of a host, and the most letters of one (RFC 1035).
  static let maximumLabelCount = 16
  static let maximumLabelLength = 63
  /// The most letters of a path that are kept.
  static let maximumPathLength = 200

  let text: PatternText

  func found() -> [Found] {
    var result: [Found] = []
    var index = 0
    while index < text.cells.count {
      guard text.isAlphanumeric(index) else {
        index += 1
        continue
      }
      let (found, end) = address(at: index)
      if let found { result.append(found) }
      index = max(index + 1, end)
    }
    return result
  }

  /// The address that starts with the label at `start`, and where looking goes on.
  private func address(at start: Int) -> (found: Found?, end: Int) {
    var position = start
    var hasScheme = false
    var isOdd = false
    let first = labelEnd(from: start)
    if ["http", "https", "ftp", "hxxp", "hxxps"].contains(text.folded(start..<first)), text.scalar(at: first) == 0x3A,
      text.scalar(at: first + 1) == 0x2F, text.scalar(at: first + 2) == 0x2F
    {
      hasScheme = true
      isOdd = text.scalar(at: start + 1) == 0x78
      position = first + 3
      guard text.isAlphanumeric(position) else { return (nil, position) }
    }
    var labels: [Range<Int>] = []
    var end = labelEnd(from: position)
    labels.append(position..<end)
    while labels.count < Self.maximumLabelCount,
      let (next, odd) = labelAfterDot(at: end, behindWWW: text.folded(labels[0]) == "www")
    {
      isOdd = isOdd || odd
      end = labelEnd(from: next)
      labels.append(next..<end)
    }
    if labels.count == 1 || !hasScheme, let (next, odd) = at(at: end) {
      // Behind a scheme it is a user of a site.
      return mail(from: start, host: next, isMail: !hasScheme, isOdd: isOdd || odd)
    }
    guard labels.count > 1 || hasScheme else { return (nil, end) }
    guard let found = web(from: start, labels, hasScheme: hasScheme, isOdd: isOdd) else { return (nil, end) }
    return (found, found.range.upperBound)
  }

  private func web(from start: Int, _ labels: [Range<Int>], hasScheme: Bool, isOdd: Bool) -> Found? {
    let names = labels.map { text.folded($0) }
    guard let last = labels.last, let suffix = names.last else { return nil }
    let isNumeric = names.count == 4 && names.allSatisfy { UInt8($0) != nil }
    let isName = isTopLevel(suffix) && names.count > 1
    guard names.allSatisfy({ $0.utf8.count <= Self.maximumLabelLength }) else { return nil }
    if hasScheme || (names[0] == "www" && names.count > 2) {
      guard isName || isNumeric else { return nil }
    } else {
      let goesOn = text.scalar(at: last.upperBound) == 0x2F && text.isAlphanumeric(last.upperBound + 1)
      guard isName, isBareHost(names, hasPath: goesOn) else { return nil }
    }
    let path = path(after: last.upperBound)
    let range = start..<path.end
    let disguised = isOdd || text.cells[start..<last.upperBound].contains(where: \.isDisguised)
    let host = names.joined(separator: ".")
    return Found(
      range: range, canonical: host + text.folded(path.start..<path.end), host: host, hasPath: path.hasPath,
      isObfuscated: disguised)
  }

  private func mail(from start: Int, host: Int, isMail: Bool, isOdd: Bool) -> (found: Found?, end: Int) {
    var labels: [Range<Int>] = []
    var end = labelEnd(from: host)
    labels.append(host..<end)
    while labels.count < Self.maximumLabelCount, text.scalar(at: end) == 0x2E, text.isAlphanumeric(end + 1) {
      let next = end + 1
      end = labelEnd(from: next)
      labels.append(next..<end)
    }
    let names = labels.map { text.folded($0) }
    guard names.count > 1, let suffix = names.last, isTopLevel(suffix), !Self.fileEndings.contains(suffix) else {
      return (nil, end)
    }
    let range = start..<end
    let odd = isOdd || text.cells[range].contains(where: \.isDisguised)
    let local = text.folded(start..<host).prefix { $0 != "@" && $0 != "(" && $0 != "[" && $0 != " " && $0 != "#" }
    let name = names.joined(separator: ".")
    return (
      Found(range: range, canonical: "\(local)@\(name)", host: name, hasPath: false, isMail: isMail, isObfuscated: odd),
      end
    )
  }

  /// Letters, digits and hyphens.
  private func labelEnd(from start: Int) -> Int {
    var end = start
    while end < text.cells.count, text.isAlphanumeric(end) || [0x2D, 0x5F].contains(text.cells[end].scalar) {
      end += 1
    }
    while end > start, text.cells[end - 1].scalar == 0x2D { end -= 1 }
    return end
  }

  /// The label behind a point, and whether the point is a disguised one: `。`, 点, `·`, `(.)`, `[dot]`, a point between
  /// blanks. Behind a disguised point only a plain top-level domain or a further label may follow, so that 3点30 is
  /// none.
  private func labelAfterDot(at index: Int, behindWWW: Bool) -> (next: Int, isOdd: Bool)? {
    if text.scalar(at: index) == 0x2E, text.isAlphanumeric(index + 1) { return (index + 1, false) }
    var position = index
    var opened = false
    while position < index + 3, let kind = text.kind(at: position), let scalar = text.scalar(at: position),
      kind == .blank || kind == .ornament || [0x28, 0x5B].contains(scalar)
    {
      if scalar == 0xB7 || scalar == 0x2022 { break }
      opened = opened || kind != .blank
      position += 1
    }
    let blanks = position - index
    guard let scalar = text.scalar(at: position) else { return nil }
    var next = position + 1
    switch scalar {
    case 0x2E where blanks > 0: break
    case 0x3002, 0x70B9, 0x9EDE, 0xB7, 0x2022, 0x30FB: break
    case 0x64 where blanks > 0 && text.spells([0x64, 0x6F, 0x74], at: position) && !text.isAlphanumeric(position + 3):
      next = position + 3
    default: return nil
    }
    while next < position + 6, let kind = text.kind(at: next), let scalar = text.scalar(at: next),
      kind == .blank || kind == .ornament || [0x29, 0x5D].contains(scalar)
    {
      next += 1
    }
    guard text.isAlphanumeric(next) else { return nil }
    let end = labelEnd(from: next)
    let label = text.folded(next..<end)
    // A sentence may go on behind a full stop; only a domain goes on with a domain's end.
    guard
      behindWWW || Self.topLevel.contains(label)
        || (text.scalar(at: end) == 0x2E && Self.isFollowedByTopLevel(text, end))
    else {
      return nil
    }
    return (next, true)
  }

  private static func isFollowedByTopLevel(_ text: PatternText, _ dot: Int) -> Bool {
    var end = dot + 1
    while end < text.cells.count, end < dot + 8, text.kind(at: end) == .letter { end += 1 }
    return topLevel.contains(text.folded((dot + 1)..<max(dot + 1, end)))
  }

  /// Where the host of a mail address starts: behind `@`, `(at)`, `[at]` or `#`.
  private func at(at index: Int) -> (next: Int, isOdd: Bool)? {
    if text.kind(at: index) == .at { return text.isAlphanumeric(index + 1) ? (index + 1, false) : nil }
    for spelling in Self.ats where text.spells(spelling, at: index) && text.isAlphanumeric(index + spelling.count) {
      return (index + spelling.count, true)
    }
    return nil
  }

  private static let ats = ["(at)", "[at]", "#at#", " @ ", " (at) ", " [at] "]
    .map { $0.unicodeScalars.map(\.value) }

  private func isTopLevel(_ name: String) -> Bool {
    (2...24).contains(name.utf8.count)
      && name.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } || name.hasPrefix("xn--")
  }

  /// Whether a name without scheme and `www` is a host.
  private func isBareHost(_ names: [String], hasPath: Bool) -> Bool {
    guard let suffix = names.last, let first = names.first, names.count > 1 else { return false }
    let name = names[names.count - 2]
    let hasLetter = name.utf8.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    let hasDigit = name.utf8.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard !Self.topLevel.contains(first), hasLetter || name.utf8.count >= 2 else { return false }
    if Self.topLevel.contains(suffix) { return !Self.platforms.contains(names.joined(separator: ".")) }
    if Self.wordsAndFiles.contains(suffix) { return hasPath || (hasDigit && hasLetter && name.utf8.count >= 4) }
    return false
  }

  private func path(after end: Int) -> (start: Int, end: Int, hasPath: Bool) {
    var start = end
    if text.scalar(at: start) == 0x3A {
      var port = start + 1
      while port < text.cells.count, port < start + 6, text.kind(at: port) == .digit { port += 1 }
      if port > start + 1 { start = port }
    }
    guard let scalar = text.scalar(at: start), scalar == 0x2F || scalar == 0x3F else { return (end, start, false) }
    var last = start
    while last < text.cells.count, last - start < Self.maximumPathLength,
      (0x21...0x7E).contains(text.cells[last].scalar)
    {
      last += 1
    }
    while last > start, [0x2E, 0x2C, 0x21, 0x29].contains(text.cells[last - 1].scalar) { last -= 1 }
    return (end, last, last > start + 1)
  }

  /// Top-level domains that are no English word and no file's ending.
  private static let topLevel: Set<String> = [
    "com", "net", "org", "cn", "edu", "gov", "info", "biz", "xyz", "vip", "icu", "mobi", "wang", "ltd", "asia",
    "hk", "tw", "jp", "kr", "uk", "de", "fr", "ru", "eu", "sg", "au", "nz", "th", "vn", "ph",
  ]
  /// Top-level domains that are words, abbreviations or files' endings as well.
  private static let wordsAndFiles: Set<String> = [
    "top", "live", "fun", "work", "pro", "link", "love", "red", "shop", "club", "site", "store", "online", "cloud",
    "tech", "win", "bet", "casino", "one", "me", "io", "cc", "tv", "gg", "ai", "co", "so", "us", "ly", "be", "app",
    "dev", "page", "chat", "group", "today", "life", "world", "space", "website", "la", "pw", "ws", "im", "in", "gl",
  ]
  /// Names of software that look like hosts.
  private static let platforms: Set<String> = ["asp.net", "ado.net", "vb.net", "ml.net", "system.net", "paint.net"]
  private static let fileEndings: Set<String> = ["png", "jpg", "jpeg", "gif", "webp", "svg", "pdf", "txt", "zip"]
}
