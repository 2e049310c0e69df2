import Files
import Foundation
import ModerationCore
package import ModerationHarness
import ModerationJudging
import TestFixtures

/// Scans files with a made-up judge, one line for each count of rows that are done; for tests that end it.
///
///     ScanRunner IMAGES RUN [BYTES]      BYTES: how long a file that it writes may become
@main
struct ScanRunner {
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count >= 2 else { fail("usage: ScanRunner IMAGES RUN [BYTES]", 64) }
    if arguments.count > 2, let bytes = UInt64(arguments[2]) {
      // As a full disk: a write beyond it fails.
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    }
    do throws(RunProblem) {
      try await scan(arguments[0], into: arguments[1])
    } catch {
      fail(error.description, 1)
    }
  }

  private static func scan(_ images: String, into folder: String) async throws(RunProblem) {
    var inputs = ScanInputs()
    inputs.paths = [FileName([UInt8](images.utf8))]
    let run = try RunFolder(folder, for: .madeUp(paths: [images]))
    inputs.leftOut = run.ownFiles
    let settings = Scan.Settings(
      concurrency: 4, maximumFileByteCount: 1 << 20, limits: "made-up", judgesEqualFilesOnce: true)
    let scan = Scan(settings) { MadeUpRow.judged($0.source, $0.bytes ?? []) }
    _ = try await scan.run(
      try inputs.files(), into: run,
      report: { state in
        // At once, and not when a buffer is full: who reads it takes it for a promise.
        FileHandle.standardOutput.write(Data("\(state.tally.total)\n".utf8))
      })
  }

  private static func fail(_ message: String, _ status: Int32) -> Never {
    FileHandle.standardError.write(Data("\(message)\n".utf8))
    exit(status)
  }
}

extension RunIdentity {
  /// The identity of a run with a made-up judge.
  package static func madeUp(paths: [String]) -> RunIdentity {
    RunIdentity(
      judging: Judging(
        release: "made-up", limits: "made-up", deadlineSeconds: 1, policy: Version(name: "made-up", version: "1"),
        shadows: [], sampling: "standard",
        looking: Looking(
          isThorough: false, findsBodyParts: false, reader: "small", usesTextModels: false, looksOnBlack: true,
          judgesHiddenColor: false, sampling: "standard", omits: [], limits: [:], uses: [:]), scenes: ["porn"],
        detectors: [
          Detector(
            id: "made-up/1", scene: "porn", model: MadeUpRow.model.name, sha256: MadeUpRow.model.sha256, lists: [])
        ], recognizers: [], precision: "fp32", files: [], configurations: []),
      inputs: Inputs(
        folder: "", paths: paths, lists: [], includes: [], excludes: [], shard: "", skipsNonImages: false,
        judgesEqualFilesOnce: true))
  }
}
