public import ModerationCore
public import ModerationJudging

/// What is expected of an image.
public struct ExpectedAnswer: Hashable, Sendable {
  /// What should be done with it; nil where labels alone are given.
  public let suggestion: Suggestion?
  /// What it shows; empty for nothing, and where a suggestion alone is given.
  public let claims: Set<Claim>

  /// Makes an expectation.
  public init(suggestion: Suggestion? = nil, claims: Set<Claim> = []) {
    self.suggestion = suggestion
    self.claims = claims
  }

  /// Nothing to be found.
  public static let harmless = ExpectedAnswer(suggestion: .pass)

  /// Whether it should get a suggestion or a worse one. An image with labels and no suggestion should get both.
  func expects(_ level: Suggestion) -> Bool { suggestion.map { $0 >= level } ?? !claims.isEmpty }

  /// Whether it shows what a claim says; nil where that is not said: of an image that is to be held back for a reason
  /// that is not given, and of one of a label without sublabel when a sublabel is asked for.
  func shows(_ claim: Claim) -> Bool? {
    if claims.isEmpty { return suggestion == .pass ? false : nil }
    let ofLabel = claims.filter { $0.label == claim.label }
    guard let subLabel = claim.subLabel, !ofLabel.isEmpty else { return !ofLabel.isEmpty }
    if ofLabel.contains(where: { $0.subLabel == subLabel }) { return true }
    return ofLabel.contains { $0.subLabel == nil } ? nil : false
  }

  /// `BLOCK, Porn/Explicit`, or `harmless`.
  var text: String {
    let names = claims.map(\.description).sorted()
    if names.isEmpty, suggestion == .pass { return "harmless" }
    return ((suggestion.map { [$0.rawValue] } ?? []) + names).joined(separator: ", ")
  }
}
