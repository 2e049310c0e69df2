public import ModerationCore
public import Inference

/// PP-OCRv6: finds lines of text with a neural network, turns them upright, reads each with another.
///
/// Reads Chinese, English, Japanese and other Latin text in any direction of a quarter turn, and tilted. Steps and
/// numbers follow rapidocr 3.10.0; where they differ, MODEL_CARD.md says why. Everything runs in fp32 on one thread a
/// frame, so equal pixels give equal text. Memory is bounded by the settings: one frame of at most 2,000 pixels a side,
/// one detection map, and one line at a time.
public struct PPOCRRecognizer: TextRecognizer {
  public let id: String

  /// Scripts that no character of the models' dictionaries is of.
  public let notCovered: Set<SubLabel>

  /// Lines are found on a picture of 960 pixels and cut out of this one, so more pixels mean sharper letters.
  ///
  /// 2,000 is where rapidocr 3.10.0 shrinks its input, too: up to there a picture is given as it is. Oversampling of 1
  /// lets the decoder halve a photograph of 12 megapixels while it decodes. Red first, since frames that need no change
  /// are then handed over without a copy; the models' blue-first order costs nothing when their input is filled.
  ///
  /// A picture at least three times as long as wide is read in tiles of 960 pixels or of its width: of a chat
  /// screenshot of 1080×9000 that is the difference between letters of 4 pixels and of 36.
  public static let wish = InputWish(
    fit: .longestSide(Self.longestSide), filter: .bilinear, channelOrder: .rgb, oversampling: 1,
    tiling: Tiling(fromAspectRatio: 3, minimumLengthPixels: 960))

  public var inputWish: InputWish { Self.wish }

  /// The longer side of the frames wanted, in pixels.
  public static let longestSide = 2000

  /// Letters lower than this on the detection network's input are often missed, in pixels. Of rendered letters of 6
  /// pixels 92 % were read right, of 8 pixels all (measured 2026-11-21).
  static let smallestReliableLetter = 8.0

  /// When letters below this height in the original may be missed, the result says so: a photograph of 12 megapixels or
  /// a chat screenshot of 1080×9000, whose letters of 40 pixels become 4.
  static let ordinaryLetter = 24.0

  /// A line that reads surer than this as it stands stands upright; a turned one that reads surer is believed.
  static let sureOfTurn = 0.9

  /// Reading stops this long before the image's time is up: what was read is of use only if it is still judged.
  static let timeToJudge = Duration.milliseconds(100)

  /// Maps of more than 640×640 pixels are looked at one at a time: of 960×960 each takes 150 MB and keeps them.
  private static let largeMap = 3 * 640 * 640 + 1

  /// The most canvases whose network is held: each takes 20 to 40 MB a frame at a time.
  private static let maximumCanvasCount = 3

  private var settings: PPOCRSettings
  private var search: TextSearch
  private let angle: TextLineAngle
  private var recognition: LineRecognition
  /// Reads lines once more of which a character is in doubt.
  private let second: SecondReader?

  /// A line is read once more when its least sure character has a lower probability.
  static let sureCharacter = 0.9
  /// The same of a line that reaches the edge of the picture, where letters are cut.
  static let sureCutCharacter = 0.95
  /// Longer lines are read once, in pixels at a height of 48: the network keeps what its longest line took, 63 MB of
  /// this one and 200 of the longest that are read at all.
  static let maximumSecondWidth = 1280
  /// Lines that are read once more in a frame, at 12 ms each for tiny's second; the others stay as they were read.
  static let maximumSecondReadings = 24

  /// Reads, checks and compiles the three models.
  ///
  /// - Parameters:
  ///   - models: `small` by default.
  ///   - settings: Sizes, thresholds and limits.
  ///   - concurrency: How many frames may be looked at at a time.
  ///   - precision: The arithmetic of what finds and reads lines; what tells their angle is in fp32. The identifier
  ///     names bf16.
  /// - Throws: `HostFailure` when a model is missing, altered or refused by the runtime.
  public init(
    store: ModelStore, runtime: InferenceRuntime, models: PPOCRModels = .small, settings: PPOCRSettings = .standard,
    concurrency: Int, precision: InferenceSession.Precision = .fp32
  ) throws(HostFailure) {
    id = precision == .bf16 ? "\(models.id) in bf16" : models.id
    notCovered = models.notCovered
    self.settings = settings
    search = TextSearch(
      localization: TextLocalization(
        session: try ShapedSession(
          models.detection, of: store, runtime: runtime, shapes: Self.shapes(settings),
          maximumAliveCount: Self.maximumCanvasCount, concurrency: Self.shared(concurrency), precision: precision,
          oneAtATimeFrom: Self.largeMap),
        settings: settings.detection),
      settings: settings.detection)
    angle = TextLineAngle(
      session: try InferenceSession(
        models.angle, of: store, runtime: runtime, concurrency: concurrency, inputShape: TextLineAngle.shape))
    recognition = LineRecognition(
      session: try ShapedSession(
        models.recognition, of: store, runtime: runtime,
        shapes: LineRecognition.commonWidths.map { [1, 3, LineRecognition.inputHeight, $0] },
        maximumAliveCount: LineRecognition.commonWidths.count, concurrency: Self.shared(concurrency),
        precision: precision),
      decoder: CTCDecoder(dictionary: try Self.dictionary(models.characters, of: models.recognition, store)),
      widthLimit: settings.maximumLineWidth)
    second = try models.second.map { model throws(HostFailure) in
      SecondReader(
        session: try ShapedSession(
          model.recognition, of: store, runtime: runtime, shapes: [], maximumAliveCount: 1,
          concurrency: Self.shared(Self.shared(concurrency)), precision: precision, loading: .whenUsed)
      ) { () throws(HostFailure) in try Self.dictionary(model.characters, of: model.recognition, store) }
    }
  }

