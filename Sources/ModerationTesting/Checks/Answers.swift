import ModerationCore

extension Answer {
  /// Whether two answers are the same: equal findings in any order, or failures of the same code. Messages may differ;
  /// what is not a number is equal to itself.
  func isSame(as other: Answer) -> Bool {
    switch (self, other) {
    case (.success(let left), .success(let right)): Self.count(left) == Self.count(right)
    case (.failure(let left), .failure(let right)):
      left.code == right.code && Self.count(left.findings) == Self.count(right.findings)
    default: false
    }
  }

  /// In a few words, for reports.
  var brief: String {
    switch self {
    case .failure(let failure): return "failed with \(failure)"
    case .success(let findings):
      if findings.isEmpty { return "found nothing" }
      let shown = findings.prefix(3).map { finding in
        "\(finding.label)\(finding.subLabel.map { "/\($0)" } ?? "") \(finding.score)"
          + (finding.locations.isEmpty ? "" : " (places: \(finding.locations.count))")
      }
      return "found " + shown.joined(separator: ", ") + (findings.count > 3 ? " and \(findings.count - 3) more" : "")
    }
  }

  private struct Key: Hashable {
    let finding: Finding
    let numbers: [UInt64]
  }

  private static func count(_ findings: [Finding]) -> [Key: Int] {
    var counts: [Key: Int] = [:]
    for finding in findings {
      var bare = finding
      bare.score = 0
      bare.locations = []
      bare.candidates = finding.candidates.map { .init(name: $0.name, group: $0.group, score: 0) }
      let boxes = finding.locations.flatMap {
        [Double($0.frameIndex), $0.box.x, $0.box.y, $0.box.width, $0.box.height]
      }
      let numbers = [finding.score] + finding.candidates.map(\.score) + boxes
      counts[Key(finding: bare, numbers: numbers.map(\.bitPattern)), default: 0] += 1
    }
    return counts
  }
}
