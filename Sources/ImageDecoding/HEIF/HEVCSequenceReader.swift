import ImageFormats
import ModerationCore

/// Reads frames of a HEIC image sequence: the tracks in Swift, the pictures with libde265.
///
/// Frames are counted in the order of presentation. An alpha track is laid on white; a clean aperture, rotation,
/// mirroring and an ICC profile are applied. Damage that libde265 only warns of is a rejection.
struct HEVCSequenceReader: FormatReader {
  /// How the frames lie, as EXIF numbers it.
  let orientation: Int

  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) {
    guard !request.frameIndices.isEmpty else { return }
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
        guard deliverUpright(picture, of: track, bytes, as: index, hasAlpha: false, deliver) else { return }
      }
      return
    }
    guard alphaTrack.codedSize == track.codedSize else { throw Self.mismatch(alphaTrack.codedSize, track.codedSize) }
    var alphas = try HEVCTrackReader<[UInt8]>(
      alphaTrack, frames: request.frameIndices, bytes
    ) { pixels throws(DecodingFailure) in
      guard pixels.size == track.codedSize else { throw Self.mismatch(pixels.size, track.codedSize) }
      return pixels.alpha()
    }
    for index in request.frameIndices {
      var picture = try pictures.frame(index, of: bytes, request)
      picture.layOnWhite(alpha: try alphas.frame(index, of: bytes, request))
      guard deliverUpright(picture, of: track, bytes, as: index, hasAlpha: true, deliver) else { return }
    }
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

  private func deliverUpright(
    _ stored: RGBPicture, of track: HEVCTrack, _ bytes: RawSpan, as index: Int, hasAlpha: Bool,
    _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) -> Bool {
    var picture = stored
    if let crop = track.crop { picture.crop(to: crop) }
    if let profile = track.profile {
      bytes.withUnsafeBytes { picture.convertToSRGB(from: UnsafeRawBufferPointer(rebasing: $0[profile])) }
    }
    picture.turnUpright(from: orientation)
    return picture.deliver(as: index, hasAlpha: hasAlpha, to: deliver)
  }
}
