import ModerationCore
import WorkerProcesses

extension DecodeRequest {
  init(from reader: inout WireReader) throws(MalformedMessage) {
    self.init(
      format: ImageFormat(rawValue: try reader.text()),
      frameIndices: try reader.list { reader throws(MalformedMessage) in try reader.number() },
      wishes: try reader.list { reader throws(MalformedMessage) in try InputWish(from: &reader) },
      size: try SizeLimits(from: &reader), showsOnBlack: try reader.flag(), showsColorUnderZeroAlpha: try reader.flag())
  }

  func write(to writer: inout WireWriter) {
    writer.put(format.rawValue)
    writer.put(list: frameIndices) { $0.put($1) }
    writer.put(list: wishes) { $1.write(to: &$0) }
    size.write(to: &writer)
    writer.put(showsOnBlack)
    writer.put(showsColorUnderZeroAlpha)
  }
}

extension SizeLimits {
  fileprivate init(from reader: inout WireReader) throws(MalformedMessage) {
    self.init(
      minimumSidePixels: try reader.number(),
      maximumSidePixels: try reader.optional { reader throws(MalformedMessage) in try reader.number() },
      aspectRatioBelow: try reader.real(), isAdvisory: try reader.flag(), maximumFramePixels: try reader.number())
  }

  fileprivate func write(to writer: inout WireWriter) {
    writer.put(minimumSidePixels)
    writer.put(maximumSidePixels) { $0.put($1) }
    writer.put(aspectRatioBelow)
    writer.put(isAdvisory)
    writer.put(maximumFramePixels)
  }
}
