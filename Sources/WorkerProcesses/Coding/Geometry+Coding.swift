package import ModerationCore

extension PixelSize {
  package init(from reader: inout WireReader) throws(MalformedMessage) {
    self.init(width: try reader.number(), height: try reader.number())
  }

  package func write(to writer: inout WireWriter) {
    writer.put(width)
    writer.put(height)
  }
}

extension PixelRectangle {
  package init(from reader: inout WireReader) throws(MalformedMessage) {
    self.init(x: try reader.real(), y: try reader.real(), width: try reader.real(), height: try reader.real())
  }

  package func write(to writer: inout WireWriter) {
    writer.put(x)
    writer.put(y)
    writer.put(width)
    writer.put(height)
  }
}
