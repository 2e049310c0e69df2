import CDe265
import ImageFormats
import ModerationCore

/// Fetches single frames of one HEVC track, decoding no more pictures than they need.
struct HEVCTrackReader<Value>: ~Copyable {
  /// Converted frames held at most because they were decoded before one that is shown earlier.
  private static var maximumHeldCount: Int { 4 }

  private let track: HEVCTrack
  private let plan: HEVCPlan
  /// Decoding positions of the wanted frames.
  private let wanted: Set<Int>
  private let convert: (HEVCPixels) throws(DecodingFailure) -> Value
  private var decoder: HEVCDecoder
  private var last: Int?
  private var held: [Int: Value] = [:]

  /// Makes a reader.
  ///
  /// - Parameters:
  ///   - frames: The frames that will be asked for, in the order of presentation; those that are not there fall away.
  ///   - convert: Makes of a decoded picture what is wanted.
  init(
    _ track: HEVCTrack, frames: [Int], _ bytes: RawSpan,
    convert: @escaping (HEVCPixels) throws(DecodingFailure) -> Value
  ) throws(DecodingFailure) {
    let order = track.samples.presentation
    self.track = track
    wanted = Set(frames.compactMap { order.indices.contains($0) ? order[$0] : nil })
    plan = HEVCPlan(track, wanted: wanted, bytes)
    self.convert = convert
    decoder = try HEVCDecoder()
  }

  /// Decodes one frame.
  ///
  /// - Parameter index: Its number in the order of presentation.
  mutating func frame(_ index: Int, of bytes: RawSpan, _ request: DecodeRequest) throws(DecodingFailure) -> Value {
    let order = track.samples.presentation
    guard order.indices.contains(index) else { throw .undecodable(index) }
    if let value = held.removeValue(forKey: order[index]) { return value }
    guard let steps = plan.steps(to: order[index], after: last) else { throw .undecodable(index) }
    if steps.isRestart { try restart(bytes, index) }
    for sample in steps.samples {
      try request.checkDeadline()
      try decode(sample, for: index, at: order[index], bytes)
    }
    guard let value = held.removeValue(forKey: order[index]) else { throw .undecodable(index) }
    return value
  }

  private mutating func restart(_ bytes: RawSpan, _ index: Int) throws(DecodingFailure) {
    decoder = try HEVCDecoder()
    last = nil
    for range in track.parameterSets { try push(range, sample: -1, bytes) }
  }

  private mutating func decode(
    _ sample: Int, for index: Int, at target: Int, _ bytes: RawSpan
  ) throws(DecodingFailure) {
    guard let units = track.units(ofSample: sample, bytes) else { throw .undecodable(index) }
    // Of what is no slice only parameter sets matter.
    for unit in units where unit.isBaseLayer && (unit.isSlice || (32...34).contains(unit.type)) {
      try push(unit.range, sample: sample, bytes)
    }
    last = sample
    var decoded: [(Int, Value)] = []
    let (wanted, convert) = (wanted, convert)
    try decoder.finishPicture(ofSample: sample) { (tag, picture) throws(DecodingFailure) in
      guard wanted.contains(tag) else { return }
      guard let pixels = HEVCPixels(picture) else { throw .undecodable(index) }
      decoded.append((tag, try convert(pixels)))
    }
    for (tag, value) in decoded where tag == target || held.count < Self.maximumHeldCount { held[tag] = value }
  }

  /// Queues a NAL unit. A parameter set must ask for pictures of the track's size, filled up to whole coding blocks:
  /// libde265 1.0 takes memory for whatever it asks for, for up to 16 reference pictures.
  private func push(_ range: Range<Int>, sample: Int, _ bytes: RawSpan) throws(DecodingFailure) {
    let header = range.count >= 2 ? bytes.withUnsafeBytes { $0[range.lowerBound] } : 0
    if header >> 1 & 63 == 33 {
      guard let size = HEVCPictureSize.size(ofParameterSet: range, bytes),
        size.width < track.codedSize.width + 64, size.height < track.codedSize.height + 64
      else {
        throw .rejected(
          InputRejection(.decodingFailed, message: "a parameter set asks for other pictures than \(track.codedSize)"))
      }
    }
    let outcome = bytes.withUnsafeBytes { all in
      Result { () throws(DecodingFailure) in
        try decoder.push(UnsafeRawBufferPointer(rebasing: all[range]), sample: sample)
      }
    }
    try outcome.get()
  }
}
