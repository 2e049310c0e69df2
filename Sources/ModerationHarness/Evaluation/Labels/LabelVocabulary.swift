import Documents
import ModerationCore
import ModerationJudging

/// The words that labels may be written in: those of this library, of detectors, and of the rows themselves.
struct LabelVocabulary {
  /// A word's meaning.
  enum Meaning: Hashable {
    case suggestion(Suggestion)
    case harmless
    case claim(Claim)
  }

  private var labels: [String: Label] = [:]
  private var subLabels: [String: SubLabel] = [:]
  /// The labels below which a sublabel may stand.
  private var parents: [SubLabel: Set<Label>] = [:]

  /// Which sublabels stand below which labels.
  private static let families: [([Label], [SubLabel])] = [
    ([.porn, .sexy], SubLabel.pornScene + SubLabel.bodyPartKinds), ([.terror], SubLabel.terrorScene),
    ([.polity], SubLabel.politicsScene),
    (
      [.ad],
      [.phoneNumber, .webAddress, .mailAddress, .messengerAccount, .chineseAdvertising] + SubLabel.matrixCodes
        + SubLabel.goodsCodes
    ),
    ([.abuse], [.englishAbuse, .chineseAbuse, .otherAbuse]), ([.illegal], [.chineseFraud, .chineseGambling]),
  ]

  /// - Parameter claims: What rows and detectors claim besides.
  init(claims: some Sequence<Claim> = []) {
    for (labels, subLabels) in Self.families {
      for label in labels { add(Claim(label)) }
      for subLabel in subLabels { for label in labels { add(Claim(label, subLabel)) } }
    }
    add(Claim(.custom))
    // A word of this library stays what it is, however rows spell it.
    for claim in claims where claim.label != .normal { add(claim) }
  }

  private mutating func add(_ claim: Claim) {
    let name = claim.label.rawValue.lowercased()
    if labels[name] == nil { labels[name] = claim.label }
    guard let subLabel = claim.subLabel else { return }
    let fine = subLabel.rawValue.lowercased()
    if subLabels[fine] == nil { subLabels[fine] = subLabel }
    parents[subLabel, default: []].insert(claim.label)
  }

  /// What a word means.
  ///
  /// - Throws: `Unknown` with what is wrong and the word that may be meant.
  func meaning(of word: String) throws(Unknown) -> Meaning {
    let name = word.lowercased()
    if ["-", "normal", "harmless", "none"].contains(name) { return .harmless }
    if let suggestion = Suggestion(rawValue: word.uppercased()) { return .suggestion(suggestion) }
    let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2 { return .claim(try claim(parts[0], parts[1], word)) }
    if let label = labels[name] { return .claim(Claim(label)) }
    guard let subLabel = subLabels[name], let parent = parents[subLabel]?.min() else {
      throw Unknown(message: "\(word.debugDescription) is neither a suggestion nor a label\(hint(word))")
    }
    return .claim(Claim(parent, subLabel))
  }

  private func claim(_ first: String, _ second: String, _ word: String) throws(Unknown) -> Claim {
    guard let label = labels[first] else {
      throw Unknown(
        message: "\(word.debugDescription) has no known label"
          + NearestWord.hint(first, among: labels.values.map(\.rawValue)))
    }
    let below = parents.filter { $0.value.contains(label) }.map(\.key.rawValue)
    guard let subLabel = subLabels[second] else {
      throw Unknown(
        message: "\(word.debugDescription) has no known sublabel of \(label)\(NearestWord.hint(second, among: below))")
    }
    guard parents[subLabel]?.contains(label) == true else {
      let right = (parents[subLabel] ?? []).sorted().map { "\($0)/\(subLabel)" }.joined(separator: " or ")
      throw Unknown(message: "\(word.debugDescription) does not exist; did you mean \(right)?")
    }
    return Claim(label, subLabel)
  }

  private func hint(_ word: String) -> String {
    NearestWord.hint(
      word,
      among: Suggestion.allCases.map(\.rawValue) + labels.values.map(\.rawValue) + subLabels.values.map(\.rawValue))
  }

  /// A word that means nothing.
  struct Unknown: Error {
    let message: String
  }
}
