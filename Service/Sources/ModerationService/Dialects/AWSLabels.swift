/// Labels as AWS answers them: each with its parents, each path once.
struct AWSLabels {
  private var confidences: [[String]: Double] = [:]
  private var order: [[String]] = []

  /// Adds a path with its parents.
  ///
  /// - Parameter confidence: 0…100.
  mutating func add(_ path: [String], confidence: Double) {
    for length in stride(from: path.count, to: 0, by: -1) {
      let name = Array(path.prefix(length))
      if confidences[name] == nil { order.append(name) }
      confidences[name] = max(confidences[name] ?? 0, confidence)
    }
  }

  /// Whether there is none at or above a confidence.
  func isEmpty(from minimum: Double) -> Bool { !confidences.values.contains { $0 >= minimum } }

  /// The labels at or above a confidence, surest first, the finer before the coarser.
  func values(from minimum: Double) -> [JSONValue] {
    let kept = order.filter { confidences[$0, default: 0] >= minimum }
    let sorted = kept.enumerated().sorted {
      let (left, right) = (confidences[$0.element, default: 0], confidences[$1.element, default: 0])
      return left == right ? $0.offset < $1.offset : left > right
    }
    return sorted.map { _, path in
      .object([
        "Confidence": .number(confidences[path, default: 0]), "Name": path.last.map(JSONValue.string),
        "ParentName": .string(path.dropLast().last ?? ""), "TaxonomyLevel": .integer(Int64(path.count)),
      ])
    }
  }
}
