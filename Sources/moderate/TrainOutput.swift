import Digests
import Files
import Glibc
import ImageModeration
import ManifestDetection
import ModerationHarness
import PictureFeatures

/// The folder that a training writes: new, or empty. What could not be finished is taken back.
struct TrainOutput {
  private let folder: FileName
  /// Whether the folder was not there before.
  private var made = false

  init(_ path: String) { folder = FileName([UInt8](path.utf8)) }

  /// A file in it, for messages.
  func path(_ name: String) -> String { folder.appending([UInt8](name.utf8)).text }

  /// Makes the folder, before any work is done.
  ///
  /// - Throws: `RunProblem` for one that holds something, cannot be made, or lies in the data set, where it would be a
  ///   category the next time.
  mutating func prepare(dataset: String) throws(RunProblem) {
    made = folder.withCString { mkdir($0, 0o777) } == 0
    guard made || errno == EEXIST else {
      throw RunProblem(path: folder.text, message: "cannot be made: \(SystemError.text)")
    }
    guard made || (try? TrainDataset.names(in: folder))?.isEmpty == true else {
      throw RunProblem(
        path: folder.text, message: "exists already; nothing is overwritten: name another --output, or move it away")
    }
    let (here, there) = (Self.resolved(folder), Self.resolved(FileName([UInt8](dataset.utf8))))
    if let here, let there, here == there || here.hasPrefix(there + "/") {
      throw RunProblem(
        path: folder.text, message: "lies in the data set, where it would be a category: name an --output beside it")
    }
  }

  /// Takes back what was made and written.
  func withdraw() {
    guard made else { return }
    for name in Self.files { _ = folder.appending([UInt8](name.utf8)).withCString { unlink($0) } }
    _ = folder.withCString { rmdir($0) }
  }

  private static func resolved(_ name: FileName) -> String? {
    guard let text = name.withCString({ realpath($0, nil) }) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }

  /// Writes the heads, the reports and, when all is there, the manifest; then opens it as `--manifest` does.
  ///
  /// - Returns: The manifest's path.
  /// - Throws: `RunProblem` when something cannot be written, `HostFailure` when what was written does not open.
  func write(
    _ trained: TrainedHeads, _ report: TrainingReport, _ manifest: HeadManifest, opening features: TrainFeatures
  ) throws -> String {
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
  private static let files = [heads, manifest, "report.md", "report.json"]

  private func write(_ bytes: [UInt8], to name: String) throws(RunProblem) {
    let written = folder.appending([UInt8](name.utf8)).withCString { path in
      Result { () throws(FileError) in try NewFile.write(bytes, to: path) }
    }
    if case .failure(let error) = written {
      throw RunProblem(path: path(name), message: "cannot be written: \(error.reason)")
    }
  }
}
