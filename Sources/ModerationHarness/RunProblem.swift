/// What is wrong with a file or folder of a run, with its place.
public struct RunProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file or folder.
  public let path: String
  /// The line, from 1; nil where no line is at fault.
  public let line: Int?
  /// What is wrong, for operators.
  public let message: String

  /// Makes a problem.
  public init(path: String, line: Int? = nil, message: String) {
    self.path = path
    self.line = line
    self.message = message
  }

  /// `path:line: message`.
  public var description: String { "\(path):" + (line.map { "\($0):" } ?? "") + " \(message)" }
}
