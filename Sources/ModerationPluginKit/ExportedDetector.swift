import CModerationABI
import ModerationCore

/// A detector behind its tables. Lives until the host destroys it.
///
/// `@unchecked Sendable`: immutable once made, and the detector inside is Sendable.
final class ExportedDetector: @unchecked Sendable {
  enum Kind {
    case pixels(any Detector)
    case text(any TextDetector)

    var descriptor: DetectorDescriptor {
      switch self {
      case .pixels(let detector): detector.descriptor
      case .text(let detector): detector.descriptor
      }
    }
  }

  private let kind: Kind
  let table: UnsafeMutablePointer<moderation_detector>
  private let textTable: UnsafeMutablePointer<moderation_text_detector>

  init(_ kind: Kind) {
    self.kind = kind
    table = .allocate(capacity: 1)
    textTable = .allocate(capacity: 1)
    table.initialize(
      to: moderation_detector(
        context: nil,
        inspect: { context, pixels, inspection in
          guard let detector = ExportedDetector.from(context), let pixels, let inspection else { return 1 }
          return detector.inspect(pixels.pointee, HostInspection(inspection.pointee))
        },
        extension: { context, name in
          guard let detector = ExportedDetector.from(context), case .text = detector.kind,
            name.string == MODERATION_TEXT_EXTENSION
          else { return nil }
          return UnsafeRawPointer(detector.textTable)
        },
        destroy: { context in
          guard let context else { return }
          Unmanaged<ExportedDetector>.fromOpaque(context).release()
        }))
    textTable.initialize(
      to: moderation_text_detector(
        context: nil,
        inspect: { context, count, lines, inspection in
          guard let detector = ExportedDetector.from(context), let inspection else { return 1 }
          return detector.inspect(
            UnsafeBufferPointer(start: lines, count: lines == nil ? 0 : count), HostInspection(inspection.pointee))
        }))
    let context = Unmanaged.passRetained(self).toOpaque()
    table.pointee.context = context
    textTable.pointee.context = context
  }

  deinit {
    table.deallocate()
    textTable.deallocate()
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> ExportedDetector? {
    context.map { Unmanaged<ExportedDetector>.fromOpaque($0).takeUnretainedValue() }
  }

  private func inspect(_ pixels: moderation_pixels, _ host: HostInspection) -> UInt32 {
    guard case .pixels(let detector) = kind, let frame = pixels.description(deadline: host.deadline) else {
      return host.fail(DetectorFailure(.unexpectedInput, message: "this detector does not look at pixels like these"))
    }
    let buffer = UnsafeRawBufferPointer(start: pixels.bytes, count: pixels.byte_count)
    return host.report { () throws(DetectorFailure) in try detector.inspect(buffer.bytes, of: frame) }
  }

  private func inspect(_ lines: UnsafeBufferPointer<moderation_line>, _ host: HostInspection) -> UInt32 {
    guard case .text(let detector) = kind else {
      return host.fail(DetectorFailure(.unexpectedInput, message: "this detector judges pixels"))
    }
    let read = lines.map { line in
      RecognizedLine(
        frameIndex: Int(line.frame_index), text: line.text.string, confidence: line.confidence,
        box: PixelRectangle(x: line.box.x, y: line.box.y, width: line.box.width, height: line.box.height))
    }
    let text = TextDescription(deadline: host.deadline)
    return host.report { () throws(DetectorFailure) in try detector.inspect(read, of: text) }
  }
}

/// Reports to the host during one inspection.
struct HostInspection {
  private let table: moderation_inspection

  init(_ table: moderation_inspection) { self.table = table }

  /// When the host's patience ends.
  var deadline: ContinuousClock.Instant? {
    guard let remaining = table.remaining_nanoseconds?(table.context), remaining < .max else { return nil }
    return .now + .nanoseconds(remaining)
  }

  /// Reports what an inspection finds, or why it fails with what was found before.
  func report(_ inspect: () throws(DetectorFailure) -> [Finding]) -> UInt32 {
    do {
      report(try inspect())
      return 0
    } catch {
      return fail(error)
    }
  }

  func fail(_ failure: DetectorFailure) -> UInt32 {
    report(failure.findings)
    let arena = ABIArena()
    withExtendedLifetime(arena) {
      table.fail?(table.context, arena.text(failure.code.rawValue), arena.text(failure.message))
    }
    return 1
  }

  private func report(_ findings: [Finding]) {
    for finding in findings {
      let arena = ABIArena()
      withExtendedLifetime(arena) {
        var exported = finding.exported(in: arena)
        table.report?(table.context, &exported)
      }
    }
  }
}
