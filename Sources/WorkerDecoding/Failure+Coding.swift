import ModerationCore
import WorkerProcesses

extension InputRejection {
  init(from reader: inout WireReader) throws(MalformedMessage) {
    let code = RejectionCode(rawValue: try reader.text())
    let message = try reader.text()
    let limit = try reader.optional { reader throws(MalformedMessage) in try reader.text() }
    let measured = try reader.optional { reader throws(MalformedMessage) in try MeasuredValue(from: &reader) }
    let allowed = try reader.optional { reader throws(MalformedMessage) in try MeasuredValue(from: &reader) }
    let frameIndex = try reader.optional { reader throws(MalformedMessage) in try reader.number() }
    // A profile's code is for the pipeline to add; a decoder knows no profile.
    self.init(
      code, message: message, limit: limit, measured: measured, allowed: allowed, frameIndex: frameIndex)
  }

  func write(to writer: inout WireWriter) {
    writer.put(code.rawValue)
    writer.put(message)
    writer.put(limit) { $0.put($1) }
    writer.put(measured) { $1.write(to: &$0) }
    writer.put(allowed) { $1.write(to: &$0) }
    writer.put(frameIndex) { $0.put($1) }
  }
}

extension MeasuredValue {
  fileprivate init(from reader: inout WireReader) throws(MalformedMessage) {
    switch try reader.byte() {
    case 0: self = .count(try reader.number())
    case 1: self = .ratio(try reader.real())
    case 2: self = .text(try reader.text())
    default: throw MalformedMessage()
    }
  }

  fileprivate func write(to writer: inout WireWriter) {
    switch self {
    case .count(let count):
      writer.put(0 as UInt8)
      writer.put(count)
    case .ratio(let ratio):
      writer.put(1 as UInt8)
      writer.put(ratio)
    case .text(let text):
      writer.put(2 as UInt8)
      writer.put(text)
    }
  }
}
