import Glibc
import ImageModeration

/// An answer for people: one line, and with `verbose` the evidence below it.
struct PlainReport {
  let verbose: Bool
  private let colours = Colours()

  init(verbose: Bool) { self.verbose = verbose }

  func text(_ result: ModerationResult, source: String) -> String {
    var lines: [String]
    switch result.outcome {
    case .verdict(let verdict):
      lines = [line(verdict.suggestion.description, source, verdict.reason)]
      if verbose {
        lines += facts(result) + shadow(result) + verdict.scenes.map(scene) + verdict.evidence.map(evidence)
      }
    case .rejected(let rejection):
      lines = [line("REFUSED", source, sentence(rejection))]
      if verbose {
        lines += facts(result)
        if let code = rejection.profileCode { lines.append(detail("known as", code)) }
      }
    }
    if verbose { lines += [policy(result), time(result)] }
    return lines.joined(separator: "\n") + "\n"
  }

  func text(_ failure: HostFailure, source: String) -> String { line("ERROR", source, failure.message) + "\n" }

  private func line(_ word: String, _ source: String, _ reason: String) -> String {
    "\(colours.paint(pad(word, to: 7), as: word))  \(Printable.text(source))  \(Printable.text(reason))"
  }

  /// A line of evidence, set in below the answer: a short name and what there is to say.
  func detail(_ name: String, _ text: String, width: Int = 8) -> String {
    "         \(pad(Printable.text(name), to: width))  \(Printable.text(text))"
  }

