import ImageFormats
import ModerationCore

/// Reads frames of a HEIC image sequence: the tracks in Swift, the pictures with libde265.
///
/// Frames are counted in the order of presentation. An alpha track is laid on a background; a clean aperture, rotation,
/// mirroring and an ICC profile are applied. Damage that libde265 only warns of is a rejection.
struct HEVCSequenceReader: FormatReader {
  /// How the frames lie, as EXIF numbers it.
  let orientation: Int

  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    guard !request.frameIndices.isEmpty else { return .allShown }
    let sequence: HEVCSequence
    do throws(HEVCSequence.Fault) {
      sequence = try HEVCSequence(bytes)
    } catch {
      throw .rejected(InputRejection(.decodingFailed, message: "image sequence: \(error.message)"))
    }
    let track = sequence.pictures
    try request.check(track.codedSize, orientation: orientation)
    var pictures = try HEVCTrackReader<RGBPicture>(
      track, frames: request.frameIndices, bytes
    ) { pixels throws(DecodingFailure) in
      try Self.picture(pixels, of: track)
    }
    guard let alphaTrack = sequence.alpha else {
      for index in request.frameIndices {
        let picture = try pictures.frame(index, of: bytes, request)
        guard upright(picture, of: track, bytes).deliver(as: index, hasAlpha: false, to: deliver) else {
          return .allShown
        }
      }
      return .allShown
    }
    guard alphaTrack.codedSize == track.codedSize else { throw Self.mismatch(alphaTrack.codedSize, track.codedSize) }
    var alphas = try HEVCTrackReader<[UInt8]>(
      alphaTrack, frames: request.frameIndices, bytes
    ) { pixels throws(DecodingFailure) in
      guard pixels.size == track.codedSize else { throw Self.mismatch(pixels.size, track.codedSize) }
      return pixels.alpha()
    }
    var report = DecodingReport.allShown
    for index in request.frameIndices {
      let picture = try pictures.frame(index, of: bytes, request)
      let rgba = picture.joined(withAlpha: try alphas.frame(index, of: bytes, request))
      let more = rgba.withUnsafeBytes { pixels in
        RGBAPicture(pixels: pixels, size: picture.size, hasAlpha: true)
          .deliver(as: index, request, &report, finish: { $0 = upright($0, of: track, bytes) }, to: deliver)
      }
      guard more else { return report }
    }
    return report
  }

  /// Converts a decoded picture. The sample entry may leave out what fills up the last coding blocks.
  private static func picture(_ pixels: HEVCPixels, of track: HEVCTrack) throws(DecodingFailure) -> RGBPicture {
    let (coded, decoded) = (track.codedSize, pixels.size)
    guard (0..<64).contains(decoded.width - coded.width), (0..<64).contains(decoded.height - coded.height) else {
      throw mismatch(decoded, coded)
    }
    var picture = pixels.rgb(track.coding)
    picture.crop(to: CropArea(x: 0, y: 0, width: coded.width, height: coded.height))
    return picture
  }

  private static func mismatch(_ found: PixelSize, _ expected: PixelSize) -> DecodingFailure {
    .rejected(InputRejection(.decodingFailed, message: "a picture of \(found) in a track of \(expected)"))
  }

  private func upright(_ stored: RGBPicture, of track: HEVCTrack, _ bytes: RawSpan) -> RGBPicture {
    var picture = stored
    if let crop = track.crop { picture.crop(to: crop) }
    if let profile = track.profile {
      bytes.withUnsafeBytes { picture.convertToSRGB(from: UnsafeRawBufferPointer(rebasing: $0[profile])) }
    }
    picture.turnUpright(from: orientation)
    return picture
  }
}
