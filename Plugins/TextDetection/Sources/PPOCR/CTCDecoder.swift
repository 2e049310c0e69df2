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
    var sum = 0.0
    var kept = 0
    var last = 0
    for step in 0..<shape[1] {
      let best = Self.largest(of: probabilities, from: step * classCount, count: classCount)
      defer { last = best.index }
      guard best.index != 0, best.index != last else { continue }
      text += dictionary.classes[best.index]
      sum += Double(best.value)
      kept += 1
    }
    return Line(text: text, confidence: kept == 0 ? 0 : sum / Double(kept))
  }

  /// The first largest of `count` values.
  ///
  /// Eight lanes at a time: a line has some forty steps of 18,710 classes each.
  private static func largest(of values: Span<Float>, from start: Int, count: Int) -> (index: Int, value: Float) {
    values.withUnsafeBufferPointer { values in
      var best = (index: 0, value: values[start])
      var index = 0
      while index + 32 <= count {
        let block = UnsafeRawPointer(values.baseAddress.unsafelyUnwrapped + start + index)
        let a = block.loadUnaligned(as: SIMD8<Float>.self)
        let b = block.loadUnaligned(fromByteOffset: 32, as: SIMD8<Float>.self)
        let c = block.loadUnaligned(fromByteOffset: 64, as: SIMD8<Float>.self)
        let d = block.loadUnaligned(fromByteOffset: 96, as: SIMD8<Float>.self)
        let bound = SIMD8(repeating: best.value)
        if any((a .> bound) .| (b .> bound) .| (c .> bound) .| (d .> bound)) {
          for i in index..<(index + 32) where values[start + i] > best.value { best = (i, values[start + i]) }
        }
        index += 32
      }
      for i in index..<count where values[start + i] > best.value { best = (i, values[start + i]) }
      return best
    }
  }
}
