package import ModerationCore

extension DetectorDescriptor {
  package init(from reader: inout WireReader) throws(MalformedMessage) {
    let id = try reader.longText()
    let scene = Scene(rawValue: try reader.longText())
    let model = try reader.optional { reader throws(MalformedMessage) in
      Model(name: try reader.longText(), sha256: try reader.longText())
    }
    let covers = try reader.list { reader throws(MalformedMessage) in SubLabel(rawValue: try reader.longText()) }
    let missing = try reader.list { reader throws(MalformedMessage) in SubLabel(rawValue: try reader.longText()) }
    var bands: [Label: ScoreBands] = [:]
    for _ in 0..<(try reader.count(atMost: 4096)) {
      bands[Label(rawValue: try reader.longText())] = try ScoreBands(from: &reader)
    }
    var subLabelBands: [SubLabel: ScoreBands] = [:]
    for _ in 0..<(try reader.count(atMost: 4096)) {
      subLabelBands[SubLabel(rawValue: try reader.longText())] = try ScoreBands(from: &reader)
    }
    guard let basis = Basis(rawValue: try reader.number()) else { throw MalformedMessage() }
    var supplied: [String: Int] = [:]
    for _ in 0..<(try reader.count(atMost: 64)) { supplied[try reader.longText()] = try reader.number() }
    let lists = try reader.list { reader throws(MalformedMessage) in
      ListIdentity(name: try reader.longText(), version: try reader.longText())
    }
    self.init(
      id: id, scene: scene, model: model, covers: Set(covers), doesNotCover: Set(missing), bands: bands,
      subLabelBands: subLabelBands, basis: basis, supplied: supplied, lists: lists)
  }

  package func write(to writer: inout WireWriter) {
    writer.put(long: id)
    writer.put(long: scene.rawValue)
    writer.put(model) {
      $0.put(long: $1.name)
      $0.put(long: $1.sha256)
    }
    writer.put(list: covers.sorted()) { $0.put(long: $1.rawValue) }
    writer.put(list: doesNotCover.sorted()) { $0.put(long: $1.rawValue) }
    writer.put(list: bands.sorted { $0.key < $1.key }) {
      $0.put(long: $1.key.rawValue)
      $1.value.write(to: &$0)
    }
    writer.put(list: subLabelBands.sorted { $0.key < $1.key }) {
      $0.put(long: $1.key.rawValue)
      $1.value.write(to: &$0)
    }
    writer.put(basis.rawValue)
    writer.put(list: supplied.sorted { $0.key < $1.key }) {
      $0.put(long: $1.key)
      $0.put($1.value)
    }
    writer.put(list: lists) {
      $0.put(long: $1.name)
      $0.put(long: $1.version)
    }
  }
}

extension ScoreBands {
  fileprivate init(from reader: inout WireReader) throws(MalformedMessage) {
    let (reviewFrom, blockAbove) = (try reader.real(), try reader.real())
    let (review, block) = (try ReadMeaning(from: &reader), try ReadMeaning(from: &reader))
    self.init(
      reviewFrom: reviewFrom, as: review.label, review.subLabel, blockAbove: blockAbove, as: block.label, block.subLabel
    )
  }

  fileprivate func write(to writer: inout WireWriter) {
    writer.put(reviewFrom)
    writer.put(blockAbove)
    for meaning in [review, block] {
      writer.put(long: meaning.label.rawValue)
      writer.put(meaning.subLabel) { $0.put(long: $1.rawValue) }
    }
  }
}

/// A band's label and sublabel as they travel.
private struct ReadMeaning {
  let label: Label
  let subLabel: SubLabel?

  init(from reader: inout WireReader) throws(MalformedMessage) {
    label = Label(rawValue: try reader.longText())
    subLabel = try reader.optional { reader throws(MalformedMessage) in SubLabel(rawValue: try reader.longText()) }
  }
}
