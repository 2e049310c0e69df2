import ModerationCore
package import WorkerProcesses

extension WorkerMessage: WireMessage {
  package static func read(from reader: inout WireReader) throws(MalformedMessage) -> WorkerMessage {
    switch try reader.byte() {
    case 1: .request(try WorkerRequest(from: &reader))
    case 2: .memory
    case 3: .next
    case 4: .stop
    case 5: .hello(try WorkerHello(from: &reader))
    case 6: .frame(try DecodedFrame(from: &reader))
    case 7: .filled
    case 8: .done(try DecodingReport(from: &reader))
    case 9: .rejected(try InputRejection(from: &reader))
    case 10: .failed(try HostFailure(from: &reader))
    case 11: .late(reason: try reader.text())
    default: throw MalformedMessage()
    }
  }

  package func write(to writer: inout WireWriter) {
    writer.put(kind)
    switch self {
    case .memory, .next, .stop, .filled: break
    case .done(let report): report.write(to: &writer)
    case .request(let request): request.write(to: &writer)
    case .hello(let hello): hello.write(to: &writer)
    case .frame(let frame): frame.write(to: &writer)
    case .rejected(let rejection): rejection.write(to: &writer)
    case .failed(let failure): failure.write(to: &writer)
    case .late(let reason): writer.put(reason)
    }
  }

  private var kind: UInt8 {
    switch self {
    case .request: 1
    case .memory: 2
    case .next: 3
    case .stop: 4
    case .hello: 5
    case .frame: 6
    case .filled: 7
    case .done: 8
    case .rejected: 9
    case .failed: 10
    case .late: 11
    }
  }
}

extension WorkerRequest {
  fileprivate init(from reader: inout WireReader) throws(MalformedMessage) {
    self.init(
      decode: try DecodeRequest(from: &reader), byteCount: try reader.number(),
      remainingNanoseconds: try reader.number())
  }

  fileprivate func write(to writer: inout WireWriter) {
    decode.write(to: &writer)
    writer.put(byteCount)
    writer.put(remainingNanoseconds)
  }
}

extension WorkerHello {
  // The version stands first: whatever else may change, it can be read.
  fileprivate init(from reader: inout WireReader) throws(MalformedMessage) {
    let protocolVersion = try reader.number()
    let release = try reader.text()
    let names = try reader.list { reader throws(MalformedMessage) in try reader.text() }
    // In order and each once, so that a message has one spelling.
    guard zip(names, names.dropFirst()).allSatisfy(<) else { throw MalformedMessage() }
    self.init(
      protocolVersion: protocolVersion, release: release, formats: Set(names.map(ImageFormat.init(rawValue:))),
      sandbox: try SandboxReport(from: &reader))
  }

  fileprivate func write(to writer: inout WireWriter) {
    writer.put(protocolVersion)
    writer.put(release)
    writer.put(list: formats.map(\.rawValue).sorted()) { $0.put($1) }
    sandbox.write(to: &writer)
  }
}

extension DecodedFrame {
  /// The most warnings that a host takes from a worker about one frame; twice what readers give.
  fileprivate static let maximumWarningCount = 8

  fileprivate init(from reader: inout WireReader) throws(MalformedMessage) {
    let index = try reader.number()
    let size = try PixelSize(from: &reader)
    let strideBytes = try reader.number()
    let originalSize = try PixelSize(from: &reader)
    let hasAlpha = try reader.flag()
    guard let origin = Origin(rawValue: try reader.text()), let rendition = Rendition(rawValue: try reader.text())
    else { throw MalformedMessage() }
    let isLastRendition = try reader.flag()
    let warnings = try reader.list { reader throws(MalformedMessage) in try reader.text() }
    guard warnings.count <= Self.maximumWarningCount else { throw MalformedMessage() }
    self.init(
      index: index, size: size, strideBytes: strideBytes, originalSize: originalSize, hasAlpha: hasAlpha,
      origin: origin, rendition: rendition, isLastRendition: isLastRendition, warnings: warnings)
  }

  fileprivate func write(to writer: inout WireWriter) {
    writer.put(index)
    size.write(to: &writer)
    writer.put(strideBytes)
    originalSize.write(to: &writer)
    writer.put(hasAlpha)
    writer.put(origin.rawValue)
    writer.put(rendition.rawValue)
    writer.put(isLastRendition)
    writer.put(list: warnings) { $0.put($1) }
  }
}
