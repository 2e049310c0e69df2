package import ModerationCore

extension ResultDocument {
  /// The same image's answer after it was judged again. Facts, text and times stay those of the look at it.
  package init(_ before: ResultDocument, judged verdict: Verdict, shadow: ShadowVerdict?, by rules: RulesIdentity) {
    self.init(before, by: rules)
    suggestion = verdict.suggestion.rawValue
    label = verdict.label?.rawValue
    subLabel = verdict.subLabel?.rawValue
    score = verdict.score
    reason = verdict.reason
    scenes = verdict.scenes.map(Scene.init)
    findings = verdict.evidence.map(Finding.init)
    self.shadow = shadow.map(Shadow.init)
  }

  /// The same image's answer where it is refused.
  package init(_ before: ResultDocument, rejected rejection: Rejection, by rules: RulesIdentity) {
    self.init(before, by: rules)
    self.rejection = rejection
    reason = rejection.publicMessage
  }
}

extension ResultDocument.Rejection {
  /// The same refusal under other limits, which may have another documented code for it.
  package func named(by limits: Limits) -> Self {
    var named = self
    named.profileCode = limits.profileCodes[RejectionCode(rawValue: code)]
    return named
  }
}

extension RecognizedLine {
  /// A line as a result has it, without the corners that it lay between.
  package init(_ line: ResultDocument.Line) {
    self.init(frameIndex: line.box.frame, text: line.text, confidence: line.confidence, box: line.box.rectangle)
  }
}
