import ArgumentParser
import Files
import FoundationEssentials
import Glibc
import ImageMatching
import ImageModeration
import Lists

/// `moderate pictures find LIST RESULTS …`: which earlier uploads a list would have met.
struct PicturesFindCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "find",
    abstract: "Finds the earlier uploads that a list knows, in kept results.",
    discussion: """
      Results are lines of moderate --json, which have the SHA-256 of each file and, where a list of pictures was in use, \
      the PDQ hash of each frame that was looked at; or what moderate fingerprints printed. A folder stands for all \
      files in it. Pictures are compared as they are, not turned or mirrored. Prints the entry's suggestion, the upload, \
      and the entry.

      Exit status: 64 when the list or a file is wrong or unreadable; else 2 when something was found; else 0.

      EXAMPLES
        moderate --json --fingerprints banned.tsv uploads/ > results/today.jsonl
        moderate pictures find added-since.tsv results/
      """)

  /// The most bytes of one file of results: 1 GiB, some 300,000 results.
  static let maximumByteCount = 1 << 30
  /// The most bytes of a line: 16 MiB, more than the longest result.
  static let maximumLineByteCount = 16 << 20

  @Argument(help: ArgumentHelp("The list.", valueName: "list"))
  var list: String

  @Argument(
    help: ArgumentHelp(
      "Files or folders of results, or lists that moderate fingerprints printed.", valueName: "results"))
  var results: [String]

  /// What is needed of a result.
  private struct Upload: Decodable {
    struct Image: Decodable {
      let sha256: String?
    }
    struct Finding: Decodable {
      let details: [String: String]
    }
    let source: String
    let image: Image
    let findings: [Finding]

    /// The hashes of the frames that were looked at.
    var hashes: Set<PDQHash> {
      Set(
        findings.compactMap { finding in
          guard let quality = finding.details["quality"].flatMap({ Int($0) }), quality >= PDQFingerprint.leastQuality
          else { return nil }
          return finding.details["pdq"].flatMap { PDQHash(hexadecimal: $0.utf8) }
        })
    }
  }

  func run() throws {
    guard !results.isEmpty else { throw ValidationError("Give at least one file of results.") }
    let list = try FingerprintFile.read(list)
    let index = FingerprintIndex(list.entries.hashes)
    // Of results how many have no hash of any frame.
    var (found, unhashed) = (0, 0)
    for item in ImageWalk.images(at: results) {
      guard case .file(let name) = item else { throw ValidationError("Cannot read \(Printable.text(item.source)).") }
      let path = name.text
      let bytes = try ListFile.bytes(of: path, kind: "file of results", atMost: Self.maximumByteCount)
      do throws(ListError) {
        var lines = try ListLines(
          bytes, list: ListFile.name(of: path),
          bounds: .init(maximumByteCount: Self.maximumByteCount, maximumLineByteCount: Self.maximumLineByteCount))
        while let line = try lines.next() { found += try look(at: line, list, index, lines, &unhashed) }
      } catch {
        throw ListFile.refused(path, error)
      }
    }
    Self.tellWhatWasNotCompared(list, unhashed: unhashed)
    if found > 0 { throw ExitCode(2) }
    StandardError.write("moderate: nothing found\n")
  }

  private static func tellWhatWasNotCompared(_ list: FingerprintList, unhashed: Int) {
    if list.files.md5Count > 0 {
      StandardError.write("moderate: \(list.files.md5Count) entries by MD5 are not compared: results have none\n")
    }
    if !list.entries.isEmpty, unhashed > 0 {
      StandardError.write("moderate: \(unhashed) results have no PDQ hash: no list of pictures was in use\n")
    }
  }

  /// Prints what of the list a line's upload meets; how much.
  private func look(
    at line: ArraySlice<UInt8>, _ list: FingerprintList, _ index: FingerprintIndex, _ lines: ListLines,
    _ unhashed: inout Int
  ) throws(ListError) -> Int {
    guard let first = line.first, first != UInt8(ascii: "#") else { return 0 }
    if first == UInt8(ascii: "{") {
      guard let upload = try? JSONDecoder().decode(Upload.self, from: Data(line)) else {
        throw lines.error(.invalidHash, "the line is not a result of moderate --json")
      }
      if upload.hashes.isEmpty { unhashed += 1 }
      let entries = upload.image.sha256.flatMap { FileDigest(sha256: $0.utf8) }.map(list.knownFiles.entries) ?? []
      for entry in entries { tell(entry.suggestion, upload.source, "same file", entry.line, entry.name) }
      return entries.count + upload.hashes.reduce(0) { $0 + look($1, of: upload.source, list, index) }
    }
    let cells = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
    guard let hash = cells.first.flatMap({ PDQHash(hexadecimal: $0) }) else {
      throw lines.error(.invalidHash, "the line is neither a result nor one that moderate fingerprints printed")
    }
    let quality = cells.count > 1 ? Int(String(decoding: cells[1], as: UTF8.self)) ?? 0 : 0
    guard quality >= PDQFingerprint.leastQuality else { return 0 }
    let source = cells.count > 2 ? String(decoding: cells[2], as: UTF8.self) : "line \(lines.number)"
    return look(hash, of: source, list, index)
  }

  /// Prints what of the list a picture meets as it is; how much.
  private func look(_ hash: PDQHash, of source: String, _ list: FingerprintList, _ index: FingerprintIndex) -> Int {
    if hash.isFlat { return 0 }
    var found = 0
    for match in index.matches(for: hash, within: FingerprintIndex.maximumDistanceBits) {
      let entry = list.entries[match.index]
      guard match.distanceBits <= list.distanceBits(of: entry.suggestion) else { continue }
      tell(entry.suggestion, source, "\(match.distanceBits) bits", entry.line, entry.name)
      found += 1
    }
    return found
  }

  private func tell(_ suggestion: Suggestion, _ source: String, _ how: String, _ line: Int, _ name: String) {
    StandardOutput.write(Printable.text("\(suggestion)  \(source)  \(how), line \(line) \(name)") + "\n")
  }
}
