/// What two policies differ in.
public struct PolicyDifference: Sendable {
  /// The lines of one policy, `- key: value  # origin`, and of the other, `+`, key by key; empty where both judge
  /// alike.
  public let lines: [String]

  /// Compares two policies.
  public init(_ left: ResolvedPolicy, _ right: ResolvedPolicy) {
    let keys = Set((left.settings + right.settings).map(\.path)).sorted { PolicyOrder($0) < PolicyOrder($1) }
    var lines: [String] = []
    for path in keys {
      let pair = [left, right].map { policy in policy.settings.first { $0.path == path } }
      guard pair[0]?.value != pair[1]?.value else { continue }
      for (sign, setting) in zip(["-", "+"], pair) {
        if let setting { lines.append("\(sign) \(setting.key): \(setting.value.yaml)  # \(setting.origin)") }
      }
    }
    let (before, after) = (left.listLines, right.listLines)
    lines += before.filter { !after.contains($0) }.map { "- \($0)" }
    lines += after.filter { !before.contains($0) }.map { "+ \($0)" }
    self.lines = lines
  }
}
