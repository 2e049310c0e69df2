/// One NAL unit of an HEVC bitstream (ISO/IEC 23008-2, 7.3.1).
package struct HEVCUnit: Equatable {
  /// Header and payload, without a length or start code.
  package let range: Range<Int>
  /// `nal_unit_type`, 0…63.
  package let type: Int
  /// `nuh_temporal_id_plus1` − 1: a picture is predicted from pictures of the same or a lower one only.
  package let temporalID: Int
  /// Whether it belongs to the base layer.
  package let isBaseLayer: Bool

  init?(_ range: Range<Int>, _ bytes: RawSpan) {
    guard range.count >= 2, let header = bytes.uint16(at: range.lowerBound, .big) else { return nil }
    self.range = range
    type = header >> 9 & 0x3F
    isBaseLayer = header >> 3 & 0x3F == 0
    temporalID = max(0, header & 7 - 1)
  }

  /// Whether it is part of a coded picture.
  package var isSlice: Bool { type < 32 }

  /// Whether decoding may begin with its picture (intra random access point).
  package var isRandomAccessPoint: Bool { (16...23).contains(type) }

  /// Whether its picture is shown before the random access point it follows, and may need pictures from before that.
  package var isSkippedLeading: Bool { type == 8 || type == 9 }

  /// Whether no other picture of its temporal sub-layer is predicted from it.
  package var isSubLayerNonReference: Bool { type < 16 && type % 2 == 0 }
}

extension HEVCTrack {
  /// The NAL units of a sample; nil when their lengths do not add up to it, or it is not in the file.
  package func units(ofSample index: Int, _ bytes: RawSpan) -> [HEVCUnit]? {
    guard samples.samples.indices.contains(index) else { return nil }
    let sample = samples.samples[index]
    var units: [HEVCUnit] = []
    var offset = sample.lowerBound
    while offset < sample.upperBound {
      guard let range = unit(at: offset, within: sample, bytes), let unit = HEVCUnit(range, bytes) else { return nil }
      units.append(unit)
      offset = range.upperBound
    }
    return units.isEmpty ? nil : units
  }

  /// The first slice of a sample's picture, which tells what kind it is. Reads no further than that.
  package func firstSlice(ofSample index: Int, _ bytes: RawSpan) -> HEVCUnit? {
    guard samples.samples.indices.contains(index) else { return nil }
    let sample = samples.samples[index]
    var offset = sample.lowerBound
    while offset < sample.upperBound, let range = unit(at: offset, within: sample, bytes),
      let unit = HEVCUnit(range, bytes)
    {
      if unit.isSlice, unit.isBaseLayer { return unit }
      offset = range.upperBound
    }
    return nil
  }

  private func unit(at offset: Int, within sample: Range<Int>, _ bytes: RawSpan) -> Range<Int>? {
    let length: Int? =
      switch lengthByteCount {
      case 1: bytes.uint8(at: offset)
      case 2: bytes.uint16(at: offset, .big)
      case 4: bytes.uint32(at: offset, .big)
      default: nil
      }
    guard let length, length <= sample.upperBound - offset - lengthByteCount else { return nil }
    let start = offset + lengthByteCount
    return start..<(start + length)
  }
}
