import ArgumentParser
import ImageModeration
import StandardDetectors

/// `moderate plugins run PLUGIN PICTURE…`: what one library's detectors say, alone.
struct PluginsRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs the detectors of one library alone on pictures.",
    discussion: """
      Answers as `moderate -v` does, with its exit status. Detectors of pixels need no models folder; for those that judge \
      text --ocr reads the pictures.

      EXAMPLES
        moderate plugins run blue.so photo.jpg
        moderate plugins run blue.so=SHA256 photos/     SHA256 as sha256sum prints it
      """)

  @Argument(help: ArgumentHelp("The library.", valueName: "path[=sha256]"))
  var plugin: PluginReference

  @OptionGroup var images: ImageArguments

  @OptionGroup var answering: AnswerOptions

  @OptionGroup var handling: PluginHandling

  @Option(
    help: ArgumentHelp(
      "The recogniser of text for a plugin that judges it: tiny, small or tesseract, as for moderate.",
      valueName: "reader"))
  var ocr = TextReaderChoice(recognizer: .ppOCRTinySmall)

  @Option(help: ArgumentHelp("Folder that ./run setup --into DIR filled, for --ocr.", valueName: "dir"))
  var models: String?

  func validate() throws { try handling.check([plugin]) }

  func run() async throws {
    try await answering.answer(for: images.paths, verbose: true, settings: try CommandSettings(file: nil)) {
      concurrency, _ in
      var set = try handling.detectors(of: [plugin], concurrency: concurrency)
      if !set.textDetectors.isEmpty {
        set.textRecognizers.append(
          try StandardDetectors.textRecognizer(
            ocr.recognizer, modelsDirectory: try ModelsFolder.chosen(models), concurrency: concurrency))
      }
      return try Ruleset(
        detectors: set, limits: answering.work.plainLimits,
        policy: Policy(sampling: answering.work.frames?.sampling ?? .standard))
    }
  }
}
