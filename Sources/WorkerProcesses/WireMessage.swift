/// A message between a host and its worker, one per datagram of their socket pair.
package protocol WireMessage: Sendable {
  /// Reads a message from the bytes of one datagram; throws for bytes that are not one. What follows it is checked by
  /// `init?(_:)`.
  static func read(from reader: inout WireReader) throws(MalformedMessage) -> Self
  /// Writes it.
  func write(to writer: inout WireWriter)
}

extension WireMessage {
  /// Reads a message; nil for bytes that are not one. Every byte must have a meaning: nothing may follow.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count <= WorkerProcess.maximumMessageBytes else { return nil }
    var reader = WireReader(bytes)
    do throws(MalformedMessage) {
      let message = try Self.read(from: &reader)
      guard reader.isAtEnd else { return nil }
      self = message
    } catch {
      return nil
    }
  }

  /// The message's bytes; nil when they would be more than a message may have.
  package var bytes: [UInt8]? {
    var writer = WireWriter()
    write(to: &writer)
    return writer.bytes.count <= WorkerProcess.maximumMessageBytes ? writer.bytes : nil
  }
}
