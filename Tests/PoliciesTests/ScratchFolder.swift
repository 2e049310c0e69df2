import Foundation
import Policies
import StandardDetectors

/// A policy folder of a test's own, removed when it goes.
final class ScratchFolder: Sendable {
  let path: String

  /// Makes a folder of files: path → text.
  init(_ files: [String: String]) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "PoliciesTests-\(UUID().uuidString)")
    path = folder.path
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in files { try write(text, to: name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws {
    let url = URL(filePath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func read(reusing earlier: PolicyFolder? = nil) throws(PolicyProblems) -> PolicyFolder {
    try PolicyFolder(path, detectors: StandardDetectors.descriptors, reusing: earlier)
  }
}

/// What is wrong with a folder of one policy, `mine.yaml`, and perhaps other files; nil when nothing is.
func problem(_ text: String, _ others: [String: String] = [:]) throws -> String? {
  let folder = try ScratchFolder(others.merging(["mine.yaml": text]) { $1 })
  do throws(PolicyProblems) {
    _ = try folder.read()
    return nil
  } catch {
    return error.description
  }
}

/// The policy `mine` of a folder.
func policy(_ text: String, _ others: [String: String] = [:]) throws -> ResolvedPolicy {
  try ScratchFolder(others.merging(["mine.yaml": text]) { $1 }).read().policy(named: "mine")
}
