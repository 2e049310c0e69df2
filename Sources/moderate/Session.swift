import ImageModeration

/// One run over a list of images: a bounded number in flight, answers printed in the order of the list.
struct Session {
  let command: ModerateCommand
  let images: [ImageWalk.Image]
  private(set) var someNotEvaluated = false
  private(set) var thresholdReached = false

  private typealias Answer = Result<ModerationResult, HostFailure>

  init(command: ModerateCommand, images: [ImageWalk.Image]) {
    self.command = command
    self.images = images
  }

  /// Moderates all images. A failure on one leaves the others untouched.
  mutating func run(_ moderator: Moderator) async throws {
    var progress = ProgressBar(total: images.count)
    var waiting: [Int: Answer] = [:]
    var printed = 0
    await withTaskGroup(of: (Int, Answer).self) { group in
      var next = 0
      // Answers are held back for at most this many images behind a slow one.
      while printed < images.count {
        while next < images.count, next < printed + command.jobs * 2, next - printed - waiting.count < command.jobs {
          let (index, path) = (next, images[next].path)
          group.addTask {
            (index, await Self.answer(moderator, path))
          }
          next += 1
        }
        guard let (index, answer) = await group.next() else { break }
        waiting[index] = answer
        while let ready = waiting.removeValue(forKey: printed) {
          progress.clear()
          report(ready, of: images[printed])
          printed += 1
        }
        progress.show(done: printed)
      }
    }
    progress.clear()
  }

  private static func answer(_ moderator: Moderator, _ path: String) async -> Answer {
    do throws(HostFailure) {
      return .success(try await moderator.moderate(.file(path: path)))
    } catch {
      return .failure(error)
    }
  }

  private mutating func report(_ answer: Answer, of image: ImageWalk.Image) {
    switch answer {
    case .success(let result):
      if case .verdict(let verdict) = result.outcome {
        if verdict.scenes.contains(where: \.status.isGap) { someNotEvaluated = true }
        if let threshold = command.failOn, verdict.suggestion >= threshold.suggestion { thresholdReached = true }
      } else {
        someNotEvaluated = true
      }
      StandardOutput.write(
        command.json
          ? ResultDocument(result, source: image.name, limits: command.limits.limits.name).jsonLine() + "\n"
          : PlainReport(verbose: command.verbose).text(result, source: image.name))
    case .failure(let failure):
      someNotEvaluated = true
      StandardOutput.write(
        command.json
          ? ResultDocument(failure, source: image.name, limits: command.limits.limits.name).jsonLine() + "\n"
          : PlainReport(verbose: command.verbose).text(failure, source: image.name))
    }
  }
}
