package import ModerationCore

extension Finding {
  package init(from reader: inout WireReader) throws(MalformedMessage) {
    self.init(
      label: Label(rawValue: try reader.longText()),
      subLabel: try reader.optional { reader throws(MalformedMessage) in SubLabel(rawValue: try reader.longText()) },
      score: try reader.real(),
      locations: try reader.list { reader throws(MalformedMessage) in
        Location(frameIndex: try reader.number(), box: try PixelRectangle(from: &reader))
      },
      text: try reader.optional { reader throws(MalformedMessage) in try reader.longText() },
      keywords: try reader.list { reader throws(MalformedMessage) in try reader.longText() },
      keywordRanges: try reader.list { reader throws(MalformedMessage) in
        let (start, end) = (try reader.number(), try reader.number())
        guard start <= end else { throw MalformedMessage() }
        return start..<end
      },
      list: try reader.optional { reader throws(MalformedMessage) in try reader.longText() },
      candidates: try reader.list { reader throws(MalformedMessage) in
        Candidate(name: try reader.longText(), group: try reader.longText(), score: try reader.real())
      },
      suggestion: try reader.optional { reader throws(MalformedMessage) in
        guard let suggestion = Suggestion(rawValue: try reader.longText()) else { throw MalformedMessage() }
        return suggestion
      })
    for _ in 0..<(try reader.count(atMost: 4096)) {
      let name = try reader.longText()
      details[name] = try reader.longText()
    }
  }

  package func write(to writer: inout WireWriter) {
    writer.put(long: label.rawValue)
    writer.put(subLabel) { $0.put(long: $1.rawValue) }
    writer.put(score)
    writer.put(list: locations) {
      $0.put($1.frameIndex)
      $1.box.write(to: &$0)
    }
    writer.put(text) { $0.put(long: $1) }
    writer.put(list: keywords) { $0.put(long: $1) }
    writer.put(list: keywordRanges) {
      $0.put($1.lowerBound)
      $0.put($1.upperBound)
    }
    writer.put(list) { $0.put(long: $1) }
    writer.put(list: candidates) {
      $0.put(long: $1.name)
      $0.put(long: $1.group)
      $0.put($1.score)
    }
    writer.put(suggestion) { $0.put(long: $1.rawValue) }
    writer.put(list: details.sorted { $0.key < $1.key }) {
      $0.put(long: $1.key)
      $0.put(long: $1.value)
    }
  }
}

extension RecognizedLine {
  package init(from reader: inout WireReader) throws(MalformedMessage) {
    self.init(
      frameIndex: try reader.number(), text: try reader.longText(), confidence: try reader.real(),
      box: try PixelRectangle(from: &reader))
  }

  package func write(to writer: inout WireWriter) {
    writer.put(frameIndex)
    writer.put(long: text)
    writer.put(confidence)
    box.write(to: &writer)
  }
}

extension DetectorFailure {
  /// Without what was seen before, which travels by itself.
  package init(from reader: inout WireReader) throws(MalformedMessage) {
    self.init(Code(rawValue: try reader.text()), message: try reader.text())
  }

  package func write(to writer: inout WireWriter) {
    writer.put(code.rawValue)
    writer.put(message)
  }
}
