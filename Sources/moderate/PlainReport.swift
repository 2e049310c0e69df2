import Glibc
import ImageModeration

/// An answer for people: one line, and with `verbose` the evidence below it.
struct PlainReport {
  let verbose: Bool
  private let hasColour = StandardOutput.isTerminal && getenv("NO_COLOR") == nil

  init(verbose: Bool) { self.verbose = verbose }

  func text(_ result: ModerationResult, source: String) -> String {
    switch result.outcome {
    case .verdict(let verdict):
      var lines = [line(verdict.suggestion.description, source, verdict.reason)]
      if verbose { lines += details(result) + details(verdict) + timing(result) }
      return lines.joined(separator: "\n") + "\n"
    case .rejected(let rejection):
      var lines = [line("REFUSED", source, sentence(rejection))]
      if verbose {
        lines += details(result)
        if let code = rejection.profileCode { lines.append("  documented code \(code)") }
      }
      return lines.joined(separator: "\n") + "\n"
    }
  }

  func text(_ failure: HostFailure, source: String) -> String { line("ERROR", source, failure.message) + "\n" }

  private func line(_ word: String, _ source: String, _ reason: String) -> String {
    let padded = word + String(repeating: " ", count: max(0, 7 - word.count))
    return "\(coloured(padded, word))  \(printable(source))  \(printable(reason))"
  }

  private func sentence(_ rejection: InputRejection) -> String {
    guard let limit = rejection.limit, let measured = rejection.measured, let allowed = rejection.allowed else {
      return "\(rejection.code): \(rejection.message)"
    }
    return "\(rejection.code): \(rejection.message) (\(limit): measured \(measured), allowed \(allowed))"
  }

  private func details(_ result: ModerationResult) -> [String] {
    let image = result.image
    var facts = ["\(image.byteCount) bytes"]
    if let format = image.format { facts.append(format.rawValue) }
    if let size = image.size { facts.append(size.description) }
    if let count = image.frameCount, count > 1 { facts.append("\(count) frames, looked at \(image.sampledFrames)") }
    if image.hasAlpha == true { facts.append("alpha flattened on white") }
    if let orientation = image.orientation, orientation != 1 { facts.append("turned from orientation \(orientation)") }
    return ["  image: " + facts.joined(separator: ", ")]
      + result.advisories.map { "  advice: \($0.limit): measured \($0.measured), advised \($0.allowed)" }
  }

  private func details(_ verdict: Verdict) -> [String] {
    verdict.scenes.map { scene in
      let models = scene.models.map { "\($0.name) \($0.sha256.prefix(12))" }.joined(separator: ", ")
      let missing = scene.notCovered.map(\.rawValue).joined(separator: ", ")
      return "  scene \(scene.scene): \(scene.suggestion), \(status(scene.status))"
        + (models.isEmpty ? "" : ", model \(models)") + (missing.isEmpty ? "" : ", does not look for \(missing)")
    }
      + verdict.evidence.map { item in
        let place = item.frameIndex.map { " frame \($0)" } ?? ""
        let boxes = item.finding.locations.map { "[\($0.box.x) \($0.box.y) \($0.box.width) \($0.box.height)]" }
        let words = item.finding.keywords.isEmpty ? "" : " \(item.finding.keywords)"
        return "  \(item.meaning.suggestion) \(item.meaning.label) \(item.finding.score) by \(item.detector)\(place)"
          + boxes.joined(separator: " ") + printable(words)
      }
  }

  private func status(_ status: SceneStatus) -> String {
    switch status {
    case .evaluated: "evaluated"
    case .notNeeded(let reason): "not needed: \(reason)"
    case .notEvaluated(let reason, _): "not evaluated: \(reason)"
    case .failed(let failure): "failed: \(failure.message)"
    }
  }

  private func timing(_ result: ModerationResult) -> [String] {
    let stages = result.timing.sorted { $0.value > $1.value }.prefix(4)
    return [
      "  time: "
        + stages.map { "\($0.key) \(($0.value / .microseconds(100)).rounded() / 10) ms" }.joined(separator: ", ")
    ]
  }

  private func coloured(_ text: String, _ word: String) -> String {
    guard hasColour else { return text }
    let code =
      switch word {
      case "PASS": "32"
      case "REVIEW": "33"
      default: "31"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  /// File names and decoders' words may hold control characters, which a terminal would obey.
  private func printable(_ text: String) -> String {
    String(
      text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : Character($0) })
  }
}
