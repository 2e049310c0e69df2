public import ModerationJudging

/// A line of a file of results.
public struct ResultRow: Sendable {
  /// The line's number, from 1.
  public let line: Int
  /// Where in the file the line begins, in bytes.
  public let offset: Int
  /// Its bytes, without the line break.
  public let bytes: [UInt8]
  /// What it says.
  public let document: ResultDocument
}
