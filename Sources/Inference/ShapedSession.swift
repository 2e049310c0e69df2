public import ModerationCore
import Synchronization

/// A model file compiled apart for each of a few shapes of its input, each on first use.
///
/// A model that knows its shape runs in two thirds of the time of one that takes any, and needs less memory (PP-OCRv6
/// tiny detection, 352×480: 8.6 and 12 CPU ms, 2026-11-28), but takes 45 ms to open and 170 to compile. So the shapes are
/// few and named at the start, and of those only so many are held that memory allows: what was used longest ago goes,
/// while runs that are under way keep theirs. Any other shape is run by a model that takes all. Safe to use from any
/// thread; opening one shape does not hold up runs of another.
public final class ShapedSession: Sendable {
  /// The most shapes that are held at a time.
  public let maximumAliveCount: Int

  private let shapes: Set<[Int]>
  private let file: ModelStore.File
  private let store: ModelStore
  private let runtime: InferenceRuntime
  private let concurrency: Int
  private let precision: InferenceSession.Precision
  /// For shapes that are not among those named.
  private let others: InferenceSession
  /// Those held, the last one used last.
  private let held = Mutex<[(shape: [Int], session: InferenceSession)]>([])

  /// Checks the file and opens the model for the first of the shapes, so that a missing or altered file and a runtime
  /// that refuses it are seen now.
  ///
  /// - Parameters:
  ///   - file: The ONNX file, pinned; of one float32 input.
  ///   - shapes: The shapes that are compiled apart; the first is opened at once.
  ///   - maximumAliveCount: The most shapes that are held at a time; at least 1.
  ///   - concurrency: How many inferences of each shape may run at a time; at least 1.
  ///   - precision: The arithmetic.
  ///   - loading: When the first of the shapes is opened.
  ///   - elementCount: Inputs of so many elements and more, of a shape not named, are run one at a time.
  /// - Throws: `modelMissing`, `modelAltered`, and `runtimeUnavailable` when the runtime does not take it.
  public init(
    _ file: ModelStore.File, of store: ModelStore, runtime: InferenceRuntime, shapes: [[Int]], maximumAliveCount: Int,
    concurrency: Int, precision: InferenceSession.Precision = .fp32,
    loading: InferenceSession.Loading = .atOnce, oneAtATimeFrom elementCount: Int? = nil
  ) throws(HostFailure) {
    self.shapes = Set(shapes)
    self.maximumAliveCount = max(1, maximumAliveCount)
    (self.file, self.store, self.runtime) = (file, store, runtime)
    (self.concurrency, self.precision) = (max(1, concurrency), precision)
    others = try InferenceSession(
      file, of: store, runtime: runtime, concurrency: concurrency, precision: precision,
      loading: shapes.isEmpty ? loading : .whenUsed, oneAtATimeFrom: elementCount)
    if loading == .atOnce, let first = shapes.first {
      let session = try InferenceSession(
        file, of: store, runtime: runtime, concurrency: concurrency, precision: precision, inputShape: first)
      held.withLock { $0 = [(first, session)] }
    }
  }

  /// Whether a shape is one of those compiled apart.
  public func isNamed(_ shape: [Int]) -> Bool { shapes.contains(shape) }

  /// The shapes held now. For tests.
  package var heldShapes: [[Int]] { held.withLock { $0.map(\.shape) } }

  /// Runs the model once on an input that the caller writes, and shows its first output where it lies; as
  /// `InferenceSession.run(shape:fill:read:)` does.
  ///
  /// - Throws: `inferenceFailed` when the runtime does not take the model or fails, or when the output is not finite;
  ///   and what `read` throws.
  public func run<Result>(
    shape: [Int], fill: (UnsafeMutableBufferPointer<Float>) -> Void,
    read: (Span<Float>, [Int]) throws(DetectorFailure) -> Result
  ) throws(DetectorFailure) -> Result {
    try (shapes.contains(shape) ? session(for: shape) : others).run(shape: shape, fill: fill, read: read)
  }

  /// The session of a shape. It loads itself when it is first run: callers of one shape wait for one another there, and
  /// this function never waits.
  private func session(for shape: [Int]) -> InferenceSession {
    let (session, dropped) = held.withLock { held -> (InferenceSession, InferenceSession?) in
      if let index = held.firstIndex(where: { $0.shape == shape }) {
        let entry = held.remove(at: index)
        held.append(entry)
        return (entry.session, nil)
      }
      let session = unloaded(shape)
      held.append((shape, session))
      return (session, held.count > maximumAliveCount ? held.removeFirst().session : nil)
    }
    // What nobody runs any more is freed here, outside of the lock.
    _ = consume dropped
    return session
  }

  private func unloaded(_ shape: [Int]) -> InferenceSession {
    let order = InferenceRuntime.Order(
      name: file.path, concurrency: concurrency, precision: precision, inputShape: shape)
    return InferenceSession(concurrency: concurrency) { [file, store, runtime] () throws(HostFailure) in
      try runtime.model(order, file: file, of: store)
    }
  }
}
