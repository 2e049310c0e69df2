/// Text whose meaning the author of a detector knows, with what his detector should say of it.
public struct TextExample: Hashable, Sendable {
  /// The name that reports use.
  public let name: String
  /// The lines, from top to bottom. Places are made up for them.
  public let lines: [String]
  /// What is expected; all of it.
  public let expectations: [ScoreExpectation]

  /// Makes an example.
  public init(_ name: String, _ lines: [String], expecting expectations: [ScoreExpectation]) {
    self.name = name
    self.lines = lines
    self.expectations = expectations
  }
}