  private func pad(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// Why an image is refused, with the limit and what was measured.
  func sentence(_ rejection: InputRejection) -> String {
    let what = "\(rejection.code): \(rejection.message)"
    guard let limit = rejection.limit, let measured = rejection.measured, let allowed = rejection.allowed else {
      return what
    }
    return "\(what) (\(comparison(limit, measured, allowed)))"
  }

  /// A piece of advice, with what was measured.
  func sentence(_ advisory: Advisory) -> String {
    if case .text(let text) = advisory.measured { return "\(advisory.code): \(text)" }
    return comparison(advisory.limit, advisory.measured, advisory.allowed, verb: "should")
  }

  /// What was measured and what it has to be; the limit's name carries the direction and the unit.
  private func comparison(
    _ limit: String, _ measured: MeasuredValue, _ allowed: MeasuredValue, verb: String = "must"
  ) -> String {
    if case .text = allowed { return "accepted are \(allowed)" }
    let bound =
      limit.hasSuffix("Below") ? "below" : limit.lowercased().contains("minimum") ? "at least" : "at most"
    return "\(limit): measured \(text(measured)), \(verb) be \(bound) \(text(allowed))"
  }

  private func text(_ value: MeasuredValue) -> String {
    guard case .ratio(let ratio) = value, ratio.isFinite else { return value.description }
    return Printable.number(ratio)
  }

  private func facts(_ result: ModerationResult) -> [String] {
    let image = result.image
    let appearance = [image.format?.rawValue, image.size?.description].compactMap(\.self).joined(separator: " ")
    var facts = [appearance, "\(image.byteCount) bytes"].filter { !$0.isEmpty }
    if let count = image.frameCount, count > 1 {
      let seen = image.sampledFrames.isEmpty ? "none" : image.sampledFrames.map(String.init).joined(separator: " ")
      facts.append("\(count) frames, looked at \(seen)")
    }
    if image.hasAlpha == true {
      facts.append(image.renditions.contains(.onBlack) ? "alpha laid on white and on black" : "alpha laid on white")
    }
    if image.renditions.contains(.embedded) { facts.append("pictures inside it looked at by themselves") }
    if image.renditions.contains(.otherReading) { facts.append("looked at by two readings") }
    if image.renditions.contains(.withoutProfile) { facts.append("looked at with and without its colour profile") }
    if image.pixelOrigin == .embeddedPreview { facts.append("by the preview that the camera stored in it") }
    if let orientation = image.orientation, orientation != 1 { facts.append("turned from orientation \(orientation)") }
    return [detail("image", facts.joined(separator: ", "))]
      + (image.sha256.map { [detail("sha256", $0)] } ?? [])
      + (image.unseen.isEmpty
        ? [] : [detail("unseen", image.unseen.map { Printable.text($0.detail) }.joined(separator: "; "))])
      + (image.holds.isEmpty ? [] : [detail("holds", image.holds.map(\.rawValue).joined(separator: ", "))])
      + result.advisories.map { detail("advice", sentence($0)) }
  }

  /// What the policy on trial makes of it; empty where none is.
  private func shadow(_ result: ModerationResult) -> [String] {
    guard let shadow = result.shadow else { return [] }
    let named = shadow.label.map { " \(Claim($0, shadow.subLabel)) \(Printable.number(shadow.score))" } ?? ""
    let policy = [shadow.policy, shadow.policyVersion].compactMap(\.self).joined(separator: " ")
    return [detail("shadow", "\(shadow.suggestion)\(named) under \(policy)" + (shadow.differs ? " (differs)" : ""))]
  }

  private func policy(_ result: ModerationResult) -> String {
    let rules = result.rules
    return detail(
      "policy",
      "\([rules.policy, rules.policyVersion].compactMap(\.self).joined(separator: " ")), limits \(rules.limits)")
  }

  private func scene(_ scene: SceneResult) -> String {
    let models = scene.models.map { "\($0.name) \($0.sha256.prefix(12))" }
    let missing = scene.notCovered.map(\.rawValue).joined(separator: ", ")
    let supplied = scene.supplied.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    let parts =
      ["\(scene.suggestion), \(status(scene.status))"] + models + supplied
      + (missing.isEmpty ? [] : ["not covered: \(missing)"])
    return detail(scene.scene.rawValue, parts.joined(separator: "; "))
  }

  private func status(_ status: SceneStatus) -> String {
    switch status {
    case .evaluated: "evaluated"
    case .notNeeded(let reason): "not needed: \(reason)"
    case .notEvaluated(let reason, _): "not evaluated: \(reason)"
    case .failed(let failure): "failed: \(failure.message)"
    }
  }

  private func evidence(_ item: Verdict.Evidence) -> String {
    let finding = item.finding
    var parts = ["\(item.meaning.suggestion) \(item.title) \(Printable.number(finding.score)) by \(item.detector)"]
    if let frame = item.frameIndex { parts.append("frame \(frame)") }
    parts += finding.locations.map { location in
      let box = location.box
      return "box " + [box.x, box.y, box.width, box.height].map(Printable.number).joined(separator: " ")
    }
    if !finding.keywords.isEmpty { parts.append("words: " + finding.keywords.joined(separator: ", ")) }
    parts += finding.candidates.map { "\($0.name) of \($0.group) \(Printable.number($0.score))" }
    parts += finding.details.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    if let exception = item.suppressedBy { parts.append("not counted, because of \(exception)") }
    return detail("finding", parts.joined(separator: ", "))
  }

  private func time(_ result: ModerationResult) -> String {
    let total = result.timing.values.reduce(.zero, +)
    let slowest = result.timing.sorted { $0.value > $1.value }.prefix(3)
    return detail(
      "time",
      "\(milliseconds(total)) ms, most of it "
        + slowest.map { "\($0.key) \(milliseconds($0.value))" }.joined(separator: ", "))
  }

  private func milliseconds(_ duration: Duration) -> String {
    Printable.number((duration / .microseconds(100)).rounded() / 10)
  }
}

/// Colours on a terminal, and none anywhere else or where https://no-color.org asks for none.
struct Colours {
  private let areOn: Bool

  init() {
    func variable(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }
    areOn = StandardOutput.isTerminal && variable("NO_COLOR").isEmpty && variable("TERM") != "dumb"
  }

  func paint(_ text: String, as word: String) -> String {
    guard areOn else { return text }
    let code =
      switch word {
      case "PASS": "32"
      case "REVIEW": "33"
      case "BLOCK": "1;31"
      // Not judged: neither clean nor unclean.
      default: "35"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
