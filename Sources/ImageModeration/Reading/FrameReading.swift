import ImageFormats
import PixelConversion

/// One image's way from bytes to the pixels of its frames, without any verdict.
struct FrameReading: Sendable {
  let engine: Engine
  let limits: Limits
  let sampling: FrameSampling
  /// Without a tiling: frames are shown whole.
  let wish: InputWish

  init(engine: Engine, limits: Limits, sampling: FrameSampling, wish: InputWish) {
    var whole = wish
    whole.tiling = nil
    self.engine = engine
    self.limits = limits
    self.sampling = sampling
    self.wish = whole
  }

  func run<Value>(
    _ source: ImageSource, _ cancellation: Cancellation,
    _ body: (RawSpan, FrameDescription) throws(DetectorFailure) -> Value
  ) throws(ImageReader.Failure) -> ImageReader.Reading<Value> {
    let examination = Examination(
      limits: limits, sampling: sampling, wishes: [wish], capacityBytes: engine.memory.capacityBytes)
    var notes = Examination.Notes()
    let values: Result<[Value], ImageReader.Failure>
    do throws(PipelineStop) {
      let bytes = try examination.read(source, &notes)
      let plan = try rejecting { () throws(InputRejection) in try examination.run(bytes, &notes) }
      let request = DecodeRequest(
        format: plan.header.format, frameIndices: plan.frames, wishes: [wish], size: limits.size,
        deadline: cancellation.deadline)
      values = try engine.memory.holding(plan.cost.memoryBytes, cancellation) { () throws(PipelineStop) in
        Result { () throws(ImageReader.Failure) in try decode(bytes, request, &notes, cancellation, body) }
      }
    } catch {
      switch error {
      case .rejected(let rejection): throw .rejected(rejection.withProfileCode(limits.profileCodes[rejection.code]))
      case .failed(let failure): throw .host(failure)
      }
    }
    return ImageReader.Reading(image: notes.facts, frames: try values.get())
  }

  private func decode<Value>(
    _ bytes: [UInt8], _ request: DecodeRequest, _ notes: inout Examination.Notes, _ cancellation: Cancellation,
    _ body: (RawSpan, FrameDescription) throws(DetectorFailure) -> Value
  ) throws(ImageReader.Failure) -> [Value] {
    var values: [Value] = []
    var frames: [DecodedFrame] = []
    var failure: ImageReader.Failure?
    var report = DecodingReport.allShown
    do throws(DecodingFailure) {
      report = try engine.decoder.decode(bytes.span.bytes, request) { pixels, frame in
        guard frame.rendition == .standard else { return !cancellation.wasCancelled }
        frames.append(frame)
        do throws(ImageReader.Failure) {
          if cancellation.wasCancelled { throw .host(.cancelled) }
          values.append(try show(pixels, frame, cancellation, body))
          return true
        } catch {
          failure = error
          return false
        }
      }
    } catch {
      switch error {
      case .rejected(let rejection): throw .rejected(rejection.withProfileCode(limits.profileCodes[rejection.code]))
      case .failed(let failure): throw .host(failure)
      case .late: throw .host(.lateReading)
      }
    }
    if let failure { throw failure }
    notes.note(frames, report)
    return values
  }

  private func show<Value>(
    _ pixels: RawSpan, _ frame: DecodedFrame, _ cancellation: Cancellation,
    _ body: (RawSpan, FrameDescription) throws(DetectorFailure) -> Value
  ) throws(ImageReader.Failure) -> Value {
    let shown: Result<Value, DetectorFailure>
    do throws(HostFailure) {
      shown = try engine.converter.convert(pixels, of: frame, to: wish) { converted, description in
        var description = description
        description.deadline = cancellation.deadline
        return Result { () throws(DetectorFailure) in try body(converted, description) }
      }
    } catch {
      throw .host(error)
    }
    do throws(DetectorFailure) { return try shown.get() } catch { throw .detector(error) }
  }
}

extension HostFailure {
  static let lateReading = HostFailure(.deadlinePassed, message: "the deadline passed before the image was read")
}
