package import ModerationCore
package import WorkerProcesses

/// What a host and a plugin worker say to each other, one message per datagram of their socket pair.
///
/// The worker begins with `hello`: what its library says of itself. The host answers `create`, the worker `made` or
/// `unusable`. Then, for each inspection: the host's `inspect` with the pixels as sealed memory, or `judge` with the
/// lines as sealed memory; the worker's `findings`, any number of times, and `done` or `failed`. A `log` may come at
/// any time.
package enum PluginMessage: Equatable {
  /// Worker: ready, and what its library offers.
  case hello(PluginHello)
  /// Host: make this detector. The configuration comes as sealed memory of this many bytes.
  case create(id: String, byteCount: Int)
  /// Worker: made.
  case made
  /// Worker: not made, or the library is not a plugin.
  case unusable(HostFailure)
  /// Host: look at these pixels, within this many nanoseconds. A reader of codes is given what a detector asks instead.
  case inspect(FrameDescription, byteCount: Int, remainingNanoseconds: Int)
  /// Host: judge these lines, which are in memory as `RecognizedLine` is written.
  case judge(byteCount: Int, remainingNanoseconds: Int)
  /// Worker: seen.
  case findings([Finding])
  /// Worker: that was all.
  case done
  /// Worker: could not look, or not at all of it.
  case failed(DetectorFailure)
  /// Worker: a line for the log.
  case log(String)
}

/// What a plugin worker says of itself and of its library.
package struct PluginHello: Equatable, Sendable {
  /// The revision of this protocol. Raised by every change to it or to what it carries.
  package static let currentProtocolVersion = 4

  package var protocolVersion = Self.currentProtocolVersion
  package var sandbox: SandboxReport
  package var descriptions: [PluginDescription]

  package init(sandbox: SandboxReport, descriptions: [PluginDescription]) {
    self.sandbox = sandbox
    self.descriptions = descriptions
  }
}

extension PluginMessage: WireMessage {
  package static func read(from reader: inout WireReader) throws(MalformedMessage) -> PluginMessage {
    switch try reader.byte() {
    case 1: .hello(try PluginHello(from: &reader))
    case 2: .create(id: try reader.longText(), byteCount: try reader.number())
    case 3: .made
    case 4: .unusable(try HostFailure(from: &reader))
    case 5:
      .inspect(
        try FrameDescription(from: &reader), byteCount: try reader.number(), remainingNanoseconds: try reader.number())
    case 6: .judge(byteCount: try reader.number(), remainingNanoseconds: try reader.number())
    case 7: .findings(try reader.list { reader throws(MalformedMessage) in try Finding(from: &reader) })
    case 8: .done
    case 9: .failed(try DetectorFailure(from: &reader))
    case 10: .log(try reader.text())
    default: throw MalformedMessage()
    }
  }

  package func write(to writer: inout WireWriter) {
    switch self {
    case .hello(let hello):
      writer.put(1 as UInt8)
      hello.write(to: &writer)
    case .create(let id, let byteCount):
      writer.put(2 as UInt8)
      writer.put(long: id)
      writer.put(byteCount)
    case .made: writer.put(3 as UInt8)
    case .unusable(let failure):
      writer.put(4 as UInt8)
      failure.write(to: &writer)
    case .inspect(let frame, let byteCount, let remaining):
      writer.put(5 as UInt8)
      frame.write(to: &writer)
      writer.put(byteCount)
      writer.put(remaining)
    case .judge(let byteCount, let remaining):
      writer.put(6 as UInt8)
      writer.put(byteCount)
      writer.put(remaining)
    case .findings(let findings):
      writer.put(7 as UInt8)
      writer.put(list: findings) { $1.write(to: &$0) }
    case .done: writer.put(8 as UInt8)
    case .failed(let failure):
      writer.put(9 as UInt8)
      failure.write(to: &writer)
    case .log(let line):
      writer.put(10 as UInt8)
      writer.put(line)
    }
  }
}

extension PluginHello {
  fileprivate init(from reader: inout WireReader) throws(MalformedMessage) {
    protocolVersion = try reader.number()
    sandbox = try SandboxReport(from: &reader)
    descriptions = try reader.list { reader throws(MalformedMessage) in
      PluginDescription(
        descriptor: try DetectorDescriptor(from: &reader),
        inputWish: try reader.optional { reader throws(MalformedMessage) in try InputWish(from: &reader) })
    }
  }

  fileprivate func write(to writer: inout WireWriter) {
    writer.put(protocolVersion)
    sandbox.write(to: &writer)
    writer.put(list: descriptions) {
      $1.descriptor.write(to: &$0)
      $0.put($1.inputWish) { $1.write(to: &$0) }
    }
  }
}
