import ArgumentParser
import Glibc
import ImageModeration

/// Which images are answered for.
struct ImageArguments: ParsableArguments {
  @Argument(help: ArgumentHelp("Images, folders (searched recursively), or - for standard input.", valueName: "path"))
  var paths: [String]

  func validate() throws {
    guard !paths.contains("") else { throw ValidationError("A path is empty.") }
    guard paths.count(where: { $0 == "-" }) < 2 else {
      throw ValidationError("Standard input (-) can be read only once.")
    }
  }
}

/// How images are answered for.
struct AnswerOptions: ParsableArguments {
  @Flag(help: "Print JSON instead, one object per line: Documentation/schema/moderation-result-2.json.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Exit with 2 when an image's answer is this or worse; 3 when some was not looked at, too.", valueName: "answer"))
  var failOn: FailureThreshold?

  @Option(
    help: ArgumentHelp(
      """
      Write a copy of every picture into this folder, with all findings drawn on it; made if missing, pictures of the \
      same name replaced. Explicit ones are blurred.
      """, valueName: "dir"))
  var annotate: String?

  @Flag(help: "Leave explicit pictures of --annotate as they are.")
  var noBlur = false

  @OptionGroup var work: WorkOptions

  func validate() throws {
    guard annotate != "" else { throw ValidationError("--annotate takes a folder.") }
    guard !noBlur || annotate != nil else { throw ValidationError("--no-blur goes with --annotate.") }
  }

  /// Composes a moderator, prints one answer for each image and ends the program.
  ///
  /// - Parameters:
  ///   - paths: The images.
  ///   - settings: What holds where the command line says nothing.
  ///   - rules: Makes what is judged by, for so many images at a time; foreign code is to be isolated as said.
  func answer(
    for paths: [String], verbose: Bool, settings: CommandSettings? = nil,
    by rules: (_ concurrency: Int, _ isolation: Isolation) throws -> Ruleset
  ) async throws -> Never {
    let jobs = work.concurrency(settings)
    // A reader that goes away is noticed where the answer is written.
    signal(SIGPIPE, SIG_IGN)
    guard StandardOutput.isOpen else {
      StandardError.write("moderate: standard output is closed; there is nowhere to answer\n")
      throw ExitCode(1)
    }
    let folder: PictureFolder?
    let moderator: Moderator
    do {
      folder = if let annotate { try PictureFolder(annotate) } else { nil }
      moderator = try work.moderator(settings, by: rules)
    } catch let failure as HostFailure {
      // Nothing was looked at; no line on standard output could be mistaken for an answer.
      throw failure.ended()
    }
    let images = Lookahead(ImageWalk.images(at: paths))
    if images.total == 0 {
      StandardError.write("moderate: no image was given, only empty folders; nothing was looked at\n")
    }
    var session = Session(
      options: self, verbose: verbose, images: images, jobs: jobs, failOn: failOn ?? settings?.failOn, folder: folder)
    await session.run(moderator)
    tellShadow(moderator)
    end(
      with: AnswerStatus.code(
        incomplete: session.tally.someNotEvaluated || session.somePictureMissing,
        reached: session.tally.thresholdReached))
  }

  /// Ends the process at once: everything is written, and the neural runtime's destructors, which would run now, do not
  /// wait for its threads (seen once as a crash after the last answer).
  private func end(with status: Int32) -> Never { _exit(status) }

  /// Says how often the policy on trial would have answered otherwise.
  private func tellShadow(_ moderator: Moderator) {
    guard !json, !work.quiet, let shadow = moderator.rules.shadow else { return }
    for counts in moderator.statistics.shadows.values {
      StandardError.write(
        """
        moderate: \(Printable.text(shadow.name)) would differ on \(counts.differing) of \(counts.compared): \
        \(counts.graver) graver, \(counts.milder) milder

        """)
    }
  }
}
