import ImageMatching
import Lists
public import ModerationCore
import ModerationJudging
import PoliticsDetection
import TextMatching

extension ResolvedPolicy {
  /// The whole policy as YAML that reads back as the same policy, with comments that say where each value comes from.
  ///
  /// - Parameter detectors: What looks: their own thresholds are added as comments.
  public func listing(detectors: [DetectorDescriptor]) -> String {
    var lines = ["# \(name), version \(version)"]
    lines += listLines.map { "# \($0)" }
    var open: [String] = []
    for setting in settings {
      let groups = Array(setting.path.dropLast())
      let shared = zip(open, groups).prefix { $0 == $1 }.count
      for depth in shared..<groups.count { lines.append(Self.indent(depth) + "\(PolicyValue.quoted(groups[depth])):") }
      open = groups
      let text = Self.indent(groups.count) + "\(setting.path.last ?? ""): \(setting.value.yaml)"
      lines.append(Self.padded(text) + "  # \(setting.origin)")
    }
    let unset = PolicyKey.all.filter { key in key.path != ["extends"] && !settings.contains { $0.path == key.path } }
    lines.append("# Not set: \(unset.map { $0.path.joined(separator: ".") }.joined(separator: ", "))")
    let own = Self.ownThresholds(
      of: detectors.filter { looks(for: $0.scene) && PolicyValues(settings).uses($0) } + manifests.map(\.descriptor))
    if !own.isEmpty {
      lines.append("# The detectors' own thresholds, which hold where none above says otherwise:")
      lines += own.map { "#   \($0)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The lists in use, with their state.
  var listLines: [String] {
    words.map { "words \($0.name) \($0.version), \(Self.count($0.entries.count, "entry", "entries"))" }
      + pictures.map { "pictures \($0.name) \($0.version), \(Self.count($0.count, "entry", "entries"))" }
      + codes.map { "codes \($0.name) \($0.identity.version), \(Self.count($0.entries.count, "entry", "entries"))" }
      + (gallery.map { ["faces \($0.identity.version), \(Self.count($0.personCount, "person", "persons"))"] } ?? [])
      + manifests.map { "manifest \($0.name) \($0.sha256.prefix(12)), \($0.descriptor.id)" }
  }

  private static func count(_ count: Int, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
  }

  private func looks(for scene: Scene) -> Bool {
    guard PolicyVocabulary.scenes.contains(scene) else { return true }
    if let scenes { return scenes.contains(scene) }
    return scene != .tags && (scene != .politics || servesPolitics)
  }

  private static func ownThresholds(of detectors: [DetectorDescriptor]) -> [String] {
    detectors.sorted { $0.id < $1.id }.flatMap { detector -> [String] in
      let medium = detector.scene == .text ? PolicyKey.texts : PolicyKey.images
      var shown: [Label: ScoreBands] = [:]
      return detector.outcomes.compactMap { outcome in
        // A sublabel that differs in nothing from its label says nothing new.
        if outcome.claim.subLabel != nil, shown[outcome.claim.label] == outcome.bands { return nil }
        if outcome.claim.subLabel == nil { shown[outcome.claim.label] = outcome.bands }
        let key = "\(medium).\(outcome.claim)"
        return
          "\(key): {review: \(number(outcome.bands.reviewFrom)), block: \(number(outcome.bands.blockAbove))}, \(detector.id)"
      }
    }
  }

  private static func number(_ value: Double) -> String {
    value > 1 ? ThresholdField.never : PolicyValue.number(value).yaml
  }

  private static func indent(_ depth: Int) -> String { String(repeating: " ", count: depth * 2) }

  private static func padded(_ text: String) -> String {
    text + String(repeating: " ", count: max(0, 44 - text.count))
  }
}
