import Foundation
import ImageMatching

/// What a list of known pictures costs: reading it, its index, and searches.
///
///     PictureFigures LIST QUERIES ANSWERS
///
/// QUERIES has one hash a line, of which eight in a row are the views of one picture. Prints one JSON object; ANSWERS gets
/// a line for each match: the query's number, the entry's, the distance.
@main
struct PictureFigures {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4 else {
      FileHandle.standardError.write(Data("usage: PictureFigures LIST QUERIES ANSWERS\n".utf8))
      exit(64)
    }
    let before = Usage()
    let list = try read(arguments[1])
    let afterReading = Usage()
    let index = FingerprintIndex(list.entries.hashes)
    let built = Usage()
    let queries = try String(contentsOfFile: arguments[2], encoding: .utf8).split(separator: "\n").compactMap {
      PDQHash(hexadecimal: $0.utf8)
    }
    var answers = ""
    var slowest = 0.0
    let start = Usage()
    var found: [[FingerprintIndex.Match]] = []
    found.reserveCapacity(queries.count)
    var last = start.seconds
    for query in queries {
      found.append(index.matches(for: query, within: FingerprintIndex.maximumDistanceBits))
      let now = Usage.cpuSeconds
      slowest = max(slowest, now - last)
      last = now
    }
    let end = Usage()
    for (number, matches) in found.enumerated() {
      for match in matches { answers += "\(number)\t\(match.index)\t\(match.distanceBits)\n" }
    }
    try answers.write(toFile: arguments[3], atomically: false, encoding: .utf8)
    let perHash = (end.seconds - start.seconds) / Double(max(1, queries.count)) * 1000
    print(
      """
      {"entries": \(list.entries.count), "readSeconds": \(afterReading.seconds - before.seconds), \
      "buildSeconds": \(built.seconds - afterReading.seconds), \
      "listMiB": \(afterReading.residentMiB - before.residentMiB), "allMiB": \(built.residentMiB - before.residentMiB), \
      "hashMilliseconds": \(perHash), "pictureMilliseconds": \(perHash * 8), "slowestMilliseconds": \(slowest * 1000)}
      """)
  }

  private static func read(_ path: String) throws -> FingerprintList {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    return try FingerprintList(parsing: bytes, name: "list")
  }
}

/// What the process has used so far.
private struct Usage {
  let seconds = Usage.cpuSeconds
  let residentMiB: Double

  init() {
    let status = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    let pages = status.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
    residentMiB = pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
  }

  static var cpuSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
