import ModerationCore

/// The checks of input that the wish does not allow, and of the author's own.
extension PixelChecks {
  /// Pixels that the pipeline would not give. An error is right; ignoring it is not wrong.
  mutating func checkUnexpectedInput() {
    let asWished = wish.givenSize(of: shapes.common)
    let otherOrder: InputWish.ChannelOrder = wish.channelOrder == .rgb ? .bgr : .rgb
    let tooLong =
      switch wish.fit {
      case .exact, .cover: PixelSize(width: asWished.width + 1, height: asWished.height + 1)
      case .longestSide(let side): PixelSize(width: min(side, FakePixels.maximumSidePixels - 1) + 1, height: 3)
      }
    let inputs: [(String, PixelSize, InputWish.ChannelOrder)] = [
      ("pixels in the order \(otherOrder)", asWished, otherOrder),
      ("pixels of \(tooLong)", tooLong, wish.channelOrder),
      ("pixels of 1x1", PixelSize(width: 1, height: 1), wish.channelOrder),
    ]
    var refused = 0
    for (name, size, order) in inputs {
      guard let pixels = FakePicture.noise(seed: 3).drawn(size: size, order: order) else { continue }
      switch log.ask(detector, pixels, "\(name), not as wished for") {
      case .success: break
      case .failure(let failure):
        refused += 1
        if Self.isBreakdown(failure) {
          log.problems.add(
            "\(name), which the wish does not allow, broke the detector: \(failure); throw unexpectedInput instead",
            to: .unexpectedInput)
        }
      }
    }
    log.problems.note("\(refused) of \(inputs.count) kinds refused", for: .unexpectedInput)
  }

  mutating func checkExamples() {
    for example in options.pictures {
      let name = "the example “\(example.name)”"
      guard let pixels = pixels(of: example) else {
        let size = example.picture.ownSize.map { "\($0)" } ?? "any size"
        log.problems.add(
          "\(name) of \(size) cannot be given by the wish \(wish.fit); nothing is resampled here: give it in that size",
          to: .examples)
        continue
      }
      log.judge(log.ask(detector, pixels, name), of: name, by: example.expectations)
    }
    log.noteExamples(options.pictures.count)
  }

  /// Whether a failure means that the detector's process ended or hung: what a worker reports of a plugin.
  static func isBreakdown(_ failure: DetectorFailure) -> Bool {
    ["pluginCrashed", "deadline"].contains(failure.code.rawValue)
  }
}

extension CallLog {
  /// Compares an example's answer with what its author expects.
  mutating func judge(_ answer: Answer, of name: String, by expectations: [ScoreExpectation]) {
    switch answer {
    case .failure(let failure): problems.add("\(name) failed with \(failure)", to: .examples)
    case .success(let findings):
      for problem in expectations.compactMap({ $0.problem(in: findings) }) {
        problems.add("\(name): \(problem)", to: .examples)
      }
    }
  }

  mutating func noteExamples(_ count: Int) {
    if count == 0 {
      problems.skip(.examples, because: "none were given")
    } else {
      problems.note("\(count) examples", for: .examples)
    }
  }
}
