/// What is wrong with what an evaluation is made of: all of it, each with its place.
public struct EvaluationProblems: Error, Hashable, Sendable {
  /// The most that are named.
  public static let maximumNamedCount = 20

  /// The first of them.
  public private(set) var problems: [RunProblem] = []
  /// How many there are.
  public private(set) var count = 0

  /// None yet.
  init() {}

  mutating func add(_ problem: RunProblem) {
    count += 1
    if problems.count < Self.maximumNamedCount { problems.append(problem) }
  }

  /// Ends with what was found, if anything was.
  func throwIfAny() throws(EvaluationProblems) {
    if count > 0 { throw self }
  }
}
