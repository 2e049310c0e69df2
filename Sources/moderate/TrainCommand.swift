import ArgumentParser
import Files
import Glibc
import ImageModeration
import ModerationHarness

/// `moderate train DATASET --output DIR`: heads for categories of one's own, of folders of pictures.
struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Learns a category of your own from folders of pictures, and writes a manifest that --manifest reads.",
    discussion: """
      DATASET has a folder for each category, named as the sublabel is to be, and one of benign pictures, called benign \
      or normal. Fifty pictures of each are a beginning; a thousand benign ones let it block. Folders inside them are \
      sources, a site or a camera each: what is said of the figures is then said of sources that were not learned from. \
      Pictures are decoded as moderated ones are, the first frame of each.

      Writes manifest.yaml, heads.f32, report.md and report.json, prints a line for each category, and on standard error \
      what was left out, what so few pictures cannot support, and what to do next. The same pictures give the same heads.

      EXIT STATUS
        64   the command line is wrong; nothing was read
        1    the folders or pictures do not do, or the output cannot be written; nothing is written then
        0    else, also when some pictures were left out, which are named

      EXAMPLES
        moderate train pictures/ --output gambling
        moderate --manifest gambling/manifest.yaml photo.jpg
        moderate train pictures/ --output ads --label Ad --false-alarms 0.02,0.002
      """)

  @Argument(
    help: ArgumentHelp("The folder with a folder for each category and one of benign pictures.", valueName: "dataset"))
  var dataset: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write, which is made.", valueName: "dir"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "The detector's identifier, with a revision. By default the output folder's name and /1.", valueName: "id"))
  var id: String?

  @Option(help: ArgumentHelp("The scene. By default the identifier without its revision.", valueName: "scene"))
  var scene: String?

  @Option(
    help: ArgumentHelp(
      """
      The label, one of your own or a published one such as Ad; CATEGORY=LABEL for one category. Can be given several \
      times. By default Custom.
      """, valueName: "label"))
  var label: [String] = []

  @Option(
    help: ArgumentHelp("The folder of benign pictures. By default the one called benign or normal.", valueName: "name"))
  var benign: String?

  @Option(
    help: ArgumentHelp(
      """
      The shares of benign pictures that may be reviewed and blocked, 0 to 1, with a comma between; without the second, \
      a tenth of the first.
      """, valueName: "review,block"))
  var falseAlarms = FalseAlarms(rates: .standard)

  @Option(help: ArgumentHelp("The models folder that ./run setup --into made.", valueName: "dir"))
  var models: String?

  @OptionGroup var work: WorkOptions

  func validate() throws {
    guard !dataset.isEmpty else { throw ValidationError("DATASET is empty.") }
    guard !output.isEmpty else { throw ValidationError("--output takes a folder.") }
    guard work.frames == nil else {
      throw ValidationError("--frames goes with commands that judge: train looks at the first frame of each picture.")
    }
    _ = try TrainNames(self)
  }

  func run() async throws {
    do {
      try await train()
    } catch let problem as RunProblem {
      try stop(problem.description)
    } catch let failure as HostFailure {
      try stop(failure.message)
    }
  }

  private func stop(_ message: String) throws {
    StandardError.write("moderate: \(Printable.text(message))\n")
    throw ExitCode(1)
  }

  private func train() async throws {
    let names = try TrainNames(self)
    var folder = TrainOutput(output)
    do {
      try folder.prepare(dataset: dataset)
      try await train(names, into: folder)
    } catch {
      folder.withdraw()
      throw error
    }
  }

  private func train(_ names: TrainNames, into folder: TrainOutput) async throws {
    let data = try TrainDataset(dataset, benign: benign)
    try names.check(data.categories)
    let features = try TrainFeatures(work, modelsDirectory: try ModelsFolder.chosen(models))
    let (pictures, refused) = await features.read(data)
    let leftOut = data.leftOut + refused
    for entry in leftOut {
      StandardError.write("moderate: left out: \(Printable.text("\(entry.path): \(entry.reason)"))\n")
    }

    let training = try HeadTraining(
      pictures, categories: data.categories, dataset: dataset, benignName: data.benignName, rates: falseAlarms.rates)
    var progress = ProgressBar(isQuiet: work.quiet)
    let rounds = (training.foldCount + 1) * training.categories.count
    let trained = training.trained { done, _ in progress.show(done: done, of: rounds) }
    progress.clear()
    let report = TrainingReport(trained, dataset: dataset, id: names.id, leftOut: leftOut)
    let manifest = try folder.write(trained, report, names.manifest(training.categories), opening: features)
    for caution in report.cautions { StandardError.write("moderate: note: \(caution)\n") }
    for head in trained.heads { StandardOutput.write(Self.line(head)) }
    StandardError.write(
      """
      moderate: next:
        less \(Printable.text(folder.path("report.md")))
        moderate --manifest \(Printable.text(manifest)) PICTURE

      """)
  }

  /// A category's figures in one line, columns parted by tabs.
  private static func line(_ head: TrainedHead) -> String {
    let figures = head.evaluation
    func text(_ name: String, _ share: TrainingShare) -> String { "\(name) \(share.hits) of \(share.count)" }
    return [
      head.category, text("found", figures.foundByReview), text("blocked", figures.foundByBlock),
      text("false reviews", figures.falseReviews), text("false blocks", figures.falseBlocks),
    ].joined(separator: "\t") + "\n"
  }
}

/// The value of `--false-alarms`.
struct FalseAlarms: ExpressibleByArgument {
  let rates: TrainingRates

  init(rates: TrainingRates) { self.rates = rates }

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard (1...2).contains(numbers.count), let review = numbers[0],
      let block = numbers.count == 2 ? numbers[1] : review / 10,
      let rates = TrainingRates(review: review, block: block)
    else { return nil }
    self.rates = rates
  }

  var defaultValueDescription: String { "\(rates.review),\(rates.block)" }
}
