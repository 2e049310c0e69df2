package import ModerationCore

extension HostFailure {
  package init(from reader: inout WireReader) throws(MalformedMessage) {
    self.init(Code(rawValue: try reader.text()), message: try reader.text())
  }

  package func write(to writer: inout WireWriter) {
    writer.put(code.rawValue)
    writer.put(message)
  }
}
