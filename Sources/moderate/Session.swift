import ImageDrawing
import ImageModeration

/// One run over a list of images: a bounded number in flight, answers printed in the order of the list.
struct Session {
  let options: AnswerOptions
  private var images: Lookahead<ImageWalk>
  /// How many images are worked on at a time.
  let jobs: Int
  /// From which answer on the exit status says so.
  let failOn: FailureThreshold?
  /// Where annotated pictures go; nil when none are wanted.
  let folder: PictureFolder?
  private(set) var tally = Tally()
  private(set) var somePictureMissing = false

  private let report: PlainReport
  private typealias Answer = Result<ModerationResult, HostFailure>

  init(
    options: AnswerOptions, verbose: Bool, images: Lookahead<ImageWalk>, jobs: Int, failOn: FailureThreshold?,
    folder: PictureFolder?
  ) {
    self.options = options
    self.images = images
    self.jobs = jobs
    self.failOn = failOn
    self.folder = folder
    report = PlainReport(verbose: verbose)
  }

  /// Moderates all images. A failure on one leaves the others untouched.
  mutating func run(_ moderator: Moderator) async {
    var progress = ProgressBar(isQuiet: options.work.quiet)
    let style = folder.map { _ in AnnotationStyle(blursExplicit: !options.noBlur) }
    // What is worked on or held back, by its place in the walk.
    var begun: [Int: ImageWalk.Image] = [:]
    var waiting: [Int: Result<AnnotatedResult, HostFailure>] = [:]
    var printed = 0
    progress.show(done: 0, of: images.total)
    await withTaskGroup(of: (Int, Result<AnnotatedResult, HostFailure>).self) { group in
      var next = 0
      // Answers are held back for at most this many images behind a slow one.
      while true {
        while next < printed + jobs * 2, next - printed - waiting.count < jobs, let image = images.next() {
          let (index, limits) = (next, moderator.rules.limits)
          begun[index] = image
          group.addTask { (index, await image.moderated(by: moderator, limits, annotating: style)) }
          next += 1
        }
        guard let (index, answer) = await group.next() else { break }
        waiting[index] = answer
        while let ready = waiting.removeValue(forKey: printed), let image = begun.removeValue(forKey: printed) {
          progress.clear()
          keepPictures(ready, of: image)
          let answer = ready.map(\.result)
          tally.count(answer, failOn: failOn?.suggestion)
          StandardOutput.write(text(answer, source: image.source, moderator.rules.limits.name))
          printed += 1
        }
        progress.show(done: printed, of: images.total)
      }
    }
    progress.clear()
    if printed > 1, !options.json, !options.work.quiet { StandardError.write("moderate: \(tally.sentence)\n") }
  }

  /// Writes an image's pictures before its answer, so that who reads the answer finds them.
  private mutating func keepPictures(_ answer: Result<AnnotatedResult, HostFailure>, of image: ImageWalk.Image) {
    guard let folder, case .success(let annotated) = answer else { return }
    do throws(HostFailure) {
      try folder.write(try annotated.pictures.get(), of: image)
    } catch {
      somePictureMissing = true
      StandardError.write("moderate: no picture of \(Printable.text("\(image.source): \(error.message)"))\n")
    }
  }

  private func text(_ answer: Answer, source: String, _ limits: String) -> String {
    switch answer {
    case .success(let result):
      return options.json
        ? ResultDocument(result, source: source).jsonLine() + "\n" : report.text(result, source: source)
    case .failure(let failure):
      return options.json
        ? ResultDocument(failure, source: source, limits: limits).jsonLine() + "\n"
        : report.text(failure, source: source)
    }
  }
}
