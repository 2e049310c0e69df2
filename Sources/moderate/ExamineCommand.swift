import ArgumentParser
import Files
import Glibc
import ImageModeration
import StandardDetectors

/// `moderate examine PATH …`: what headers say and what limits would make of it; nothing is decoded, no model is
/// loaded.
struct ExamineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "examine",
    abstract: "Says what an image's header says, which limit would refuse it, and what decoding it would cost.",
    discussion: """
      No pixel is decoded and no model is loaded. Costs are estimates from the header: memory as images are admitted by \
      it, CPU time as measured once on one machine, for comparison.

      Exit status: 64 when the command line is wrong; 1 when some file could not be read; else 0, refused or not.

      EXAMPLES
        moderate examine photo.heic
        moderate examine --json uploads/ | jq 'select(.profiles[0].rejection)'
      """)

  @Argument(help: ArgumentHelp("Images, folders (searched recursively), or - for standard input.", valueName: "path"))
  var paths: [String]

  @Flag(help: "Print JSON instead, one object per line: Documentation/schema/image-examination-1.json.")
  var json = false

  func validate() throws {
    guard !paths.contains("") else { throw ValidationError("A path is empty.") }
    guard paths.count(where: { $0 == "-" }) < 2 else {
      throw ValidationError("Standard input (-) can be read only once.")
    }
  }

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    var someUnreadable = false
    for image in ImageWalk.images(at: paths) {
      let examination = await image.examined()
      if case .failure = examination { someUnreadable = true }
      StandardOutput.write(text(examination, source: image.source))
    }
    if someUnreadable { throw ExitCode(1) }
  }

  private func text(_ examination: Result<ImageExamination, HostFailure>, source: String) -> String {
    switch examination {
    case .success(let examination):
      json
        ? ExaminationDocument(examination, source: source).jsonLine() + "\n"
        : ExaminationReport().text(examination, source: source)
    case .failure(let failure):
      json
        ? ExaminationDocument(failure, source: source).jsonLine() + "\n"
        : PlainReport(verbose: false).text(failure, source: source)
    }
  }
}

extension ImageWalk.Image {
  /// Reads the header. A pipe is waited for.
  fileprivate func examined() async -> Result<ImageExamination, HostFailure> {
    do throws(HostFailure) {
      switch self {
      case .standardInput:
        let bytes = try await StandardInput.read(.ims20201229).get()
        return .success(try Self.examine(.bytes(bytes, .local)))
      case .file(let name):
        return .success(try await name.withSource { source throws(HostFailure) in try Self.examine(source) })
      case .unreadable(let name, let reason):
        throw Self.unreadable(name.text, reason)
      }
    } catch {
      return .failure(error)
    }
  }

  private static func examine(_ source: ImageSource) throws(HostFailure) -> ImageExamination {
    try ImageExamination(source, wishes: StandardDetectors.wishes)
  }
}
