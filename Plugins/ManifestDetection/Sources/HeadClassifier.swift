import ModerationCore
import PictureFeatures

/// Heads on the features of a network that other detectors may hold as well.
struct HeadClassifier {
  let backbone: EfficientNetLite2
  let heads: [LinearHead]
  /// What the logit of each head means.
  let scores: [QuantileScore]

  /// What a head says of a picture.
  struct Answer {
    /// 0…1.
    let score: Double
    /// The logit, for people.
    let logit: String
  }

  /// One answer for each head.
  func answers(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Answer] {
    let features = try backbone.answer(pixels, of: frame).features
    var answers: [Answer] = []
    for (head, meaning) in zip(heads, scores) {
      let logit = try head.logit(features)
      guard let score = meaning(logit) else {
        throw DetectorFailure(.inferenceFailed, message: "the logit of the head is \(logit)")
      }
      answers.append(Answer(score: score, logit: "\((logit * 1000).rounded() / 1000)"))
    }
    return answers
  }
}
