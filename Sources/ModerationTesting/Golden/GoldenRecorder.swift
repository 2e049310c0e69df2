import FoundationEssentials
import Glibc
public import ModerationCore

/// Compares findings with files of findings that were right once, one file for each case.
///
/// A file holds its own tolerances, so that whoever reads it sees how exact the agreement is; they may be edited by
/// hand and stay when the case is recorded again. Nothing is ever written unless the environment says
/// `MODERATION_RECORD_GOLDEN=1`: a test that records what it should compare with proves nothing.
///
/// `details` are not compared: they are for people, and often hold rounded numbers.
public struct GoldenRecorder: Sendable {
  /// Set to 1, this variable of the environment lets files be written.
  public static let environmentVariable = "MODERATION_RECORD_GOLDEN"
  /// The most bytes of one file, 8 MiB.
  public static let maximumFileBytes = 8 << 20

  /// How a comparison ended.
  public enum Outcome: Hashable, Sendable {
    /// The findings are those of the file, within its tolerances.
    case equal
    /// The findings were written to the file; nothing was compared. Not `equal`, so a test that expects that fails
    /// while it records.
    case recorded(path: String)
    /// What differs, a sentence each; also that there is no file, or none that can be read.
    case different([String])
  }

  /// The folder of the files.
  public let folder: String
  /// Whether files are written instead of compared with.
  public let records: Bool

  /// Makes a recorder for a folder, which is made when the first case is recorded.
  ///
  /// - Parameter records: By default what the environment says.
  public init(folder: String, records: Bool? = nil) {
    self.folder = folder
    self.records = records ?? (getenv(Self.environmentVariable).map { String(cString: $0) } == "1")
  }

  /// The file of a case.
  public func path(of name: String) -> String { "\(folder)/\(name).json" }

  /// Compares findings with a case's file, or records them.
  ///
  /// - Parameters:
  ///   - findings: In any order.
  ///   - name: The case: 1 to 100 of the letters a–z, A–Z, digits, `.`, `-` and `_`, not beginning with a dot.
  ///   - tolerance: What a new file is given; that of an existing file stays.
  public func compare(
    _ findings: [Finding], with name: String, tolerance: GoldenTolerance = .standard
  ) -> Outcome {
    guard Self.isName(name) else { return .different(["“\(name)” cannot be the name of a file"]) }
    let url = URL(filePath: path(of: name))
    let stored = Result { try Self.read(url) }
    if records {
      let kept = (try? stored.get())?.tolerance ?? tolerance
      return record(GoldenCase(name: name, tolerance: kept, findings: findings), at: url)
    }
    switch stored {
    case .failure(let error):
      return .different([
        "\(url.path) cannot be read (\(error)); to record what was found, set \(Self.environmentVariable)=1 and look at it"
      ])
    case .success(let stored):
      let differences = stored.differences(
        from: GoldenCase(name: name, tolerance: stored.tolerance, findings: findings))
      return differences.isEmpty
        ? .equal
        : .different(
          differences + ["\(url.path) differs; if the new findings are right, set \(Self.environmentVariable)=1"])
    }
  }

  private static func isName(_ name: String) -> Bool {
    (1...100).contains(name.utf8.count) && name.first != "."
      && name.utf8.allSatisfy { byte in
        UnicodeScalar(byte).isASCII
          && (UnicodeScalar(byte).properties.isAlphabetic || (48...57).contains(byte) || [45, 46, 95].contains(byte))
      }
  }

  private struct TooLarge: Error, CustomStringConvertible {
    let byteCount: Int
    var description: String { "\(byteCount) bytes" }
  }

  private static func read(_ url: URL) throws -> GoldenCase {
    let data = try Data(contentsOf: url)
    guard data.count <= maximumFileBytes else { throw TooLarge(byteCount: data.count) }
    return try JSONDecoder().decode(GoldenCase.self, from: data)
  }

  private func record(_ golden: GoldenCase, at url: URL) -> Outcome {
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try (try encoder.encode(golden) + Data([0x0A])).write(to: url, options: .atomic)
      return .recorded(path: url.path)
    } catch {
      return .different(["\(url.path) cannot be written: \(error)"])
    }
  }
}
