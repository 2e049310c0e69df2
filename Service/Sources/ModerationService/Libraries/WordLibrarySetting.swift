import ModerationStore

/// A library of words that an operator sets up for an account: callers have no action that makes one.
struct WordLibrarySetting: Hashable, Sendable {
  var account: String
  var name: String
  /// What its words suggest, `REVIEW` or `BLOCK`; `PASS` for words that exempt what stands inside them.
  var suggestion: String

  /// The label of exempt words.
  static let exemptLabel = "Normal"

  /// Whether a word of a label may stand in the library: exempt words alone in one of `PASS`, and nowhere else, since
  /// they switch off what other lists of a policy say.
  func takes(_ label: String) -> Bool { (suggestion == "PASS") == (label == Self.exemptLabel) }

  /// Whether a text may be a library's or a group's name: 1 to 64 letters, digits and underscores.
  static func isName(_ text: String) -> Bool {
    (1...LibraryLimits.maximumNameByteCount).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}

extension ServiceConfiguration {
  /// Reads `wordLibraries`: account, library, suggestion, as `acme: {ads: BLOCK}`.
  mutating func readWordLibraries(_ root: ConfigurationNode) throws(ConfigurationProblem) {
    guard let accounts = root.mapping("wordLibraries") else { return }
    for account in accounts.keys {
      guard let libraries = accounts.mapping(account) else { continue }
      for name in libraries.keys {
        guard WordLibrarySetting.isName(name) else {
          throw libraries.problem(
            "a library is called by 1 to \(LibraryLimits.maximumNameByteCount) letters, digits and underscores, not \(name)"
          )
        }
        guard
          let suggestion = try libraries.choice(
            name, [("PASS", "PASS"), ("REVIEW", "REVIEW"), ("BLOCK", "BLOCK")])
        else { continue }
        wordLibraries.append(WordLibrarySetting(account: account, name: name, suggestion: suggestion))
      }
    }
  }
}
