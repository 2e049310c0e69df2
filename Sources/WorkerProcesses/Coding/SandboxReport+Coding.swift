import ModerationCore

extension SandboxReport {
  package init(from reader: inout WireReader) throws(MalformedMessage) {
    self.init(
      landlockVersion: try reader.optional { reader throws(MalformedMessage) in try reader.number() },
      filtersSystemCalls: try reader.flag(), maximumMemoryBytes: try reader.number(),
      maximumThreadCount: try reader.optional { reader throws(MalformedMessage) in try reader.number() })
  }

  package func write(to writer: inout WireWriter) {
    writer.put(landlockVersion) { $0.put($1) }
    writer.put(filtersSystemCalls)
    writer.put(maximumMemoryBytes)
    writer.put(maximumThreadCount) { $0.put($1) }
  }
}
