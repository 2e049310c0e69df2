/// The exit status of a run over images, one table for all commands:
///
/// | status | when |
/// |---|---|
/// | 0 | every image was looked at, and none reached `--fail-on` |
/// | 1 | some image was refused, unreadable or only partly looked at |
/// | 2 | some image reached `--fail-on` |
/// | 3 | both: neither hides the other |
enum AnswerStatus {
  /// - Parameters:
  ///   - incomplete: Whether something was not looked at, or not written.
  ///   - reached: Whether some image reached `--fail-on`.
  static func code(incomplete: Bool, reached: Bool) -> Int32 { (incomplete ? 1 : 0) + (reached ? 2 : 0) }

  /// For help texts: what 1, 2, 3 and 0 mean.
  static let help = """
      1    some image was refused, unreadable or only partly looked at
      2    --fail-on is given and some image reached it
      3    both 1 and 2: neither hides the other
      0    every image was looked at
    """
}
