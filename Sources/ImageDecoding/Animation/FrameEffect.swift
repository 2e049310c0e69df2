/// What a frame does to the canvas of an animation, as far as it decides where decoding may begin.
struct FrameEffect {
  /// What happens to a frame's rectangle before the next frame is drawn.
  enum Disposal {
    /// It stays.
    case keep
    /// It becomes transparent.
    case clear
    /// It becomes what it was before the frame.
    case restore
  }

  /// Whether the rectangle is the whole canvas.
  var coversCanvas: Bool
  /// Whether the rectangle's pixels replace those below, whatever these are: nothing is blended.
  var replacesPixels: Bool
  /// What happens before the next frame.
  var disposal: Disposal
}

extension [FrameEffect] {
  /// The first frame that must be decoded, on an empty canvas, for a frame to come out right.
  ///
  /// A frame that replaces the whole canvas hides all frames before it, unless it is itself undone; a frame that clears
  /// the whole canvas leaves nothing for the next. A frame undone further on is undone to what lies between.
  func firstNeeded(for index: Int) -> Int {
    var candidate = Swift.min(index, count - 1)
    while candidate > 0 {
      let effect = self[candidate]
      if effect.coversCanvas, effect.replacesPixels, candidate == index || effect.disposal != .restore { break }
      let previous = self[candidate - 1]
      if previous.coversCanvas, previous.disposal == .clear { break }
      candidate -= 1
    }
    return Swift.max(0, candidate)
  }

  /// Ascending wanted frames in runs, each decoded in one go from its first needed frame on.
  ///
  /// - Parameter wanted: Ascending indices into this array; duplicates fall away.
  func runs(to wanted: [Int]) -> [(start: Int, wanted: [Int])] {
    var runs: [(start: Int, wanted: [Int])] = []
    for index in wanted {
      let start = firstNeeded(for: index)
      if let last = runs.last?.wanted.last, start <= last {
        if index > last { runs[runs.count - 1].wanted.append(index) }
      } else {
        runs.append((start, [index]))
      }
    }
    return runs
  }
}
