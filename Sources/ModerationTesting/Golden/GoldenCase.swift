import ModerationCore

/// What a golden file holds.
struct GoldenCase: Codable {
  /// One finding, without its details.
  struct Entry: Codable {
    struct Place: Codable {
      var frameIndex: Int
      var x: Double
      var y: Double
      var width: Double
      var height: Double
    }

    struct Person: Codable {
      var name: String
      var group: String
      var score: Double
    }

    var label: String
    var subLabel: String?
    var score: Double
    var locations: [Place]?
    var text: String?
    var keywords: [String]?
    var list: String?
    var candidates: [Person]?
  }

  var name: String
  var tolerance: GoldenTolerance
  var findings: [Entry]

  /// The most differences that are told one by one.
  static let maximumDifferenceCount = 10

  /// - Parameter findings: In any order; put into one that does not depend on it.
  init(name: String, tolerance: GoldenTolerance, findings: [Finding]) {
    self.name = name
    self.tolerance = tolerance
    self.findings = findings.map(Entry.init).sorted { $0.order < $1.order }
  }

  /// What differs, in sentences. Findings are matched with those that are most alike.
  func differences(from found: GoldenCase) -> [String] {
    var rest = found.findings
    var differences: [String] = []
    for expected in findings {
      if let index = rest.indices.first(where: { expected.problem(in: rest[$0], within: tolerance) == nil }) {
        rest.remove(at: index)
      } else if let index = rest.indices.first(where: { expected.names == rest[$0].names }) {
        let problem = expected.problem(in: rest.remove(at: index), within: tolerance) ?? ""
        differences.append("\(name): \(expected.brief): \(problem)")
      } else {
        differences.append("\(name): \(expected.brief) was not found")
      }
    }
    differences += rest.map { "\(name): \($0.brief) was found and is not in the file" }
    let others = differences.count - Self.maximumDifferenceCount
    return others > 0 ? differences.prefix(Self.maximumDifferenceCount) + ["and \(others) more"] : differences
  }
}

extension GoldenCase.Entry {
  init(_ finding: Finding) {
    label = finding.label.rawValue
    subLabel = finding.subLabel?.rawValue
    score = finding.score
    text = finding.text
    keywords = finding.keywords.isEmpty ? nil : finding.keywords
    list = finding.list
    let places = finding.locations.map {
      Place(frameIndex: $0.frameIndex, x: $0.box.x, y: $0.box.y, width: $0.box.width, height: $0.box.height)
    }
    locations = places.isEmpty ? nil : places
    let persons = finding.candidates.map { Person(name: $0.name, group: $0.group, score: $0.score) }
    candidates = persons.isEmpty ? nil : persons
  }

  /// What must be equal.
  var names: [String] {
    [label, subLabel ?? "", text ?? "", list ?? ""] + (keywords ?? [])
      + (candidates ?? []).flatMap { [$0.name, $0.group] }
  }

  var brief: String { "\(subLabel.map { "\(label)/\($0)" } ?? label) \(score)" }

  /// An order that depends on the content alone: names, then the highest score, then the place.
  var order: Order {
    let place = locations?.first
    return Order(names: names, numbers: [-score, place?.y ?? 0, place?.x ?? 0])
  }

  struct Order: Comparable {
    let names: [String]
    let numbers: [Double]

    static func < (left: Order, right: Order) -> Bool {
      if left.names != right.names { return left.names.lexicographicallyPrecedes(right.names) }
      return left.numbers.lexicographicallyPrecedes(right.numbers)
    }
  }

  /// What differs in another finding; nil when nothing does.
  func problem(in found: Self, within tolerance: GoldenTolerance) -> String? {
    guard names == found.names else { return "found \(found.brief)" }
    func near(_ left: Double, _ right: Double, _ bound: Double) -> Bool { abs(left - right) <= bound }
    guard near(score, found.score, tolerance.score) else {
      return "the score is \(found.score), \(abs(score - found.score)) away; \(tolerance.score) is allowed"
    }
    let (persons, others) = (candidates ?? [], found.candidates ?? [])
    for (person, other) in zip(persons, others) where !near(person.score, other.score, tolerance.score) {
      return "the score of \(person.name) is \(other.score), not \(person.score)"
    }
    let (places, given) = (locations ?? [], found.locations ?? [])
    guard places.count == given.count else { return "it has \(given.count) places, not \(places.count)" }
    for (place, other) in zip(places, given) {
      let bound = tolerance.boxPixels
      let isNear =
        place.frameIndex == other.frameIndex && near(place.x, other.x, bound) && near(place.y, other.y, bound)
        && near(place.x + place.width, other.x + other.width, bound)
        && near(place.y + place.height, other.y + other.height, bound)
      if !isNear { return "the place is \(other.brief), not \(place.brief); \(bound) pixels are allowed" }
    }
    return nil
  }
}

extension GoldenCase.Entry.Place {
  fileprivate var brief: String { "(x \(x), y \(y), \(width)×\(height)) in frame \(frameIndex)" }
}
