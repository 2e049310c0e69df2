package import ModerationCore

/// The tracks of a HEIC image sequence, as far as they are needed to decode its frames (ISO/IEC 23008-12, 7).
package struct HEVCSequence {
  /// Why a sequence cannot be decoded.
  package struct Fault: Error {
    /// For logs.
    package let message: String
  }

  /// The pictures.
  package let pictures: HEVCTrack
  /// Their alpha, if there is some; its frames belong to those of the pictures one by one.
  package let alpha: HEVCTrack?

  /// Reads the tracks.
  package init(_ bytes: RawSpan) throws(Fault) {
    let tracks = HEIFTracks(bytes)
    guard let pictures = tracks.pictures else { throw Fault(message: "no track of pictures") }
    self.pictures = try HEVCTrack(pictures, movieTimescale: tracks.movieTimescale, bytes)
    guard tracks.hasAlpha else {
      alpha = nil
      return
    }
    guard let alpha = tracks.alpha else { throw Fault(message: "an alpha track that cannot be read") }
    self.alpha = try HEVCTrack(alpha, movieTimescale: tracks.movieTimescale, bytes)
  }
}

/// One track of HEVC pictures: parameter sets, samples, and what is to be done to the decoded pictures.
package struct HEVCTrack {
  /// How colours are coded, by a colour box of type `nclx` (ISO/IEC 14496-12, 12.1.5).
  package struct Coding {
    /// `matrix_coefficients` of ISO/IEC 23091-2.
    package let matrix: Int
    /// Whether black is 0 and not 16.
    package let isFullRange: Bool
  }

  /// Width and height of the sample entry, in pixels.
  package let codedSize: PixelSize
  /// The samples.
  package let samples: SampleTable
  /// The parameter sets of the decoder configuration, without lengths.
  package let parameterSets: [Range<Int>]
  /// How many bytes tell the length of a NAL unit in a sample: 1, 2 or 4.
  package let lengthByteCount: Int
  /// How colours are coded; nil when only the bitstream tells.
  package private(set) var coding: Coding?
  /// The embedded ICC profile.
  package private(set) var profile: Range<Int>?
  /// What the clean aperture leaves of the stored picture; nil for all of it.
  package private(set) var crop: CropArea?

  init(_ track: HEIFTrack, movieTimescale: Int, _ bytes: RawSpan) throws(HEVCSequence.Fault) {
    guard track.codec == "hvc1" || track.codec == "hev1" else {
      throw HEVCSequence.Fault(message: "a track of \(track.codec)")
    }
    guard let configuration = track.properties.first(where: { $0.type == "hvcC" }),
      let lengthSize = bytes.uint8(at: configuration.start + 21)
    else { throw HEVCSequence.Fault(message: "no decoder configuration") }
    codedSize = track.codedSize
    lengthByteCount = (lengthSize & 3) + 1
    parameterSets = Self.parameterSets(in: configuration, bytes)
    do throws(SampleTable.Fault) {
      samples = try SampleTable(track, movieTimescale: movieTimescale, bytes)
    } catch {
      throw HEVCSequence.Fault(message: "its sample table is \(error)")
    }
    for property in track.properties { note(property, bytes) }
  }

  /// The arrays of a decoder configuration record (ISO/IEC 14496-15, 8.3.3.1), as far as they lie in it.
  private static func parameterSets(in box: ISOBox, _ bytes: RawSpan) -> [Range<Int>] {
    var sets: [Range<Int>] = []
    var offset = box.start + 23
    for _ in 0..<(bytes.uint8(at: box.start + 22) ?? 0) {
      guard let count = bytes.uint16(at: offset + 1, .big) else { return sets }
      offset += 3
      for _ in 0..<count {
        guard let length = bytes.uint16(at: offset, .big), offset + 2 + length <= box.end else { return sets }
        sets.append((offset + 2)..<(offset + 2 + length))
        offset += 2 + length
      }
    }
    return sets
  }

  private mutating func note(_ property: ISOBox, _ bytes: RawSpan) {
    switch (property.type, bytes.fourCC(at: property.start)) {
    case ("colr", "nclx") where coding == nil:
      guard let matrix = bytes.uint16(at: property.start + 8, .big), let flags = bytes.uint8(at: property.start + 10)
      else { return }
      coding = Coding(matrix: matrix, isFullRange: flags & 0x80 != 0)
    case ("colr", "prof"), ("colr", "rICC"):
      if profile == nil, property.end > property.start + 4 { profile = (property.start + 4)..<property.end }
    case ("clap", _) where crop == nil: crop = CleanAperture.area(property, of: codedSize, bytes)
    default: break
    }
  }
}
