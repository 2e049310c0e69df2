/// Accounts of messengers: a messenger's name and an account behind it, on the same line or at the start of the next.
///
/// A name alone is no finding: 微信 stands on every second payment sign and in every list of apps, and naming a messenger
/// is no contact. Nor is a name with an ordinary word behind it (`WeChat Pay`, `QQ Music`): an account holds a digit or
/// an underscore, or a word such as 号, `id` or a colon says that it is one.
struct MessengerAccounts {
  struct Found {
    var messenger: String
    var account: String
    /// The cells from the name on, on the first line.
    var range: Range<Int>
    /// The cells of the account on the next line, if it stands there.
    var rangeInNext: Range<Int>?
    var isObfuscated: Bool
  }

  /// The most signs between two characters of a name, and cells between a name and its account.
  static let maximumSignsInName = 3
  static let maximumFillerLength = 24
  /// Lengths of an account in characters: WeChat's names have 6 to 20, Telegram's 5 to 32, QQ's numbers 5 to 11.
  static let accountLength = 5...32

  let text: PatternText
  let next: PatternText?
  let taken: [Bool]

  func found() -> [Found] {
    var result: [Found] = []
    var index = 0
    while index < text.cells.count {
      guard !taken[index], let found = account(at: index) else {
        index += 1
        continue
      }
      result.append(found)
      index = max(index + 1, found.range.upperBound)
    }
    return result
  }

  /// Whether the line says that a telephone number is a messenger's account too: 微信同号.
  func namesTelephoneToo() -> String? {
    for index in text.cells.indices {
      guard let (name, end, _) = name(at: index) else { continue }
      let behind = skip(end)
      for word in Self.same where text.spells(word, at: behind) { return name.messenger }
      if index > 0, text.scalar(at: index - 1) == 0x540C, name.isPlain { return name.messenger }
    }
    return nil
  }

  private static let same = ["同号", "同步", "同號", "同电话", "同手机", "手机同"].map { $0.unicodeScalars.map(\.value) }

  private func account(at start: Int) -> Found? {
    guard let (name, nameEnd, isBroken) = name(at: start) else { return nil }
    var evidence = Evidence(
      name: name, hasVerb: hasVerb(before: start), hasMarker: name.saysAccount, hasAccountWord: name.saysAccount)
    var position = fillers(from: nameEnd, &evidence)
    let disguised = name.isDisguise || isBroken
    if position >= text.cells.count {
      guard let next else { return nil }
      let from = Self.firstToken(in: next)
      guard let token = AccountToken(in: next, at: from), accepts(token, evidence, onNextLine: true, next) else {
        return nil
      }
      return Found(
        messenger: name.messenger, account: token.account, range: start..<text.cells.count,
        rangeInNext: from..<token.end, isObfuscated: disguised || token.isDisguised)
    }
    if text.kind(at: position) == .at {
      evidence.hasMarker = true
      evidence.hasAccountWord = true
      position += 1
    }
    guard position < taken.count, !taken[position], let token = AccountToken(in: text, at: position),
      accepts(token, evidence, onNextLine: false, text)
    else { return nil }
    return Found(
      messenger: name.messenger, account: token.account, range: start..<token.end, rangeInNext: nil,
      isObfuscated: disguised || token.isDisguised)
  }

  private struct Evidence {
    let name: MessengerName
    let hasVerb: Bool
    /// A colon, an arrow, 号, `id` …
    var hasMarker = false
    var hasAccountWord = false
    var isGlued = true
    var hasPlus = false
  }

  private func accepts(
    _ token: AccountToken, _ evidence: Evidence, onNextLine: Bool, _ line: PatternText
  ) -> Bool {
    let isTold = evidence.hasVerb || evidence.hasMarker
    if !evidence.name.isPlain {
      let isShort = evidence.name.scalars.count == 1
      guard evidence.hasVerb || evidence.hasAccountWord || (isShort && evidence.hasMarker) else { return false }
      guard token.digitCount > 0 || token.hasUnderscore || (evidence.hasVerb && !isShort) else { return false }
      if isShort, token.length < 6 { return false }
    }
    if token.isNumber {
      if token.isMobile { return true }
      if evidence.hasPlus, (9...15).contains(token.length) { return true }
      guard (5...12).contains(token.length), token.account.first != "0", !token.isDate else { return false }
      if evidence.name.messenger == "QQ" || isTold || token.length >= 8 {
        return onNextLine || token.standsAlone || isTold
      }
      return false
    }
    guard Self.accountLength.contains(token.length) else { return false }
    if token.digitCount > 0 || token.hasUnderscore {
      if onNextLine { return isTold || Self.isAlone(token, in: line) }
      return isTold || evidence.isGlued || token.digitCount >= 2
    }
    // Letters only: an account when it is called one. QQ's are numbers.
    guard evidence.name.messenger != "QQ" else { return false }
    guard evidence.name.isPlain || evidence.hasVerb else { return false }
    return evidence.hasMarker && (!onNextLine || Self.isAlone(token, in: line))
      && !Self.ordinary.contains(token.account)
  }

