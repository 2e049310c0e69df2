import ImageFormats
import ModerationCore

/// Reads frames of an AVIF image sequence with libavif, each from the nearest frame at which decoding may begin.
///
/// libavif 0.11 takes a depth map for alpha and stumbles over sound. So it is shown the track of pictures that the
/// header was read from, and its alpha, and of a file with more tracks a copy in which the others are free space. A file
/// without a brand of AVIF is given one in the copy.
struct AVIFSequenceReader: FormatReader {
  /// How the frames lie, as EXIF numbers it.
  let orientation: Int

  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    guard let first = request.frameIndices.first else { return .allShown }
    guard let tracks = SequenceTracks(bytes) else { throw .undecodable(first) }
    try request.check(tracks.codedSize, orientation: orientation)
    let copy = Self.copy(bytes, without: tracks.otherTypeOffsets)
    let source = copy.isEmpty ? bytes : copy.span.bytes
    let outcome = source.withUnsafeBytes { buffer in
      Result { () throws(DecodingFailure) in try decode(buffer, tracks, request, deliver) }
    }
    var report = try outcome.get()
    if case .strong? = bytes.withUnsafeBytes(AVIFColor.coding)?.effect {
      report.add([Unseen(.color, "PQ, HLG or another curve of an image sequence")])
    }
    return report
  }

  private func decode(
    _ bytes: UnsafeRawBufferPointer, _ tracks: SequenceTracks, _ request: DecodeRequest,
    _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    var report = DecodingReport.allShown
    if !tracks.isCropCommon { report.add([Unseen(.geometry, "a crop that browsers do not apply")]) }
    let sequence = try AVIFSequence(bytes, maximumPixelCount: request.size.maximumFramePixels)
    // An alpha track that nobody can read would leave the pictures as if they had none.
    guard sequence.hasAlpha == tracks.hasAlpha else { throw .undecodable(request.frameIndices[0]) }
    for index in request.frameIndices {
      try request.checkDeadline()
      let (rgba, size) = try sequence.frame(index) { size throws(DecodingFailure) in
        try request.check(size, orientation: orientation)
      }
      let more = rgba.withUnsafeBytes { pixels in
        let frame = RGBAPicture(pixels: pixels, size: size, hasAlpha: sequence.hasAlpha)
        return frame.deliver(as: index, request, &report) { picture in
          if let profile = sequence.profile { picture.convertToSRGB(from: profile) }
          if let crop = tracks.crop { picture.crop(to: crop) }
          picture.turnUpright(from: orientation)
        } to: {
          deliver($0, $1)
        }
      }
      guard more else { return report }
    }
    return report
  }

  /// Empty where the file will do.
  private static func copy(_ bytes: RawSpan, without typeOffsets: [Int]) -> [UInt8] {
    let brands = HEIFFileType.brandsUnknownToLibavif(bytes)
    guard !typeOffsets.isEmpty || !brands.isEmpty else { return [] }
    var copy = bytes.withUnsafeBytes { [UInt8]($0) }
    for offset in brands { copy.replaceFourBytes(at: offset, with: "avis") }
    for offset in typeOffsets { copy.replaceFourBytes(at: offset, with: "free") }
    return copy
  }
}
