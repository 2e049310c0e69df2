import Documents

/// Values that a caller sets before those of a policy: what `--set KEY=VALUE` says.
public struct PolicyChange: Sendable {
  let settings: [PolicySetting]
  let problems: [DocumentProblem]

  /// One value.
  ///
  /// - Parameters:
  ///   - key: The key with dots, as `limits.minimumSidePixels` or `images.Terror/Fire`. `review.LABEL` and
  ///     `block.LABEL` set the threshold of a label wherever it is claimed, in pictures and in text.
  ///   - value: The value as YAML writes it in one line.
  ///   - source: What messages and origins call it: `--set`.
  ///   - folder: Where its detectors claim a label decides which thresholds `review.LABEL` means.
  public init(key: String, value: String, source: String, in folder: PolicyFolder) {
    var settings: [PolicySetting] = []
    var problems: [DocumentProblem] = []
    let paths = Self.paths(key, folder)
    if paths.isEmpty {
      problems.append(
        DocumentProblem(file: source, message: "\(key.debugDescription) is no key\(Self.hint(key))"))
    }
    do throws(DocumentProblem) {
      let root = try YAMLDocument.parse(Array("value: \(value)".utf8), file: source, kind: "value")
      try root.allow(["value"])
      let node = try root.required("value")
      for path in paths {
        let document = PolicyDocument(name: "", node: node.named(path.joined(separator: ".")), at: path)
        settings += document.settings
        problems += document.problems
      }
    } catch {
      problems.append(DocumentProblem(file: source, message: "\(key): \(error.message)"))
    }
    self.settings = settings.map {
      PolicySetting(path: $0.path, value: $0.value, origin: .place(file: source, line: nil, column: nil))
    }
    self.problems = problems.map { DocumentProblem(file: source, message: $0.message) }
  }

  /// The key that was meant, or what keys are like.
  private static func hint(_ key: String) -> String {
    let parts = key.split(separator: ".").map(String.init)
    if let last = parts.last, [PolicyKey.images, PolicyKey.texts, PolicyKey.detectors].contains(parts[0]) {
      let near = NearestWord.hint(last, among: ThresholdField.allCases.map(\.rawValue))
      return near.isEmpty ? "; thresholds are as images.Porn.review and images.Terror/Fire=off" : near
    }
    let near = NearestWord.to(key, among: PolicyKey.all.map { $0.path.joined(separator: ".") })
    let hint = near.map { "; did you mean \($0)?" } ?? PolicyKey.hint(parts.last ?? "", among: [])
    return hint.isEmpty ? "; keys are as limits.minimumSidePixels" : hint
  }

  /// The places that a key means; none for a key that there is not.
  private static func paths(_ key: String, _ folder: PolicyFolder) -> [[String]] {
    let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.allSatisfy({ !$0.isEmpty }) else { return [] }
    if parts.count == 2, let field = ThresholdField(rawValue: parts[0]) {
      return folder.media(of: parts[1], field).map { [$0, parts[1], field.rawValue] }
    }
    if parts[0] == PolicyKey.detectors, parts.count > 2 {
      // Detectors' names have dots in them.
      let hasField = ThresholdField(rawValue: parts[parts.count - 1]) != nil
      let tail = hasField ? 2 : 1
      guard parts.count > 1 + tail else { return [] }
      let name = parts[1..<(parts.count - tail)].joined(separator: ".")
      return [[parts[0], name] + parts.suffix(tail)]
    }
    if [PolicyKey.images, PolicyKey.texts].contains(parts[0]) {
      return parts.count == 2 || parts.count == 3 && ThresholdField(rawValue: parts[2]) != nil ? [parts] : []
    }
    guard parts != ["extends"] else { return [] }
    return PolicyKey.at(parts) != nil ? [parts] : []
  }
}