  /// Words that follow a messenger's name and a colon without being an account.
  private static let ordinary: Set<String> = [
    "android", "iphone", "windows", "official", "wechat", "weixin", "telegram", "whatsapp", "download", "channel",
    "group", "login", "share", "messenger", "support", "please", "contact", "available", "version", "update", "mobile",
    "desktop", "email", "phone", "facebook", "twitter", "instagram", "number", "video", "videos", "calls", "stickers",
  ]

  private static func isAlone(_ token: AccountToken, in line: PatternText) -> Bool {
    token.start == firstToken(in: line) && !line.cells[token.end...].contains { $0.kind == .letter || $0.kind == .word }
  }

  private static func firstToken(in line: PatternText) -> Int {
    line.cells.firstIndex { [.letter, .digit, .numeral, .word].contains($0.kind) } ?? line.cells.count
  }

  /// The name that starts at a cell, where it ends, and whether signs were put into it.
  private func name(at start: Int) -> (name: MessengerName, end: Int, isBroken: Bool)? {
    guard let candidates = MessengerName.byFirst[text.cells[start].scalar] else { return nil }
    let isLatin = text.cells[start].kind == .letter
    if isLatin, let before = text.kind(at: start - 1), before == .letter || before == .digit {
      return nil
    }
    for name in candidates {
      var index = start
      var isBroken = false
      var matched = 0
      while matched < name.scalars.count, index < text.cells.count {
        if text.cells[index].scalar == name.scalars[matched] {
          isBroken = isBroken || text.cells[index].isDisguised
          matched += 1
          index += 1
          continue
        }
        var signs = 0
        while signs < Self.maximumSignsInName, let kind = text.kind(at: index),
          kind == .ornament || kind == .blank || (kind == .joint && text.scalar(at: index) != 0x2F)
        {
          index += 1
          signs += 1
        }
        guard matched > 0, signs > 0, index < text.cells.count, text.cells[index].scalar == name.scalars[matched] else {
          break
        }
        isBroken = true
      }
      guard matched == name.scalars.count else { continue }
      if isLatin, text.kind(at: index) == .letter, name.scalars.count < 6, !isGluedAccount(from: index) { continue }
      // `a.x` or a version is no broken name.
      if isBroken, name.scalars.count == 1 { isBroken = text.cells[start].isDisguised }
      return (name, index, isBroken)
    }
    return nil
  }

  /// Whether the letters right behind a Latin name are an account: they hold two digits at least.
  private func isGluedAccount(from start: Int) -> Bool {
    var end = start
    var digits = 0
    while end < text.cells.count, end - start < 40, text.isAlphanumeric(end) || text.cells[end].scalar == 0x5F {
      if text.cells[end].kind == .digit { digits += 1 }
      end += 1
    }
    return digits >= 2 && end - start >= 5
  }

  /// Whether one of the verbs stands right before.
  private func hasVerb(before start: Int) -> Bool {
    var end = start
    while start - end < Self.maximumSignsInName, let kind = text.kind(at: end - 1),
      kind == .blank || kind == .ornament || kind == .joint
    {
      end -= 1
    }
    return MessengerName.verbs.contains { word in
      guard text.spells(word, at: end - word.count) else { return false }
      if word == [0x2B] { return !text.isAlphanumeric(end - 2) }
      return text.kind(at: end - word.count) != .letter || !text.isAlphanumeric(end - word.count - 1)
    }
  }

  private func skip(_ start: Int) -> Int {
    var index = start
    while let kind = text.kind(at: index), kind == .blank || kind == .ornament || kind == .joint || kind == .link {
      index += 1
    }
    return index
  }

  /// Passes over what may stand between a name and its account.
  private func fillers(from start: Int, _ evidence: inout Evidence) -> Int {
    var index = start
    scanning: while index < text.cells.count, index - start < Self.maximumFillerLength {
      let cell = text.cells[index]
      switch cell.kind {
      case .link:
        evidence.hasMarker = true
        index += 1
        continue
      case .blank, .ornament, .joint, .plus:
        if cell.kind == .ornament, (0x2190...0x21FF).contains(cell.scalar) || (0x1F446...0x1F449).contains(cell.scalar)
        {
          evidence.hasMarker = true
        }
        evidence.isGlued = false
        if cell.kind == .plus { evidence.hasPlus = true }
        index += 1
        continue
      case .stop where [0x3E, 0x300C, 0x300E, 0x22, 0x201C, 0x3001].contains(cell.scalar):
        index += 1
        continue
      default: break
      }
      for (word, isAccountWord) in MessengerName.fillers where text.spells(word, at: index) {
        let end = index + word.count
        let isLatin = cell.kind == .letter
        if isLatin, text.isAlphanumeric(end) || text.isAlphanumeric(index - 1) { continue }
        evidence.isGlued = false
        if isAccountWord {
          evidence.hasMarker = true
          evidence.hasAccountWord = true
        }
        index = end
        continue scanning
      }
      break
    }
    return index
  }
}
