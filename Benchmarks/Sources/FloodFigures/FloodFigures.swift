import Foundation
import Glibc
import ImageModeration
import StandardDetectors
import Synchronization

/// What dear pictures do to ordinary ones that are moderated beside them, what is left of a moderator whose workers are
/// killed over and over, what rules do that change under load, and how soon an edited policy is live.
///
///     FloodFigures flood MODELS WORKER DEAR_FOLDER NORMAL_FOLDER [SECONDS]
///     FloodFigures kills MODELS WORKER CODE_FOLDER [KILLS]
///     FloodFigures rules MODELS WORKER PICTURE_FOLDER [IMAGES]
///     FloodFigures policies MODELS WORKER [POLICIES]
@main
struct FloodFigures {
  static func main() async throws {
    let words = CommandLine.arguments.dropFirst()
    let rest = Array(words.dropFirst())
    switch words.first {
    case "flood" where rest.count >= 4:
      try await Flood(
        models: rest[0], worker: rest[1], dear: try pictures(in: rest[2]), normal: try pictures(in: rest[3]),
        length: .seconds(rest.count > 4 ? Int(rest[4]) ?? 60 : 60)
      ).run()
    case "kills" where rest.count >= 3:
      try await Kills(
        models: rest[0], worker: rest[1], pictures: try pictures(in: rest[2]),
        count: rest.count > 3 ? Int(rest[3]) ?? 1_000 : 1_000
      ).run()
    case "rules" where rest.count >= 3:
      try await Rules(
        models: rest[0], worker: rest[1], pictures: try pictures(in: rest[2]),
        count: rest.count > 3 ? Int(rest[3]) ?? 1_000 : 1_000
      ).run()
    case "policies" where rest.count >= 2:
      try await LiveFolder(
        models: rest[0], worker: rest[1], count: rest.count > 2 ? Int(rest[2]) ?? 1_000 : 1_000
      ).run()
    default:
      FileHandle.standardError.write(Data("usage: see the head of FloodFigures.swift\n".utf8))
      exit(64)
    }
    fflush(nil)
    // The neural runtime's destructors do not wait for its threads.
    _exit(0)
  }

  static func pictures(in folder: String) throws -> [Picture] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
      Picture(name: $0, bytes: [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\($0)"))))
    }
  }
}

struct Picture: Sendable {
  let name: String
  let bytes: [UInt8]
}

/// What one moderation came to, as far as it must be the same under load.
enum Answer: Hashable, CustomStringConvertible {
  case verdict(Suggestion, isGap: Bool)
  case rejected(String)
  case failed(String)

  static func of(_ picture: Picture, by moderator: Moderator) async -> Answer {
    do throws(HostFailure) {
      switch try await moderator.moderate(.bytes(picture.bytes, .local)).outcome {
      case .verdict(let verdict):
        return .verdict(verdict.suggestion, isGap: verdict.scenes.contains(where: \.status.isGap))
      case .rejected(let rejection): return .rejected(rejection.code.rawValue)
      }
    } catch {
      return .failed(error.code.rawValue)
    }
  }

  var description: String {
    switch self {
    case .verdict(let suggestion, let isGap): "\(suggestion)\(isGap ? " with a gap" : "")"
    case .rejected(let code): "refused: \(code)"
    case .failed(let code): "failed: \(code)"
    }
  }
}

/// A value that tasks share.
final class Shared<Value: Sendable>: Sendable {
  private let storage: Mutex<Value>

  init(_ value: Value) { storage = Mutex(value) }

  var value: Value { storage.withLock { $0 } }

  func update(_ change: (inout Value) -> Void) { storage.withLock { change(&$0) } }
}

/// Memory and processor time of this process and its children.
enum Usage {
  static var residentMiB: Int {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
    return (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) / 1_024
  }

  /// The processor time of this process, its own and the kernel's for it.
  static var cpu: Duration {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
    return .seconds(seconds) + .microseconds(Int(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec))
  }

  /// The processes that this one started and that live.
  static var children: [Int32] {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    return tasks.flatMap { task in
      ((try? String(contentsOfFile: "/proc/self/task/\(task)/children", encoding: .utf8)) ?? "")
        .split(separator: " ").compactMap { Int32($0) }
    }
  }
}
