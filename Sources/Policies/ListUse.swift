public import ModerationCore

/// A list that a policy uses, and what a hit of it suggests.
public struct ListUse: Hashable, Sendable {
  /// The kind of a list.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Word lists, `words/*.txt`.
    case words
    /// Lists of known pictures, `pictures/*.tsv`.
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
  /// How many bits a picture may be away from an entry; nil where the list decides, and for other lists.
  public let distanceBits: Int?

  init(kind: Kind, name: String, suggestion: Suggestion? = nil, distanceBits: Int? = nil) {
    (self.kind, self.name, self.suggestion, self.distanceBits) = (kind, name, suggestion, distanceBits)
  }

  var yaml: String {
    let more = [suggestion.map { "suggestion: \($0)" }, distanceBits.map { "distance: \($0)" }].compactMap(\.self)
    guard !more.isEmpty else { return PolicyValue.quoted(name) }
    return "{" + (["\(kind.key): \(PolicyValue.quoted(name))"] + more).joined(separator: ", ") + "}"
  }
}

extension ListUse.Kind {
  var about: String {
    switch self {
    case .words: "Word lists, as words/a.txt or {file: words/a.txt, suggestion: REVIEW}."
    case .pictures:
      """
      Lists of known pictures, as pictures/a.tsv or {file: pictures/a.tsv, suggestion: REVIEW, distance: 20}; a suggestion \
      is the gravest that a match may make, and PASS makes it a list of what is allowed.
      """
    case .codes:
      """
      Code lists, as codes/a.txt or {file: codes/a.txt, suggestion: PASS}: where codes and addresses may lead, or must \
      not.
      """
    case .faces:
      "Groups of the faces, by name or id; a suggestion is the gravest that a match may make, and PASS lets persons through."
    }
  }
}
