import CModerationABI
import ModerationCore

extension ABIReader {
  /// The most bands and sublabels of one description.
  static let maximumNameCount = 256

  /// A description as a plugin gave it.
  mutating func description(_ given: moderation_description) throws(BrokenRule) -> PluginDescription {
    let id = try text(given.id, "id")
    guard !id.isEmpty, id.utf8.count <= 128,
      id.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 32 && $0.value < 127 })
    else { throw BrokenRule("the id is not 1 to 128 printable ASCII characters") }
    let scene = try text(given.scene, "scene")
    guard !scene.isEmpty else { throw BrokenRule("\(id) names no scene") }
    guard let basis = DetectorDescriptor.Basis(rawValue: Int(given.basis)) else {
      throw BrokenRule("\(id) rests on \(given.basis), which is not known")
    }
    var bands: [Label: ScoreBands] = [:]
    var subLabelBands: [SubLabel: ScoreBands] = [:]
    for band in try array(given.bands, given.band_count, atMost: Self.maximumNameCount, "bands") {
      let read = try scoreBands(band, of: id)
      if let subLabel = try optionalText(band.sub_label, "sub_label") {
        subLabelBands[SubLabel(rawValue: subLabel)] = read
      } else {
        bands[Label(rawValue: try text(band.label, "label"))] = read
      }
    }
    guard !bands.isEmpty else { throw BrokenRule("\(id) declares no label that it may claim") }
    let name = try text(given.model_name, "model_name")
    let digest = try text(given.model_sha256, "model_sha256")
    let model = name.isEmpty && digest.isEmpty ? nil : DetectorDescriptor.Model(name: name, sha256: digest)
    let descriptor = DetectorDescriptor(
      id: id, scene: Scene(rawValue: scene), model: model, covers: try subLabels(given.covers, given.covers_count),
      doesNotCover: try subLabels(given.does_not_cover, given.does_not_cover_count), bands: bands,
      subLabelBands: subLabelBands, basis: basis)
    return PluginDescription(descriptor: descriptor, inputWish: try wish(given.wish, of: id))
  }

  private mutating func subLabels(
    _ start: UnsafePointer<moderation_text>?, _ count: Int
  ) throws(BrokenRule) -> Set<SubLabel> {
    var names: Set<SubLabel> = []
    for name in try array(start, count, atMost: Self.maximumNameCount, "sublabels") {
      names.insert(SubLabel(rawValue: try text(name, "sublabel")))
    }
    return names
  }

  private mutating func scoreBands(_ band: moderation_band, of id: String) throws(BrokenRule) -> ScoreBands {
    guard band.review_from >= 0, band.review_from <= band.block_above else {
      throw BrokenRule("\(id) has bands out of order: review from \(band.review_from), block above \(band.block_above)")
    }
    return ScoreBands(
      reviewFrom: band.review_from, as: Label(rawValue: try text(band.review_label, "review_label")),
      try optionalText(band.review_sub_label, "review_sub_label").map(SubLabel.init(rawValue:)),
      blockAbove: band.block_above, as: Label(rawValue: try text(band.block_label, "block_label")),
      try optionalText(band.block_sub_label, "block_sub_label").map(SubLabel.init(rawValue:)))
  }

  /// The wish; nil for all zeros, which is what a detector of text has.
  private func wish(_ wish: moderation_wish, of id: String) throws(BrokenRule) -> InputWish? {
    let exact = PixelSize(width: Int(wish.exact_width), height: Int(wish.exact_height))
    if wish.longest_side == 0, exact == PixelSize(width: 0, height: 0) { return nil }
    guard wish.channel_order <= 1, wish.is_bicubic <= 1, wish.is_tiled <= 1 else {
      throw BrokenRule("\(id) wishes for something that is not known")
    }
    let crop = PixelSize(width: Int(wish.crop_width), height: Int(wish.crop_height))
    var read = InputWish(
      fit: wish.longest_side > 0 ? .longestSide(Int(wish.longest_side)) : .exact(exact),
      filter: wish.is_bicubic == 1 ? .bicubic : .bilinear,
      centreCrop: crop == PixelSize(width: 0, height: 0) ? nil : crop,
      jpegRoundTripQuality: wish.jpeg_quality == 0 ? nil : Int(wish.jpeg_quality),
      channelOrder: wish.channel_order == 1 ? .bgr : .rgb, oversampling: Int(wish.oversampling))
    if wish.is_tiled == 1 {
      let tiling = wish.tiling
      read.tiling = Tiling(
        fromAspectRatio: tiling.from_aspect_ratio, minimumLengthPixels: Int(tiling.minimum_length_pixels),
        overlap: tiling.overlap, maximumTileCount: Int(tiling.maximum_tile_count),
        grid: tiling.grid_count == 0 ? nil : .init(count: Int(tiling.grid_count), share: tiling.grid_share),
        cutsContactSheets: tiling.cuts_contact_sheets == 1)
    }
    guard read.isValid, read.isBounded else {
      throw BrokenRule("\(id) wishes for pixels that cannot be given: \(read)")
    }
    return read
  }
}

extension InputWish {
  /// The longest side that a plugin may wish for, in pixels: that of the largest picture let in by any profile.
  static let maximumWishedSide = 10_000

  /// Whether a stranger's wish costs no more than a picture.
  fileprivate var isBounded: Bool {
    switch fit {
    case .exact(let size), .cover(let size): size.longerSide <= Self.maximumWishedSide && oversampling <= 16
    case .longestSide(let side): side <= Self.maximumWishedSide && oversampling <= 16
    }
  }
}
