public import Documents

/// Everything that is wrong with a folder of policies: located, in the order of the files.
public struct PolicyProblems: Error, Hashable, Sendable, CustomStringConvertible {
  /// The most problems that are kept: 100.
  public static let maximumCount = 100

  /// What is wrong, at most `maximumCount` of it, at least one.
  public let problems: [DocumentProblem]
  /// How many there are in all.
  public let count: Int

  init(_ problems: [DocumentProblem]) {
    count = problems.count
    self.problems = Array(problems.prefix(Self.maximumCount))
  }

  /// A problem of a whole folder.
  package init(_ folder: String, _ message: String) { self.init([DocumentProblem(file: folder, message: message)]) }

  /// One problem a line.
  public var description: String {
    problems.map(\.description).joined(separator: "\n")
      + (count > problems.count ? "\n… \(count - problems.count) more" : "")
  }
}
