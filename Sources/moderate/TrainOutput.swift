import Digests
import Files
import Glibc
import ImageModeration
import ManifestDetection
import ModerationHarness
import PictureFeatures

/// The folder that a training writes: new, or empty.
struct TrainOutput {
  private let folder: FileName

  init(_ path: String) { folder = FileName([UInt8](path.utf8)) }

  /// A file in it, for messages.
  func path(_ name: String) -> String { folder.appending([UInt8](name.utf8)).text }

  /// Refuses a folder that holds something, before any work is done.
  func check() throws(RunProblem) {
    var status = stat()
    guard folder.withCString({ lstat($0, &status) }) == 0 else { return }
    // An empty folder goes and comes back; anything else stays, whatever it is.
    guard folder.withCString({ rmdir($0) }) == 0, folder.withCString({ mkdir($0, 0o777) }) == 0 else {
      throw RunProblem(
        path: folder.text, message: "exists already; nothing is overwritten: name another --output, or move it away")
    }
  }

  /// Writes the heads, the reports and, when all is there, the manifest; then opens it as `--manifest` does.
  ///
  /// - Returns: The manifest's path.
  /// - Throws: `RunProblem` when something cannot be written, `HostFailure` when what was written does not open.
  func write(
    _ trained: TrainedHeads, _ report: TrainingReport, _ manifest: HeadManifest, opening features: TrainFeatures
  ) throws -> String {
    guard folder.withCString({ mkdir($0, 0o777) }) == 0 || errno == EEXIST else {
      throw RunProblem(path: folder.text, message: "cannot be made: \(SystemError.text)")
    }
    let bytes = trained.bytes
    guard let sha256 = SHA256Digest(of: bytes.span.bytes)?.hexadecimal else {
      throw RunProblem(path: path(Self.heads), message: "has no SHA-256 on this machine: libcrypto gave none")
    }
    let text = manifest.text(
      of: trained, features: "efficientnet-lite2", file: Self.heads, sha256: sha256,
      scores: (QuantileScore.review, QuantileScore.block))
    try write(bytes, to: Self.heads)
    try write(Array(report.markdown.utf8), to: "report.md")
    try write(Array((report.json + "\n").utf8), to: "report.json")
    try write(Array(text.utf8), to: Self.manifest)
    _ = try ManifestDetector(
      manifestPath: path(Self.manifest), store: features.store, runtime: features.runtime, concurrency: 1
    ) { features.network }
    return path(Self.manifest)
  }

  private static let heads = "heads.f32"
  private static let manifest = "manifest.yaml"

  private func write(_ bytes: [UInt8], to name: String) throws(RunProblem) {
    let written = folder.appending([UInt8](name.utf8)).withCString { path in
      Result { () throws(FileError) in try NewFile.write(bytes, to: path) }
    }
    if case .failure(let error) = written {
      throw RunProblem(path: path(name), message: "cannot be written: \(error.reason)")
    }
  }
}
