public import ModerationCore
public import Inference
import TextMatching

/// Insults and threats in English, by the linear model of alt-profanity-check 1.9.1. Never more than a question to a
/// person.
///
/// Each line is judged that looks English, and each pair of neighbouring lines. A line is judged as it folds, and again
/// with spaced-out letters joined (`i d i o t`); the graver answer counts. On text in other languages it does not
/// guess: the result names `OtherAbuse` as not covered.
public struct EnglishAbuseDetector: TextDetector {
  /// The model's file in the set `text`.
  public static let file = ModelStore.File(
    path: "text/english-abuse.bin", sha256: "9760651a37bae2487693c74e28ec5ad504355a4a109c41f083c3512cde740f8e")

  /// From this probability on a person is asked.
  ///
  /// Chosen on rows of public data sets, one a line (measured 2026-11-21, MODEL_CARD.md has the table): of 36,207 clean
  /// rows 0.06 % reach it, of 423 abusive ones 32 %. At 0.5 it were five times as many of the clean ones, and 47 %.
  public static let reviewFrom = 0.8
  /// The most findings; the gravest are kept: 64.
  public static let maximumFindingCount = 64
  /// The most lines that are judged: 4,000, four frames full.
  public static let maximumLineCount = 4000
  /// The most UTF-8 bytes of a line that are judged: 4,096; a line of a picture has 400 characters at most.
  public static let maximumLineByteCount = 4096

  /// What the detector is, known without loading the model.
  public static let descriptor = DetectorDescriptor(
    id: "text.english-abuse/2", scene: .text,
    model: .init(name: "alt-profanity-check-1.9.1", sha256: Self.file.sha256), covers: [.englishAbuse],
    doesNotCover: [.otherAbuse],
    bands: [.abuse: ScoreBands(reviewFrom: Self.reviewFrom, as: .abuse, blockAbove: 1, as: .abuse)])

  public var descriptor: DetectorDescriptor { Self.descriptor }

  private let model: EnglishAbuseModel

  /// Reads and checks the model.
  ///
  /// - Throws: `HostFailure` when it is missing or altered.
  public init(store: ModelStore) throws(HostFailure) {
    try self.init(model: try EnglishAbuseModel(try store.read(Self.file)))
  }

  init(model: EnglishAbuseModel) throws(HostFailure) {
    self.model = model
  }

  /// Judges the lines of an image.
  ///
  /// - Returns: A finding for each line that reaches `reviewFrom`, and for each pair of neighbours of which neither
  ///   does.
  /// - Throws: `tooMuchToLookAt`, with the findings made, when lines are beyond a limit.
  public func inspect(_ lines: [RecognizedLine], of text: TextDescription) throws(DetectorFailure) -> [Finding] {
    var findings: [Finding] = []
    var unread = max(0, lines.count - Self.maximumLineCount)
    var before: (line: RecognizedLine, text: String, isAbusive: Bool)?
    for line in lines.prefix(Self.maximumLineCount) {
      if line.text.utf8.count > Self.maximumLineByteCount { unread += 1 }
      let text = String(decoding: line.text.utf8.prefix(Self.maximumLineByteCount), as: UTF8.self)
      let alone = probability(of: text) ?? 0
      let isAbusive = alone >= Self.reviewFrom
      if isAbusive {
        findings.append(finding([line], alone))
      } else if let before, !before.isAbusive, before.line.frameIndex == line.frameIndex,
        let together = probability(of: before.text + "\n" + text), together >= Self.reviewFrom
      {
        findings.append(finding([before.line, line], together))
      }
      before = (line, text, isAbusive)
    }
    findings.sort { $0.score > $1.score }
    findings = Array(findings.prefix(Self.maximumFindingCount))
    guard unread == 0 else {
      throw DetectorFailure(
        .tooMuchToLookAt, message: "\(unread) lines are too long or too many to be judged whole", findings: findings)
    }
    return findings
  }

  /// How abusive a text is, 0…1; nil when it does not look English.
  func probability(of text: String) -> Double? {
    let folded = TextNormalizer.standard.normalize(text).text
    let plain = judged(folded)
    guard let joined = EnglishWords.joiningSpacedLetters(folded).flatMap({ judged($0) }) else { return plain }
    return max(plain ?? 0, joined)
  }

  private func judged(_ text: String) -> Double? {
    let words = Exclamations.removed(from: MachineTalk.removed(from: EnglishWords.tokens(in: text)))
    guard EnglishWords.lookEnglish(words, knows: { model.index(of: $0) != nil }) else { return nil }
    return model.answer(toWords: words).probability
  }

  private func finding(_ lines: [RecognizedLine], _ probability: Double) -> Finding {
    Finding(
      label: .abuse, subLabel: .englishAbuse, score: min(1, probability),
      locations: lines.map { Finding.Location(frameIndex: $0.frameIndex, box: $0.box) },
      text: lines.map(\.text).joined(separator: "\n"))
  }
}
