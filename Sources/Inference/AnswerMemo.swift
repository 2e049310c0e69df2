import Digests
public import ModerationCore
import Synchronization

/// The last few answers of a network that several detectors hold, by the SHA-256 of the pixels they are for.
///
/// Two threads that ask for the same new pixels at the same time both run the network: that is rare, and waiting for
/// one another would let one image's deadline depend on another's.
public final class AnswerMemo<Answer: Sendable>: Sendable {
  /// Answers kept for each image that is worked on at a time: in a moderator, the detectors that share a network are
  /// shown one view after the other, each to all of them, or, where their wishes differ, all views of a frame in turn.
  /// A long picture has nine views or more. The largest answer takes 9 kB.
  public static var maximumAnswersPerImage: Int { 9 }
  /// The most answers kept, whatever the concurrency: 2.4 MB.
  public static var maximumAnswers: Int { 256 }

  private struct Entry {
    let digest: String
    let answer: Answer
  }

  private let capacity: Int
  /// Oldest first.
  private let entries = Mutex<[Entry]>([])

  /// Makes a memory for as many images as are worked on at a time.
  public init(concurrency: Int) {
    let (wanted, overflow) = max(1, concurrency).multipliedReportingOverflow(by: Self.maximumAnswersPerImage)
    capacity = overflow ? Self.maximumAnswers : min(wanted, Self.maximumAnswers)
  }

  /// How many answers are kept now.
  package var count: Int { entries.withLock(\.count) }

  /// The answer kept for these bytes, or a new one, which is then kept.
  ///
  /// - Parameter picture: All that the answer depends on: the pixels, and their size where that varies.
  public func answer(
    for picture: [UInt8], run: () throws(DetectorFailure) -> Answer
  ) throws(DetectorFailure) -> Answer {
    try answer(for: picture.span.bytes, note: "", run: run)
  }

  /// The same for a view where it lies. Equal pixels in rows of another length are another picture, and so are equal
  /// rows with something else between them.
  public func answer(
    for pixels: RawSpan, of frame: FrameDescription, run: () throws(DetectorFailure) -> Answer
  ) throws(DetectorFailure) -> Answer {
    try answer(for: pixels, note: " \(frame.size) \(frame.strideBytes)", run: run)
  }

  private func answer(
    for bytes: RawSpan, note: String, run: () throws(DetectorFailure) -> Answer
  ) throws(DetectorFailure) -> Answer {
    // Without a digest nothing can be remembered, and nothing is lost but time.
    guard let digest = (SHA256Digest(of: bytes)?.hexadecimal).map({ $0 + note }) else { return try run() }
    if let known = entries.withLock({ $0.last { $0.digest == digest }?.answer }) { return known }
    let answer = try run()
    entries.withLock { entries in
      guard !entries.contains(where: { $0.digest == digest }) else { return }
      if entries.count >= capacity { entries.removeFirst() }
      entries.append(Entry(digest: digest, answer: answer))
    }
    return answer
  }
}
