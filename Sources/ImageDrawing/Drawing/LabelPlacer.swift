import ModerationCore

/// Finds places for plates beside boxes: none over another plate, none hiding another box.
struct LabelPlacer {
  let picture: PixelSize
  /// The boxes with their lines.
  let boxes: [PixelArea]
  private var taken: [PixelArea] = []

  /// At most this part of another box, and of the plate's own where there is no better place, is hidden.
  private static let hiddenPartOfOthers = 0.2
  private static let hiddenPartOfOwn = 0.4

  init(picture: PixelSize, boxes: [PixelArea]) {
    self.picture = picture
    self.boxes = boxes
  }

  /// A place for a caption at a box: above it, below it, or within it where it is large; up to three are stacked. Nil
  /// where the picture is too small or too full.
  mutating func captionPlace(width: Int, height: Int, box index: Int) -> PixelArea? {
    guard width <= picture.width, height * 3 <= picture.height else { return nil }
    let box = boxes[index]
    let rows = [1, 2, 3].flatMap { [box.top - $0 * height, box.bottom + ($0 - 1) * height] } + [box.top]
    let columns = [box.left, box.right - width]
    let places = rows.flatMap { top in
      columns.map { PixelArea(left: $0, top: top, width: width, height: height).moved(into: picture) }
    }
    let place =
      places.first { isFree($0) && !hides($0, own: index, atMost: 0) }
      ?? places.first { isFree($0) && !hides($0, own: index, atMost: Self.hiddenPartOfOwn) }
    if let place { taken.append(place) }
    return place
  }

  /// A place for a number at a box; where all is full it may cover what is there already.
  mutating func numberPlace(width: Int, height: Int, box index: Int) -> PixelArea {
    let box = boxes[index]
    let corners = [
      (box.left - width, box.top), (box.left, box.top - height), (box.right, box.top), (box.left, box.bottom),
      (box.right - width, box.top - height), (box.right - width, box.bottom), (box.left, box.top),
      (box.right - width, box.bottom - height),
    ]
    let places = corners.map { left, top in
      PixelArea(left: left, top: top, width: width, height: height).moved(into: picture)
    }
    let place =
      places.first { isFree($0) && !hides($0, own: index, atMost: Self.hiddenPartOfOwn) }
      ?? places.first { isFree($0) }
      ?? PixelArea(left: box.left, top: box.top, width: width, height: height).moved(into: picture)
    taken.append(place)
    return place
  }

  private func isFree(_ place: PixelArea) -> Bool { !taken.contains { $0.overlaps(place) } }

  /// Whether a plate would hide more of its own box, or of another, than it may.
  private func hides(_ place: PixelArea, own: Int, atMost part: Double) -> Bool {
    boxes.enumerated().contains { index, box in
      let hidden = Double(place.intersection(box).pixelCount) / Double(max(1, box.pixelCount))
      return hidden > (index == own ? part : Self.hiddenPartOfOthers)
    }
  }
}
