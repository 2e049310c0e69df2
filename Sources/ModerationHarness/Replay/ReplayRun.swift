public import ModerationJudging

/// A file of results judged again, row by row in order, several rows at a time.
public struct ReplayRun: Sendable {
  /// How many rows one task judges: 64, so that handing them over costs little beside judging them.
  public static let rowsPerTask = 64

  /// A row before and after.
  public struct Row: Sendable {
    /// The line in the file that was read.
    public let line: Int
    /// What stood in it.
    public let before: ResultDocument
    /// What the new rules make of it.
    public let after: ResultDocument
    /// `after` as a line of JSON, without line break; nil unless it was asked for.
    public let json: String?
  }

  private let replay: Replay
  private let concurrency: Int
  private let writesJSON: Bool

  /// Makes a run.
  ///
  /// - Parameters:
  ///   - concurrency: How many rows are judged at a time, at least 1. So many times `rowsPerTask` rows are held.
  ///   - writesJSON: Whether rows come as lines of JSON, too, which takes as long as judging them.
  public init(_ replay: Replay, concurrency: Int, writesJSON: Bool) {
    self.replay = replay
    self.writesJSON = writesJSON
    self.concurrency = max(1, concurrency)
  }

  /// The most lines that may be no results before the rest is given up: 1,000.
  public static let maximumProblemCount = 1000

  /// Judges all rows.
  ///
  /// - Parameters:
  ///   - body: Called with each row, in the order of the file.
  ///   - problem: Called with each line that is no result, in its place; the rest is read.
  /// - Throws: `RunProblem` when the file cannot be read, or more lines than `maximumProblemCount` are no results.
  public func run(
    _ rows: ResultRows, _ body: (Row) throws -> Void, problem: (RunProblem) throws -> Void
  ) async throws {
    var problemCount = 0
    while true {
      var batches: [[Line]] = []
      for _ in 0..<concurrency {
        let batch = lines(of: rows)
        if batch.isEmpty { break }
        batches.append(batch)
      }
      if batches.isEmpty { return }
      let path = rows.path
      let judged = await withTaskGroup(of: (Int, [Result<Row, RunProblem>]).self) { group in
        for (index, batch) in batches.enumerated() {
          group.addTask { (index, batch.map { self.judged($0, path) }) }
        }
        return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      }
      for result in batches.indices.flatMap({ judged[$0] ?? [] }) {
        switch result {
        case .success(let row): try body(row)
        case .failure(let found):
          problemCount += 1
          guard problemCount <= Self.maximumProblemCount else {
            throw RunProblem(path: path, message: "more than \(Self.maximumProblemCount) lines are no results")
          }
          try problem(found)
        }
      }
    }
  }

  /// A line of the file, or why it cannot be read.
  private typealias Line = Result<(number: Int, bytes: [UInt8]), RunProblem>

  private func lines(of rows: ResultRows) -> [Line] {
    var batch: [Line] = []
    while batch.count < Self.rowsPerTask {
      do throws(RunProblem) {
        guard let bytes = try rows.nextLine() else { break }
        if !bytes.isEmpty { batch.append(.success((rows.line, bytes))) }
      } catch {
        batch.append(.failure(error))
      }
    }
    return batch
  }

  private func judged(_ line: Line, _ path: String) -> Result<Row, RunProblem> {
    line.flatMap { number, bytes in
      do throws(UnreadableDocument) {
        let before = try ResultDocument(jsonLine: String(decoding: bytes, as: UTF8.self))
        let after = replay.judged(before)
        return .success(
          Row(line: number, before: before, after: after, json: writesJSON ? after.jsonLine() : nil))
      } catch {
        return .failure(RunProblem(path: path, line: number, message: error.message))
      }
    }
  }
}
