import CPixels
import ModerationCore

/// Turns class probabilities over time into text: the likeliest class of each step, repeats joined, blanks dropped.
///
/// Greedy decoding of connectionist temporal classification (Graves et al. 2006).
struct CTCDecoder: Sendable {
  let dictionary: CharacterDictionary

  /// What a line says and how sure that is.
  struct Line: Hashable, Sendable {
    /// The text; empty when all steps were blank.
    var text: String
    /// Mean probability of the characters kept, 0…1; 0 for no character.
    var confidence: Double
    /// Probability of the character that is least sure, 0…1, blanks aside, of which models are often unsure; 0 for no
    /// character.
    var weakest: Double

    /// Whether something is read, no less surely than this.
    func isText(from minimumConfidence: Double) -> Bool {
      confidence >= minimumConfidence && !text.allSatisfy(\.isWhitespace)
    }
  }

  /// - Parameter probabilities: `[1, steps, classes]`, row-major, finite; as many classes as the dictionary has.
  /// - Throws: `inferenceFailed` when the model has another number of classes.
  func decode(_ probabilities: Span<Float>, shape: [Int]) throws(DetectorFailure) -> Line {
    let classCount = dictionary.classes.count
    guard shape.count == 3, shape[0] == 1, shape[2] == classCount, shape[1] * classCount == probabilities.count else {
      throw DetectorFailure(
        .inferenceFailed, message: "the text recogniser's output \(shape) does not fit \(classCount) characters")
    }
    var text = ""
    var (sum, weakest) = (0.0, 1.0)
    var kept = 0
    // The class of the last step, and the surest of the steps that it has gone on for.
    var (last, surest) = (0, 0.0)
    func end() { if last != 0, dictionary.classes[last] != " " { weakest = min(weakest, surest) } }
    for step in 0..<shape[1] {
      let start = step * classCount
      let best = probabilities.withUnsafeBufferPointer { values in
        values.baseAddress.map { moderation_first_largest($0 + start, classCount) } ?? 0
      }
      let probability = Double(probabilities[start + best])
      if best == last {
        surest = max(surest, probability)
        continue
      }
      end()
      (last, surest) = (best, probability)
      guard best != 0 else { continue }
      text += dictionary.classes[best]
      sum += probability
      kept += 1
    }
    end()
    return Line(text: text, confidence: kept == 0 ? 0 : sum / Double(kept), weakest: kept == 0 ? 0 : weakest)
  }
}