  /// How many inferences of a network run at a time: half as many as there are frames, because each keeps 10 to 30 MB
  /// and a frame spends a quarter of its time in finding lines, and less in reading them.
  private static func shared(_ concurrency: Int) -> Int { (concurrency + 1) / 2 }

  /// The detection network's inputs in two looks, those of the settings first; none where there is one look.
  private static func shapes(_ settings: PPOCRSettings) -> [[Int]] {
    guard let canvases = settings.detection.canvases else { return [] }
    let others = [PPOCRSettings.twoStage, .fast].compactMap(\.detection.canvases).filter { $0 != canvases }
    return ([canvases] + others).flatMap { $0.sizes.map(\.shape) }
  }

  /// The same models with other settings.
  public func with(_ settings: PPOCRSettings) -> PPOCRRecognizer {
    var other = self
    other.settings = settings
    other.search = TextSearch(
      localization: TextLocalization(session: search.localization.session, settings: settings.detection),
      settings: settings.detection)
    other.recognition = LineRecognition(
      session: recognition.session, decoder: recognition.decoder, widthLimit: settings.maximumLineWidth)
    return other
  }

  private static func dictionary(
    _ characters: PPOCRModels.Characters, of model: ModelStore.File, _ store: ModelStore
  ) throws(HostFailure) -> CharacterDictionary {
    switch characters {
    case .file(let file):
      return try CharacterDictionary(lines: try store.read(file))
    case .inRecognitionModel:
      guard let lines = ONNXMetadata.value(of: "character", in: try store.read(model)) else {
        throw HostFailure(
          .modelAltered, message: "the model \(model.path) does not name its characters")
      }
      return try CharacterDictionary(lines: lines)
    }
  }

