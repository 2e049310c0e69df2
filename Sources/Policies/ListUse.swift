public import ModerationCore

/// A list that a policy uses, and what a hit of it suggests.
public struct ListUse: Hashable, Sendable {
  /// The kind of a list.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Word lists, `words/*.txt`.
    case words
    /// Fingerprint lists of pictures, `pictures/*.tsv`.
    case pictures
    /// Code lists, `codes/*.txt`: where codes and addresses may lead, or must not.
    case codes
    /// Groups of the gallery `faces`.
    case faces

    /// What a use names.
    var key: String { self == .faces ? "group" : "file" }
  }

  /// The kind of list.
  public let kind: Kind
  /// The file, seen from the policy folder; of faces the group's name.
  public let name: String
  /// What a hit suggests; nil where the list decides.
  public let suggestion: Suggestion?

  var yaml: String {
    guard let suggestion else { return PolicyValue.quoted(name) }
    return "{\(kind.key): \(PolicyValue.quoted(name)), suggestion: \(suggestion)}"
  }
}

extension ListUse.Kind {
  var about: String {
    switch self {
    case .words: "Word lists, as words/a.txt or {file: words/a.txt, suggestion: REVIEW}."
    case .pictures: "Fingerprint lists, as pictures/a.tsv; a suggestion is the gravest that a match may make."
    case .codes:
      "Code lists, as codes/a.txt or {file: codes/a.txt, suggestion: PASS}: where codes and addresses may lead, or must not."
    case .faces: "Groups of the gallery faces, by name; a suggestion is the gravest that a match may make."
    }
  }
}
