import ImageFormats
public import WorkerProcesses
import WorkerDecoding

/// Decodes images and shows their pixels to a closure, without judging anything: for those who fill a gallery, compute
/// fingerprints or draw.
///
///     let reader = try ImageReader(isolation: worker)
///     let faces = try await reader.read(source, as: FaceReader.wish, sampling: .firstFrame) { pixels, frame in … }
///
/// Pictures take the very way that moderated ones take: the same limits, the same decoder, the same pixels. Made once
/// and used for all images, from any task or thread.
public final class ImageReader: Sendable {
  /// Why there is nothing to show.
  public enum Failure: Error, Hashable, Sendable {
    /// The image breaks a limit or is not an image.
    case rejected(InputRejection)
    /// The closure could not use the pixels.
    case detector(DetectorFailure)
    /// This machine failed, or the deadline passed.
    case host(HostFailure)

    /// What happened, for logs and operators.
    public var message: String {
      switch self {
      case .rejected(let rejection): "\(rejection.code): \(rejection.message)"
      case .detector(let failure): failure.message
      case .host(let failure): failure.message
      }
    }
  }

  /// What was made of an image's frames.
  public struct Reading<Value: Sendable>: Sendable {
    /// What is known about the image.
    public let image: ImageFacts
    /// One value for each frame looked at, in order.
    public let frames: [Value]
  }

  private let engine: Engine
  private let limits: Limits

  /// What bounds the decode workers on this machine; nil where images are decoded in this process.
  public var sandbox: SandboxReport? { (engine.decoder as? WorkerDecoder)?.sandbox }

  /// The formats that can be decoded here.
  public var formats: Set<ImageFormat> { engine.decoder.formats }

  /// Composes a reader.
  ///
  /// - Parameters:
  ///   - isolation: Where hostile bytes are decoded. No default: choose.
  ///   - limits: What an image may be.
  ///   - capacity: How much runs and waits at a time.
  /// - Throws: `HostFailure` when the decoder does not start.
  public init(
    isolation: Isolation, limits: Limits = .ims20201229, capacity: Moderator.Capacity = .standard
  ) throws(HostFailure) {
    engine = try Engine(decoder: try isolation.makeDecoder(), capacity: capacity)
    self.limits = limits
  }

  /// Decodes an image and shows its frames, whole, one after the other.
  ///
  /// - Parameters:
  ///   - wish: How the pixels are wanted; a tiling is disregarded.
  ///   - sampling: Which frames of an animation are shown.
  ///   - body: Called on one of the reader's threads with pixels that are valid during the call only.
  public func read<Value: Sendable>(
    _ source: ImageSource, as wish: InputWish, sampling: FrameSampling = .standard,
    _ body: @escaping @Sendable (RawSpan, FrameDescription) throws(DetectorFailure) -> Value
  ) async throws(Failure) -> Reading<Value> {
    guard wish.isValid else {
      throw .host(HostFailure(.invalidComposition, message: "the input wish cannot be met: \(wish)"))
    }
    let view = FrameReading(engine: engine, limits: limits, sampling: sampling, wish: wish)
    let answer: Result<Reading<Value>, Failure>
    do throws(HostFailure) {
      answer = try await engine.run(holding: source.heldBytes, timeToWork: limits.deadline) {
        cancellation throws(HostFailure) in
        Result { () throws(Failure) in try view.run(source, cancellation, body) }
      } late: {
        .success(.failure(.host(.lateReading)))
      }
    } catch {
      throw .host(error)
    }
    return try answer.get()
  }
}