  /// Reads one frame.
  ///
  /// - Throws: `unexpectedInput`, `inferenceFailed`; and, with the lines that were read, `tooMuchToLookAt` when text
  ///   was found that is beyond a limit, and `deadline` when the image's time was up before all of it was read.
  public func recognize(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> RecognizedText {
    let reading = try read(pixels, of: frame)
    let lines = reading.lines.map { line in
      RecognizedLine(
        frameIndex: frame.frameIndex, text: line.text, confidence: line.confidence, box: line.box(in: frame.size),
        corners: line.corners.outline)
    }
    if let reason = reading.notRead {
      let code = reading.linesBeyondDeadline > 0 ? DetectorFailure.Code.deadline : .tooMuchToLookAt
      throw DetectorFailure(code, message: reason, lines: lines)
    }
    var notCovered: Set<SubLabel> = reading.smallestReliableLetter > Self.ordinaryLetter ? [.smallText] : []
    if reading.uncertainPlaces > 0 { notCovered.insert(.unreadText) }
    return RecognizedText(lines: lines, notCovered: notCovered)
  }

  /// Reads one frame and says what was left out.
  func read(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> PPOCRReading {
    let working = WorkingPicture(try PictureBuffer(pixels, of: frame))
    let searched = try search.regions(in: working.picture)
    let regions = searched.regions
    let found = regions.filter(\.isLine)
    var reading = PPOCRReading()
    reading.linesBeyondLimit = max(0, found.count - settings.maximumLineCount)
    reading.smallestReliableLetter = smallestReliableLetter(of: frame, working, searched.whole)
    let edges = InnerEdges(of: frame)
    // Where lines meet there is text for certain, so these come first.
    var uncertain =
      regions.filter(\.shape.branches)
      + regions.filter { !$0.isLine && !$0.shape.branches && !edges.touch($0.box.mapped(working.inOriginal)) }
    let wanted = found.prefix(settings.maximumLineCount)
    for (index, region) in wanted.enumerated() {
      if isTimeUp(for: frame) {
        reading.linesBeyondDeadline = wanted.count - index
        return reading
      }
      guard let read = try self.read(region.box, working, frame, &reading) else {
        reading.linesTooLong += 1
        continue
      }
      if read.isText(from: settings.minimumConfidence) {
        reading.lines.append(line(read, region.box, working))
      } else if region.shape.looksLikeText, !region.shape.branches, !edges.touch(region.box.mapped(working.inOriginal))
      {
        if SecondLook.isWorthwhile(region, read) { uncertain.append(region) } else { reading.uncertainPlaces += 1 }
      }
    }
    try lookAgain(at: uncertain, working, searched.finest.pixelCount, frame, &reading)
    reading.uncertainPlaces += CrossingLines.count(in: reading.lines.map(\.corners.outline))
    return reading
  }

  /// Reads what a second look finds in regions that were not read, and counts those that stay so.
  private func lookAgain(
    at regions: [TextRegion], _ working: WorkingPicture, _ pixelCount: Int, _ frame: FrameDescription,
    _ reading: inout PPOCRReading
  ) throws(DetectorFailure) {
    guard !regions.isEmpty else { return }
    var look = SecondLook(localization: search.localization, picture: working.picture, pixelCount: pixelCount)
    for region in regions {
      var isRead = false
      for candidate in isFull(reading, frame) ? [] : try look.candidates(in: region) {
        guard !isFull(reading, frame),
          let read = try self.read(candidate.box, working, frame, &reading),
          read.isText(from: max(candidate.minimumConfidence, settings.minimumConfidence))
        else { continue }
        isRead = true
        let line = line(read, candidate.box, working)
        if !reading.lines.contains(where: { $0.repeats(line) }) { reading.lines.append(line) }
      }
      // Where lines cross, letters are hidden, whatever was read.
      if !isRead || region.shape.branches { reading.uncertainPlaces += 1 }
    }
  }

  /// Whether nothing more is to be read of a frame.
  private func isFull(_ reading: PPOCRReading, _ frame: FrameDescription) -> Bool {
    reading.linesBeyondLimit > 0 || reading.lines.count >= settings.maximumLineCount || isTimeUp(for: frame)
  }

  private func isTimeUp(for frame: FrameDescription) -> Bool {
    frame.deadline.map { ContinuousClock.now >= $0 - Self.timeToJudge } ?? false
  }

  private func line(_ read: CTCDecoder.Line, _ box: Quadrilateral, _ working: WorkingPicture) -> PPOCRReading.Line {
    PPOCRReading.Line(
      text: read.text, confidence: min(1, read.confidence), corners: box.mapped(working.inOriginal))
  }

  /// One line, by the second reader as well where the first is in doubt; nil when it is too long for its height.
  private func read(
    _ box: Quadrilateral, _ working: WorkingPicture, _ frame: FrameDescription, _ reading: inout PPOCRReading
  ) throws(DetectorFailure) -> CTCDecoder.Line? {
    let cut = LineCut.cut(box, outOf: working.picture)
    guard let read = try self.read(cut, by: recognition) else { return nil }
    // What is cut off at the edge, only the larger model guesses right: it is believed there.
    let isCut = working.picture.isReached(by: box)
    guard let second, reading.secondReadings < Self.maximumSecondReadings, !isTimeUp(for: frame), read.text.count > 1,
      read.isText(from: settings.minimumConfidence),
      read.weakest < (isCut ? Self.sureCutCharacter : Self.sureCharacter)
    else { return read }
    reading.secondReadings += 1
    let lines = try second.lines(widthLimit: min(settings.maximumLineWidth, Self.maximumSecondWidth))
    guard let again = try self.read(cut, by: lines) else { return read }
    return again.weakest > read.weakest || isCut && again.confidence >= Self.sureOfTurn ? again : read
  }

  /// One line, the right way up; nil when it is too long for its height.
  ///
  /// Read as it stands first. Only a line that reads badly so, or whose characters are also some when they stand on their
  /// heads, is shown to the angle classifier.
  private func read(
    _ line: PictureBuffer, by recognition: LineRecognition
  ) throws(DetectorFailure) -> CTCDecoder.Line? {
    guard let unturned = try recognition.read(line) else { return nil }
    if unturned.confidence > Self.sureOfTurn, !ReadsBothWays.mayBe(unturned.text) { return unturned }
    guard try angle.isUpsideDown(line), let turned = try recognition.read(line.upsideDown()) else { return unturned }
    return turned.confidence > Self.sureOfTurn || turned.confidence >= unturned.confidence ? turned : unturned
  }

  private func smallestReliableLetter(
    of frame: FrameDescription, _ working: WorkingPicture, _ whole: Look
  ) -> Double {
    let shown = max(
      frame.originalRegion.width / Double(frame.size.width), frame.originalRegion.height / Double(frame.size.height))
    return Self.smallestReliableLetter * shown * working.originalPixels / whole.scale
  }
}
