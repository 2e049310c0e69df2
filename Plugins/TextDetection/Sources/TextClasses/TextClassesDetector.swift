public import Inference
public import ModerationCore
import TextMatching

/// Advertising, fraud and abuse in Chinese, by a linear model of this project. Never more than a question to a person.
///
/// Judged are lines, three neighbouring lines together, and whole passages, if enough Chinese is written there: a number,
/// an address or a few characters alone give nothing. That an advertisement is one of gambling is said by its sublabel.
public struct TextClassesDetector: TextDetector {
  /// The model's file in the set `text`. Kept in this repository as Models/weights/text-classes.i8.
  public static let file = ModelStore.File(
    path: "text/text-classes.i8", sha256: "d70903f1ad2ca37b559019a57321839526a24bb56f407fd3f217c840faf7fed5")

  /// A finding's score where the model's reaches the threshold of its class: 0.5.
  public static let reviewFrom = 0.5
  /// The fewest Chinese characters that are judged: 6. What is shorter is a name, a button, or a word out of anything.
  public static let minimumHanCount = 6
  /// The most lines that are judged: 4,000, four frames full.
  public static let maximumLineCount = 4000
  /// The most Unicode scalars that are judged, lines that stand in several portions counted each time: 1,000,000, a
  /// second or less.
  public static let maximumScalarCount = 1_000_000
  /// The most findings; the gravest are kept: 64.
  public static let maximumFindingCount = 64

  /// What the detector is, known without loading the model.
  public static let descriptor = DetectorDescriptor(
    id: "text.classes/1", scene: .text, model: .init(name: "text-classes-1", sha256: Self.file.sha256),
    covers: [.chineseAbuse, .chineseAdvertising, .chineseFraud, .chineseGambling], doesNotCover: [.otherAbuse],
    bands: Dictionary(
      uniqueKeysWithValues: TextClass.allCases.compactMap(\.label).map { label in
        (label, ScoreBands(reviewFrom: Self.reviewFrom, as: label, blockAbove: 1, as: label))
      }))

  public var descriptor: DetectorDescriptor { Self.descriptor }

  private let model: TextClassesModel

  /// Reads and checks the model.
  ///
  /// - Throws: `HostFailure` when it is missing or altered.
  public init(store: ModelStore) throws(HostFailure) {
    model = try TextClassesModel(try store.read(Self.file))
  }

  /// Judges the lines of an image.
  ///
  /// - Returns: For each class findings of which no two share a line: of single lines first, then of what several say
  ///   together.
  /// - Throws: `tooMuchToLookAt`, with the findings made, when lines are beyond a limit.
  public func inspect(_ lines: [RecognizedLine], of text: TextDescription) throws(DetectorFailure) -> [Finding] {
    let judged = Array(lines.prefix(Self.maximumLineCount))
    var unread = lines.count - judged.count
    var scalarCount = 0
    var answers: [(lines: [Int], scores: TextClassesModel.Scores)] = []
    for portion in TextPortions.of(judged) {
      let text = portion.map { judged[$0].text }.joined(separator: " ")
      let length = text.unicodeScalars.count
      guard scalarCount + min(length, ClassifiableText.maximumInputCount) <= Self.maximumScalarCount else {
        unread += 1
        continue
      }
      scalarCount += min(length, ClassifiableText.maximumInputCount)
      if portion.count == 1, length > ClassifiableText.maximumCount { unread += 1 }
      scores(of: text).map { answers.append((portion, $0)) }
    }
    var findings = [TextClass.advertising, .fraud, .abuse].flatMap { Self.findings(of: $0, answers, judged) }
    findings.sort { $0.score > $1.score }
    findings = Array(findings.prefix(Self.maximumFindingCount))
    guard unread == 0 else {
      throw DetectorFailure(
        .tooMuchToLookAt, message: "\(unread) lines or passages are too long or too many to be judged whole",
        findings: findings)
    }
    return findings
  }

  /// The scores of a text; nil where too little of it is Chinese.
  func scores(of text: String) -> TextClassesModel.Scores? {
    let text = ClassifiableText(text)
    let hanCount = text.hanCount
    guard hanCount >= Self.minimumHanCount, hanCount >= text.latinCount else { return nil }
    return model.scores(of: text)
  }

  private static func findings(
    of textClass: TextClass, _ answers: [(lines: [Int], scores: TextClassesModel.Scores)], _ lines: [RecognizedLine]
  ) -> [Finding] {
    guard let label = textClass.label else { return [] }
    let reached = answers.filter { $0.scores[textClass] >= textClass.threshold }.enumerated().sorted { first, second in
      let (one, other) = (first.element, second.element)
      if (one.lines.count == 1) != (other.lines.count == 1) { return one.lines.count == 1 }
      return (one.scores[textClass], second.offset) > (other.scores[textClass], first.offset)
    }
    var taken: Set<Int> = []
    return reached.compactMap { _, answer in
      guard taken.isDisjoint(with: answer.lines) else { return nil }
      taken.formUnion(answer.lines)
      let isGambling =
        textClass == .advertising && answer.scores[.gambling] >= TextClass.gambling.threshold
      let concerned = answer.lines.sorted().map { lines[$0] }
      let score = answer.scores[textClass]
      return Finding(
        label: label, subLabel: (isGambling ? .gambling : textClass).subLabel,
        score: 1 / (1 + Exponential.of(textClass.threshold - score)),
        locations: concerned.map { Finding.Location(frameIndex: $0.frameIndex, box: $0.box) },
        text: concerned.map(\.text).joined(separator: "\n"),
        details: ["score": Self.rounded(score), "threshold": Self.rounded(textClass.threshold)])
    }
  }

  /// In hundredths.
  private static func rounded(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
