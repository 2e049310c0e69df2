import Glibc
import ModerationCore
import PictureFeatures

/// Classes of ImageNet-1k that together stand for one sublabel.
struct ClassGroup: Hashable, Sendable {
  /// What the group stands for.
  let subLabel: SubLabel
  /// The classes, counted from 0.
  let classes: [Int]
  /// What the log-odds of the group mean.
  let score: QuantileScore
  /// The least logit of the head of the same sublabel for the group to count; nil where none is asked.
  let leastSecondOpinion: Double?

  /// Makes a group; nil for a class that does not exist or stands twice, for none, and for all of them.
  init?(
    _ subLabel: SubLabel, classes: [Int], score: QuantileScore, leastSecondOpinion: Double? = nil
  ) {
    guard !classes.isEmpty, classes.count < EfficientNetLite2.classCount, Set(classes).count == classes.count,
      classes.allSatisfy({ (0..<EfficientNetLite2.classCount).contains($0) })
    else { return nil }
    self.subLabel = subLabel
    self.classes = classes
    self.score = score
    self.leastSecondOpinion = leastSecondOpinion
  }

  /// ln(p / (1 − p)), where p is the sum of the group's probabilities. Taken from the logits, so that it neither
  /// overflows nor loses digits where p is near 0 or 1.
  func logOdds(_ logits: [Float]) -> Double {
    var isInside = [Bool](repeating: false, count: logits.count)
    for index in classes where index < logits.count { isInside[index] = true }
    func logOfSum(inside: Bool) -> Double {
      let chosen = zip(logits, isInside).filter { $0.1 == inside }.map { Double($0.0) }
      let largest = chosen.max() ?? 0
      return largest + log(chosen.reduce(0) { $0 + exp($1 - largest) })
    }
    return logOfSum(inside: true) - logOfSum(inside: false)
  }

  /// The likeliest class of the group.
  func likeliest(_ logits: [Float]) -> Int? {
    classes.filter { $0 < logits.count }.max { logits[$0] < logits[$1] }
  }
}
