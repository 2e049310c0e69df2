import ModerationCore

/// A track of pictures in a HEIF file: an image sequence (ISO/IEC 23008-12, 7; ISO/IEC 14496-12, 8.3 to 8.7).
struct HEIFTrack {
  /// Width and height in the sample entry, in pixels.
  let codedSize: PixelSize
  /// The sample entry's type.
  let codec: FourCC
  /// How many samples the track has, as far as the file can hold them.
  let sampleCount: Int
  /// The boxes in the sample entry: decoder configuration, colour, clean aperture.
  let properties: [ISOBox]
  /// What the track's matrix asks for.
  let orientation: ImageOrientation
  /// The track box itself.
  let box: ISOBox
  /// The sample table box.
  let samples: ISOBox

  /// Reads a track; nil when it has no visual sample entry, no size or no samples.
  fileprivate init?(_ track: ISOBox, samples: ISOBox, entry: ISOBox, _ bytes: RawSpan) {
    // A visual sample entry has 78 bytes of its own before its boxes (ISO/IEC 14496-12, 12.1.3).
    guard let width = bytes.uint16(at: entry.start + 24, .big), let height = bytes.uint16(at: entry.start + 26, .big),
      width > 0, height > 0, entry.end - entry.start >= 78
    else { return nil }
    guard let sampleCount = Self.sampleCount(in: samples, bytes), sampleCount > 0 else { return nil }
    codedSize = PixelSize(width: width, height: height)
    codec = entry.type
    box = track
    self.samples = samples
    self.sampleCount = sampleCount
    var properties: [ISOBox] = []
    var children = ISOBoxCursor(from: entry.start + 78, to: entry.end)
    while let child = children.next(bytes) { properties.append(child) }
    self.properties = properties
    orientation = Self.orientation(of: track, bytes)
  }

  /// The number of samples. The claim is cut down to what the size table, or the whole file, has room for.
  private static func sampleCount(in table: ISOBox, _ bytes: RawSpan) -> Int? {
    if let sizes = table.child("stsz", bytes), let uniform = bytes.uint32(at: sizes.start + 4, .big),
      let claimed = bytes.uint32(at: sizes.start + 8, .big)
    {
      return min(claimed, uniform > 0 ? bytes.byteCount / uniform : (sizes.end - sizes.start - 12) / 4)
    }
    guard let sizes = table.child("stz2", bytes), let bitCount = bytes.uint8(at: sizes.start + 7),
      let claimed = bytes.uint32(at: sizes.start + 8, .big), bitCount > 0
    else { return nil }
    return min(claimed, (sizes.end - sizes.start - 12) * 8 / bitCount)
  }

  /// The frame that is shown longest, as the readers number frames: in the order of presentation, or of the file.
  ///
  /// 0 for a track of more samples than a reader takes.
  func longestFrame(isReordered: Bool, movieTimescale: Int, _ bytes: RawSpan) -> Int {
    let timescale = Self.timescale(of: box, bytes)
    guard sampleCount <= SampleTable.maximumSampleCount, timescale > 0 else { return 0 }
    let times = SampleTimes(samples, sampleCount: sampleCount, bytes)
    let durations =
      isReordered
      ? EditList(box, movieTimescale: movieTimescale, bytes).shown(times).map(\.duration) : times.durations
    var longest = LongestFrame()
    for duration in durations { longest.add(milliseconds: Double(duration) * 1000 / Double(timescale)) }
    return longest.index
  }

  /// Units a second of a track's own times; 0 when it does not tell.
  static func timescale(of track: ISOBox, _ bytes: RawSpan) -> Int {
    guard let header = track.child("mdia", bytes)?.child("mdhd", bytes), let version = bytes.uint8(at: header.start)
    else { return 0 }
    return bytes.uint32(at: header.start + (version == 1 ? 20 : 12), .big) ?? 0
  }

  /// A track header's matrix in terms of turns and mirroring; anything but those counts as upright.
  private static func orientation(of track: ISOBox, _ bytes: RawSpan) -> ImageOrientation {
    guard let header = track.child("tkhd", bytes), let version = bytes.uint8(at: header.start) else {
      return ImageOrientation()
    }
    let start = header.start + (version == 1 ? 52 : 40)
    let signs = [0, 4, 12, 16].map { offset in
      bytes.uint32(at: start + offset, .big).map { Int32(truncatingIfNeeded: $0).signum() } ?? 0
    }
    switch signs {
    case [0, 1, -1, 0]: return ImageOrientation(exifValue: 6)
    case [-1, 0, 0, -1]: return ImageOrientation(exifValue: 3)
    case [0, -1, 1, 0]: return ImageOrientation(exifValue: 8)
    case [-1, 0, 0, 1]: return ImageOrientation(exifValue: 2)
    case [1, 0, 0, -1]: return ImageOrientation(exifValue: 4)
    case [0, 1, 1, 0]: return ImageOrientation(exifValue: 5)
    case [0, -1, -1, 0]: return ImageOrientation(exifValue: 7)
    default: return ImageOrientation()
    }
  }
}

/// The tracks of a HEIF file that matter here.
struct HEIFTracks {
  /// Tracks looked at. A sequence has a track of pictures, one of alpha, one of thumbnails.
  static let maximumTrackCount = 64

  /// The first track of pictures that can be read.
  private(set) var pictures: HEIFTrack?
  /// Whether some track holds alpha for another.
  private(set) var hasAlpha = false
  /// The first such track that can be read.
  private(set) var alpha: HEIFTrack?
  /// Where the types of all other tracks stand in the file: sound, depth, thumbnails.
  private(set) var otherTypeOffsets: [Int] = []
  /// Units a second of the movie's own times; 0 when the movie does not tell.
  private(set) var movieTimescale = 0

  /// Reads the movie box at the top level of the file.
  init(_ bytes: RawSpan) {
    var boxes = ISOBoxCursor(from: 0, to: bytes.byteCount)
    guard let movie = boxes.next("moov", bytes) else { return }
    if let header = movie.child("mvhd", bytes), let version = bytes.uint8(at: header.start) {
      movieTimescale = bytes.uint32(at: header.start + (version == 1 ? 20 : 12), .big) ?? 0
    }
    var children = ISOBoxCursor(from: movie.start, to: movie.end)
    for _ in 0..<Self.maximumTrackCount {
      guard let track = children.next("trak", bytes) else { return }
      if !note(track, bytes) { otherTypeOffsets.append(track.typeOffset) }
    }
  }

  /// Keeps a track if it is the first of its kind.
  ///
  /// - Returns: Whether it is kept.
  private mutating func note(_ track: ISOBox, _ bytes: RawSpan) -> Bool {
    guard let media = track.child("mdia", bytes), let handlerBox = media.child("hdlr", bytes),
      let handler = bytes.fourCC(at: handlerBox.start + 8),
      let samples = media.child("minf", bytes)?.child("stbl", bytes), let description = samples.child("stsd", bytes)
    else { return false }
    var entries = ISOBoxCursor(from: description.start + 8, to: description.end)
    guard let entry = entries.next(bytes) else { return false }
    switch handler {
    case "pict", "vide":
      guard pictures == nil else { return false }
      pictures = HEIFTrack(track, samples: samples, entry: entry, bytes)
      return pictures != nil
    case "auxv":
      if let auxiliary = entry.child("auxi", behind: 78, bytes), HEIFAlpha.isAlpha(at: auxiliary.start + 4, bytes) {
        hasAlpha = true
        guard alpha == nil else { return false }
        alpha = HEIFTrack(track, samples: samples, entry: entry, bytes)
        return alpha != nil
      }
    default: break
    }
    return false
  }
}
