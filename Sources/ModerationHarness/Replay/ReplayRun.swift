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

  /// Judges all rows.
  ///
  /// - Parameter body: Called with each row, in the order of the file.
  /// - Throws: `RunProblem` for the first line that is no result; the rows before it were given to `body`.
  public func run(_ rows: ResultRows, _ body: (Row) throws -> Void) async throws {
    var problem: RunProblem?
    while problem == nil {
      var batches: [[(line: Int, bytes: [UInt8])]] = []
      do throws(RunProblem) {
        for _ in 0..<concurrency {
          var batch: [(line: Int, bytes: [UInt8])] = []
          while batch.count < Self.rowsPerTask, let line = try rows.nextLine() {
            if !line.isEmpty { batch.append((rows.line, line)) }
          }
          if batch.isEmpty { break }
          batches.append(batch)
        }
      } catch {
        problem = error
      }
      if batches.isEmpty { break }
      let path = rows.path
      let judged = await withTaskGroup(of: (Int, Result<[Row], RowProblem>).self) { group in
        for (index, batch) in batches.enumerated() {
          group.addTask { (index, self.judged(batch, path)) }
        }
        return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      }
      for index in batches.indices {
        switch judged[index] {
        case .success(let rows)?: try rows.forEach(body)
        case .failure(let failure)?:
          try failure.before.forEach(body)
          throw failure.problem
        case nil: break
        }
      }
    }
    if let problem { throw problem }
  }

  /// A line that is no result, with the rows before it.
  private struct RowProblem: Error {
    let before: [Row]
    let problem: RunProblem
  }

  private func judged(_ batch: [(line: Int, bytes: [UInt8])], _ path: String) -> Result<[Row], RowProblem> {
    var rows: [Row] = []
    for (line, bytes) in batch {
      do throws(UnreadableDocument) {
        let before = try ResultDocument(jsonLine: String(decoding: bytes, as: UTF8.self))
        let after = replay.judged(before)
        rows.append(Row(line: line, before: before, after: after, json: writesJSON ? after.jsonLine() : nil))
      } catch {
        return .failure(
          RowProblem(before: rows, problem: RunProblem(path: path, line: line, message: error.message)))
      }
    }
    return .success(rows)
  }
}
