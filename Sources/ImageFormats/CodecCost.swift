/// The measured numbers of one codec, for a picture with a certain header.
struct CodecCost {
  /// Held per stored pixel while decoding, the rendered pixels apart.
  let bytesPerPixel: Double
  /// CPU time per stored pixel of a frame.
  let nanosecondsPerPixel: Double
  /// Whether the codec can leave pixels out.
  var shrinksOnLoad = false
  /// Whether it then holds fewer.
  var holdsShrunk = false
  /// Whether a frame can only be reached through all before it.
  var decodesAllBefore = false
}

extension ImageHeader {
  /// The channels that a codec holds; the most that pictures have where the header does not tell.
  var costedChannelCount: Double { Double(channelCount ?? 4) }

  /// Bytes per pixel as a codec holds what is stored.
  var storedBytesPerPixel: Double { costedChannelCount * Double((bitsPerChannel + 7) / 8) }

  /// How much more a codec of video holds for more than 8 bits.
  var costedDepth: Double { bitsPerChannel > 8 ? 1.5 : 1 }

  /// Whether frames build on one another.
  var isPlayed: Bool { frameKind == .animation || frameKind == .sequence }
}
