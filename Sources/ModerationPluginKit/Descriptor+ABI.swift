import CModerationABI
import ModerationCore

extension DetectorDescriptor {
  /// This description with its wish, for the time that the arena lives.
  func exported(wish: InputWish?, in arena: ABIArena) -> moderation_description {
    let labelBands = bands.sorted { $0.key < $1.key }
      .map { arena.band(label: $0.key, subLabel: nil, $0.value) }
    let subLabelBands = subLabelBands.sorted { $0.key < $1.key }
      .map { arena.band(label: nil, subLabel: $0.key, $0.value) }
    let (allBands, covers, missing) = (labelBands + subLabelBands, covers.sorted(), doesNotCover.sorted())
    return moderation_description(
      id: arena.text(id), scene: arena.text(scene.rawValue), model_name: arena.text(model?.name ?? ""),
      model_sha256: arena.text(model?.sha256 ?? ""), basis: UInt32(basis.rawValue), reserved: 0,
      bands: arena.array(allBands), band_count: allBands.count,
      covers: arena.array(covers.map { arena.text($0.rawValue) }), covers_count: covers.count,
      does_not_cover: arena.array(missing.map { arena.text($0.rawValue) }), does_not_cover_count: missing.count,
      wish: wish?.exported ?? moderation_wish())
  }
}

extension ABIArena {
  fileprivate func band(label: Label?, subLabel: SubLabel?, _ bands: ScoreBands) -> moderation_band {
    moderation_band(
      label: text(label?.rawValue ?? ""), sub_label: text(subLabel?.rawValue ?? ""), review_from: bands.reviewFrom,
      block_above: bands.blockAbove, review_label: text(bands.review.label.rawValue),
      review_sub_label: text(bands.review.subLabel?.rawValue ?? ""), block_label: text(bands.block.label.rawValue),
      block_sub_label: text(bands.block.subLabel?.rawValue ?? ""))
  }
}

extension InputWish {
  /// This wish as plain numbers.
  var exported: moderation_wish {
    var wish = moderation_wish()
    switch fit {
    case .exact(let size):
      (wish.exact_width, wish.exact_height) = (UInt32(clamping: size.width), UInt32(clamping: size.height))
    case .longestSide(let side): wish.longest_side = UInt32(clamping: side)
    // Nothing of this interface says it; a size without a height is refused by every host, where another size would be
    // looked at as if it were the right one.
    case .cover(let size): wish.exact_width = UInt32(clamping: max(1, size.width))
    }
    wish.is_bicubic = filter == .bicubic ? 1 : 0
    wish.channel_order = channelOrder == .bgr ? 1 : 0
    wish.crop_width = UInt32(clamping: centreCrop?.width ?? 0)
    wish.crop_height = UInt32(clamping: centreCrop?.height ?? 0)
    wish.jpeg_quality = UInt32(clamping: jpegRoundTripQuality ?? 0)
    wish.oversampling = UInt32(clamping: oversampling)
    if let tiling {
      wish.is_tiled = 1
      wish.tiling = moderation_tiling(
        from_aspect_ratio: tiling.fromAspectRatio, minimum_length_pixels: UInt32(clamping: tiling.minimumLengthPixels),
        maximum_tile_count: UInt32(clamping: tiling.maximumTileCount), overlap: tiling.overlap,
        grid_count: UInt32(clamping: tiling.grid?.count ?? 0), cuts_contact_sheets: tiling.cutsContactSheets ? 1 : 0,
        grid_share: tiling.grid?.share ?? 0)
    }
    return wish
  }
}
