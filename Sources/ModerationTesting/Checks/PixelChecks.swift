import ModerationCore

/// One run of all checks of a detector of pixels.
struct PixelChecks {
  let detector: any Detector
  let options: CheckOptions
  let descriptor: DetectorDescriptor
  let wish: InputWish
  let shapes: PictureShapes
  var log: CallLog

  static let all: [DetectorCheck] = [
    .descriptor, .inputWish, .shapes, .determinism, .concurrency, .padding, .overread, .readOnly, .unexpectedInput,
    .scores, .labels, .subLabels, .boxes, .findingCount, .examples,
  ]

  init(_ detector: any Detector, _ options: CheckOptions) {
    self.detector = detector
    self.options = options
    descriptor = detector.descriptor
    wish = detector.inputWish
    shapes = PictureShapes(wish, longestSidePixels: options.longestSidePixels)
    log = CallLog(descriptor, crashesOnOverread: options.crashesOnOverread)
  }

  mutating func run() -> DetectorReport {
    for problem in DescriptorRules(descriptor: descriptor).problems { log.problems.add(problem, to: .descriptor) }
    if !wish.isValid {
      log.problems.add(
        "the wish cannot be met: sizes must be positive, a crop no larger than an exact size, a quality 1…100, the "
          + "tiling valid: \(wish)", to: .inputWish)
      skipAll(because: "no pixels can be given by this wish")
    } else if FakePicture.solid(.grey).drawn(for: wish, original: shapes.common) == nil {
      skipAll(because: "the wish asks for more than the \(FakePixels.maximumByteCount) bytes that are drawn here")
    } else {
      look()
    }
    if detector.descriptor != descriptor {
      log.problems.add("the descriptor changed during the run; it is constant for life", to: .descriptor)
    }
    if detector.inputWish != wish {
      log.problems.add("the wish changed during the run; it is constant for life", to: .inputWish)
    }
    return DetectorReport(
      detector: descriptor.id, checks: Self.all.map(log.problems.result), callTimes: log.callTimes)
  }

  private mutating func skipAll(because reason: String) {
    for check in Self.all where check != .descriptor && check != .inputWish {
      log.problems.skip(check, because: reason)
    }
  }

  private mutating func look() {
    checkShapes()
    let subjects = subjects()
    checkDeterminism(subjects)
    checkConcurrency(subjects)
    checkPadding(subjects)
    checkUnexpectedInput()
    checkExamples()
    log.noteWhatWasFound()
    if !options.runsInThisProcess {
      for check in [DetectorCheck.overread, .readOnly] {
        log.problems.skip(check, because: "the detector runs in another process, whose memory is not seen from here")
      }
    } else if !GuardedPixels.systemShowsReads {
      log.problems.skip(.overread, because: "this system does not tell which pages were read; try crashesOnOverread")
    }
  }

  private mutating func checkShapes() {
    var count = 0
    for shape in shapes.shapes {
      guard let pixels = FakePicture.noise(seed: 1).drawn(for: wish, original: shape.original, tile: shape.tile)
      else { continue }
      let input = pixels.frame.size == shape.original ? shape.name : "\(shape.name), given as \(pixels.frame.size)"
      count += 1
      if case .failure(let failure) = log.ask(detector, pixels, input), failure.code != .tooMuchToLookAt {
        log.problems.add(
          "\(input), which the wish allows, failed with \(failure); look at it, or wish for what you can look at",
          to: .shapes)
      }
    }
    log.problems.note("\(count) of \(shapes.shapes.count) shapes", for: .shapes)
  }

  /// Pictures of all kinds, and the author's, which find something.
  private mutating func subjects() -> [Subject<FakePixels>] {
    let pictures: [(String, FakePicture)] = [
      ("noise", .noise(seed: 2)), ("two halves", .halves(left: .blue, right: .white)),
      ("a gradient", .gradient(from: .black, to: .red)),
    ]
    let drawn =
      pictures.map { ("\($0.0) of \(shapes.common)", $0.1.drawn(for: wish, original: shapes.common)) }
      + options.pictures.map { ("the example “\($0.name)”", pixels(of: $0)) }
    return drawn.compactMap { name, pixels in
      pixels.map { Subject(name: name, input: $0, answer: log.ask(detector, $0, name)) }
    }
  }

  func pixels(of example: PictureExample) -> FakePixels? {
    example.picture.drawn(for: wish, original: example.picture.ownSize ?? shapes.common)
  }
}
