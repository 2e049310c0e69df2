import ModerationCore
import ModerationJudging

/// What a closer look than then would have shown, and a result does not hold.
struct RecordGaps {
  let before: ResultDocument
  let then: Looking
  let now: Looking

  /// The scenes that have a gap, with the reason.
  var reasons: [(Scene, String)] {
    var reasons: [(Scene, String)] = []
    func gap(_ scenes: [Scene], _ reason: String) { reasons += scenes.map { ($0, reason) } }
    let pixels: [Scene] = [.porn, .terror, .politics, .text, .tags]
    if now.isThorough, !then.isThorough { gap([.porn, .terror], "the picture was not looked at in parts") }
    if now.findsBodyParts, !then.findsBodyParts { gap([.porn], "body parts were not looked for") }
    if now.reader != then.reader { gap([.text], "the text was read by \(then.reader), not by \(now.reader)") }
    if now.usesTextModels, !then.usesTextModels { gap([.text], "no model judged the text") }
    if before.image?.hasAlpha != false {
      if now.looksOnBlack, !then.looksOnBlack { gap(pixels, "the transparent picture was not laid on black") }
      if now.judgesHiddenColor, !then.judgesHiddenColor { gap(pixels, "hidden colours were not looked at") }
    }
    let sought = Set(then.omits).subtracting(now.omits).filter { !Self.contacts.contains($0) }
    if let subLabel = sought.sorted().first { gap([.text], "\(subLabel) was not looked for") }
    if now.sampling != then.sampling || Self.bounds(now) != Self.bounds(then), leavesFramesOut {
      gap(pixels, "frames were sampled by another rule, \(then.sampling)")
    }
    if let (then, now) = lowered("maximumDecodeMemoryBytes") {
      gap(pixels, "decoding was allowed \(then) bytes of memory, and is allowed \(now)")
    }
    if let (then, now) = lowered("maximumSampledPixels"), before.image?.frameCount ?? 1 > 1 {
      gap(pixels, "sampled frames were allowed \(then) pixels, and are allowed \(now)")
    }
    return reasons
  }

  /// A limit that is lower now, with both values; nil for one that is not.
  private func lowered(_ limit: String) -> (then: Int, now: Int)? {
    guard let then = then.limits[limit].flatMap({ Int($0) }), let now = now.limits[limit].flatMap({ Int($0) }),
      now < then
    else { return nil }
    return (then, now)
  }

  /// What is found in the text, which a result holds.
  private static let contacts: Set<String> = Set(
    [SubLabel.webAddress, .mailAddress, .phoneNumber, .messengerAccount].map(\.rawValue))

  private static func bounds(_ looking: Looking) -> [String?] {
    ["maximumSampledFrames", "maximumSampledPixels"].map { looking.limits[$0] }
  }

  /// Whether the image has frames that were not looked at.
  private var leavesFramesOut: Bool {
    guard let image = before.image, let frameCount = image.frameCount else { return true }
    return image.sampledFrames.filter { $0 < frameCount }.count < frameCount
  }
}
