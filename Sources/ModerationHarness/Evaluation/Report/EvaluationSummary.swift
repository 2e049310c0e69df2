import ModerationCore
package import ModerationJudging

/// All figures of an evaluation, as `Documentation/schema/moderation-evaluation-1.json` describes them.
public struct EvaluationSummary: Codable, Hashable, Sendable {
  /// The name of the schema.
  public static let schema = "moderation-evaluation-1"
  /// The most labels, sublabels and scenes that get figures: 64.
  static let maximumQuestionCount = 64

  /// What was evaluated.
  package struct Input: Codable, Hashable, Sendable {
    /// A policy that rows were judged by.
    package struct Policy: Codable, Hashable, Sendable {
      package let name: String
      @ExplicitNull package private(set) var version: String?
      package let count: Int
    }

    /// The file or folder of labels.
    package let labels: String
    package let labelCount: Int
    package let rowCount: Int
    /// Rows that have a label.
    package let matchedCount: Int
    /// Labelled and not among the rows.
    package let missing: NamedSome
    /// Among the rows and not labelled.
    package let unlabelled: NamedSome
    /// Paths that stand in the labels twice and say the same.
    package let repeatedLabels: NamedSome
    /// Sources of several rows; the last holds.
    package let repeatedRows: NamedSome
    package let policies: [Policy]
    /// Detectors in the rows whose thresholds are not known here.
    package let unknownDetectors: [String]
  }

  package let schema: String
  package let input: Input
  /// The image's own suggestion: what was expected, what was given.
  package let confusion: [ConfusionRow]
  /// With REVIEW or worse as flagged.
  package let review: BinaryFigures
  /// With BLOCK as flagged.
  package let block: BinaryFigures
  /// Images that were answered, of those labelled.
  @ExplicitNull package private(set) var answered: Proportion?
  package let questions: [QuestionFigures]
  /// Questions left out, since there are too many.
  package let omittedQuestions: [String]
  package let mistakes: Mistakes
  @ExplicitNull package private(set) var thresholds: ThresholdSuggestions?
  @ExplicitNull package private(set) var comparison: Comparison?

  /// Evaluates.
  public init(_ labelled: LabelledImages, _ options: EvaluationOptions = EvaluationOptions()) {
    schema = Self.schema
    input = Input(labelled)
    confusion = Self.confusion(labelled)
    func figures(_ level: Suggestion) -> BinaryFigures {
      BinaryFigures(
        labelled.pairs.lazy.compactMap { pair in
          pair.image.outcome.suggestion.map { (pair.expectation.expects(level), $0 >= level) }
        })
    }
    (review, block) = (figures(.review), figures(.block))
    answered = Proportion(
      labelled.pairs.count { $0.image.outcome.suggestion != nil }, of: labelled.pairs.count)
    let questions = Self.questions(labelled)
    self.questions = questions.prefix(Self.maximumQuestionCount).map { QuestionFigures($0, labelled) }
    omittedQuestions = questions.dropFirst(Self.maximumQuestionCount).map(\.name)
    mistakes = Mistakes(labelled, atMost: options.mistakeCount)
    thresholds = options.wish.map { ThresholdSuggestions(labelled, $0) }
    comparison = labelled.images.rules.compared.map { Comparison(labelled, $0.policy) }
  }

  /// A picture that a report shows.
  public struct Picture: Hashable, Sendable {
    /// The image's source, as its row has it.
    public let source: String
    /// Whether it shows, or may show, something explicit, and is to be blurred.
    public let isExplicit: Bool
  }

  /// The pictures of the mistakes, those of both kinds in turn, so that a bound leaves some of each.
  public var pictures: [Picture] {
    let (alarms, misses) = (mistakes.falseAlarms.shown, mistakes.misses.shown)
    return (0..<max(alarms.count, misses.count)).flatMap { index in
      [alarms, misses].filter { $0.indices.contains(index) }.map { group in
        Picture(source: group[index].source, isExplicit: group[index].isExplicit)
      }
    }
  }

  /// The summary as one line of JSON, keys sorted.
  public var json: String { JSONLine.text(of: self) }

  private static func confusion(_ labelled: LabelledImages) -> [ConfusionRow] {
    func row(_ name: String, _ suggestion: Suggestion?) -> ConfusionRow {
      ConfusionRow(name, labelled.pairs.lazy.filter { $0.expectation.suggestion == suggestion }.map(\.image.outcome))
    }
    return Suggestion.allCases.map { row($0.rawValue, $0) } + [row("any label", nil)]
  }

  /// What is expected or was reported, and the scenes of it.
  private static func questions(_ labelled: LabelledImages) -> [Question] {
    var claims = Set(labelled.pairs.flatMap { $0.image.reported.keys })
    for claim in labelled.pairs.flatMap(\.expectation.claims) {
      claims.insert(claim)
      claims.insert(Claim(claim.label))
    }
    let scenes = Set(claims.flatMap { labelled.images.scenesOfLabels[$0.label] ?? [] })
      .intersection(labelled.askedScenes)
    return (scenes.map(Question.scene) + claims.map(Question.claim)).sorted()
  }
}

extension EvaluationSummary.Input {
  init(_ labelled: LabelledImages) {
    labels = labelled.expectations.name
    labelCount = labelled.expectations.entries.count
    rowCount = labelled.images.images.count
    matchedCount = labelled.pairs.count
    missing = NamedSome(labelled.missing)
    unlabelled = NamedSome(labelled.unlabelled)
    repeatedLabels = NamedSome(labelled.expectations.repeated)
    repeatedRows = NamedSome(labelled.images.repeated)
    policies = labelled.images.policies
      .map { Policy(name: $0.key.name, version: $0.key.version, count: $0.value) }
      .sorted { ($1.count, $0.name, $0.version ?? "") < ($0.count, $1.name, $1.version ?? "") }
    unknownDetectors = labelled.images.unknownDetectors.sorted()
  }
}

extension QuestionFigures {
  init(_ question: Question, _ labelled: LabelledImages) {
    let scenes = labelled.scenes(of: question)
    var known: [(truth: Bool, outcome: Outcome)] = []
    var (samples, all, excluded, unknown, isClaimed) = ([Scored](), [Scored](), 0, 0, false)
    for pair in labelled.pairs {
      guard let truth = question.truth(pair.expectation, labelled.images.scenesOfLabels) else {
        unknown += 1
        continue
      }
      known.append((truth, question.outcome(pair.image, needing: scenes)))
      guard question.isLooked(pair.image, scenes) else {
        excluded += 1
        continue
      }
      let score = question.score(pair.image)
      isClaimed = isClaimed || score.all > 0
      samples.append(Scored(score.counted, truth))
      all.append(Scored(score.all, truth))
    }
    kind = question.kind
    name = question.name
    unknownCount = unknown
    confusion = [true, false].map { truth in
      ConfusionRow(truth ? "yes" : "no", known.lazy.filter { $0.truth == truth }.map(\.outcome))
    }
    func figures(_ level: ModerationCore.Suggestion) -> BinaryFigures {
      BinaryFigures(known.lazy.compactMap { item in item.outcome.suggestion.map { (item.truth, $0 >= level) } })
    }
    (review, block) = (figures(.review), figures(.block))
    scores = Scores(samples, all: all, excluded: excluded, isClaimed: isClaimed)
  }
}
