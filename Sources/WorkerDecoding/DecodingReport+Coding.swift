import ModerationCore
import WorkerProcesses

extension DecodingReport {
  // Each list in its one order, each entry as it would be made here, so that a message has one spelling.
  init(from reader: inout WireReader) throws(MalformedMessage) {
    let unseen = try reader.list { reader throws(MalformedMessage) -> Unseen in
      guard let kind = Unseen.Kind(rawValue: try reader.text()) else { throw MalformedMessage() }
      let detail = try reader.text()
      let entry = Unseen(kind, detail)
      guard entry.detail == detail else { throw MalformedMessage() }
      return entry
    }
    let holds = try reader.list { reader throws(MalformedMessage) -> AuxiliaryPart in
      guard let part = AuxiliaryPart(rawValue: try reader.text()) else { throw MalformedMessage() }
      return part
    }
    let undecoded = try reader.list { reader throws(MalformedMessage) in try reader.number() }
    let texts = try reader.list { reader throws(MalformedMessage) in try reader.text() }
    self.init(unseen: unseen, holds: Set(holds), undecoded: undecoded, texts: texts)
    guard self.unseen == unseen, self.texts == texts, self.undecoded == undecoded,
      zip(holds, holds.dropFirst()).allSatisfy(<)
    else {
      throw MalformedMessage()
    }
  }

  func write(to writer: inout WireWriter) {
    writer.put(list: unseen) {
      $0.put($1.kind.rawValue)
      $0.put($1.detail)
    }
    writer.put(list: holds.sorted()) { $0.put($1.rawValue) }
    writer.put(list: undecoded) { $0.put($1) }
    writer.put(list: texts) { $0.put($1) }
  }
}
