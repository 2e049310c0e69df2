import ModerationCore

extension DecodingFailure {
  /// Whether the deadline ended it.
  var isLate: Bool { if case .late = self { true } else { false } }
}
