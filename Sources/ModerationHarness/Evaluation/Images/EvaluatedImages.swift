import ModerationCore
public import ModerationJudging

/// The images of an evaluation, row by row. What a row says is kept as a few numbers, so that a million fit in memory.
///
///     var images = EvaluatedImages(rules)
///     while let row = try rows.next() { images.add(row.document) }
///
/// It does not matter where rows come from: a file of results, or a moderator that judges now.
public struct EvaluatedImages: Sendable {
  /// A policy that rows were judged by.
  struct RecordedPolicy: Hashable {
    let name: String
    let version: String?
  }

  private(set) var images: [EvaluatedImage] = []
  /// Sources that stood in an earlier row, too; the last row holds.
  private(set) var repeated: [String] = []
  private(set) var policies: [RecordedPolicy: Int] = [:]
  private(set) var scenesOfLabels: [Label: Set<Scene>] = [:]
  /// What rows claim and report.
  public private(set) var claims: Set<Claim> = []
  /// Detectors in the rows that are not known here.
  private(set) var unknownDetectors: Set<String> = []
  let rules: EvaluationRules
  private(set) var keys: ThresholdKeys
  private var places: [String: Int] = [:]
  private var sceneSets: Set<[Scene: Bool]> = []
  private let known: Set<String>

  /// Makes an empty collection.
  public init(_ rules: EvaluationRules = EvaluationRules()) {
    self.rules = rules
    keys = ThresholdKeys(rules)
    known = Set(rules.descriptors.map(\.id))
    for descriptor in rules.descriptors {
      for label in descriptor.bands.keys {
        claims.insert(Claim(label))
        scenesOfLabels[label, default: []].insert(descriptor.scene)
      }
    }
  }

  /// How many images there are.
  public var count: Int { images.count }

  /// Their sources, in the order of their rows.
  public var sources: [String] { images.map(\.source) }

  /// Takes a row.
  public mutating func add(_ document: ResultDocument) {
    var image = EvaluatedImage(document, &scenesOfLabels)
    image.scenes = shared(image.scenes)
    if let verdict = document.judged(under: rules.policy, descriptors: rules.descriptors) {
      for item in verdict.evidence where item.suppressedBy == nil && item.finding.label != .normal {
        if !known.contains(item.detector) { unknownDetectors.insert(item.detector) }
        guard let key = keys.key(of: item) else { continue }
        image.moved[key, default: 0] = max(image.moved[key, default: 0], item.finding.score)
      }
    }
    image.moved.trim()
    image.compared = rules.compared?.answer(for: document, rules)
    claims.formUnion(image.scores.keys)
    claims.formUnion(image.reported.keys)
    if let policy = document.policy {
      policies[RecordedPolicy(name: policy.name, version: policy.version), default: 0] += 1
    }
    if let place = places[image.source] {
      repeated.append(image.source)
      images[place] = image
    } else {
      places[image.source] = images.count
      images.append(image)
    }
  }

  /// The same scenes as those of an earlier image, where one has them: nearly all images of a run have.
  private mutating func shared(_ scenes: [Scene: Bool]) -> [Scene: Bool] { sceneSets.insert(scenes).memberAfterInsert }
}
