/// Files that the operator has decided about before, by SHA-256: the cheapest look there is, before anything is
/// decoded.
///
/// An equal digest is the very same file. One bit more or less, a new compression for one, is another: for pictures
/// that were changed there are fingerprints.
public struct KnownFiles: Sendable {
  /// The list's name, as results have it.
  public let name: String
  /// What a file of the list means. `pass` is an exception: the file is judged clean without being looked at.
  public let suggestion: Suggestion
  /// The label of a finding.
  public let label: Label
  private let digests: Set<String>

  /// Makes a list.
  ///
  /// - Parameter sha256: Digests as hexadecimal digits, in either case.
  public init(name: String, suggestion: Suggestion, label: Label = .custom, sha256: some Sequence<String>) {
    self.name = name
    self.suggestion = suggestion
    self.label = label
    digests = Set(sha256.map { $0.lowercased() })
  }

  /// How many files are known.
  public var count: Int { digests.count }

  /// Whether a file is on the list, by its digest in lower-case digits.
  public func contains(_ sha256: String) -> Bool { digests.contains(sha256) }
}
