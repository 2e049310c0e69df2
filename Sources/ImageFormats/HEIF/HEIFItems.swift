/// The items of a HEIF file: the pictures in its meta box, and how they refer to each other.
///
/// ISO/IEC 14496-12, 8.11; ISO/IEC 23008-12, 6 and 9.3.
struct HEIFItems {
  /// One item information entry, version 2 or 3. Older ones carry no type and hold no pictures.
  struct Item {
    let id: Int
    let type: FourCC
    let isHidden: Bool

    /// Whether the item is a picture, coded or derived.
    var isPicture: Bool {
      switch type {
      case "hvc1", "hev1", "av01", "grid", "iden", "iovl": true
      default: false
      }
    }
  }

  /// The item to show: the file's one picture, or the cover of several.
  let primaryItem: Int
  /// Where the item information entries begin and end.
  private let entries: (start: Int, end: Int)
  /// The item properties box, if there is one.
  private let properties: ISOBox?
  /// The item references, if there are any.
  private let references: ISOBox?
  /// The box that tells where items' data stand, if there is one.
  private let locations: ISOBox?
  /// The box that holds data inside the meta box, if there is one.
  private let data: ISOBox?

  /// Reads the meta box at the top level of the file; nil without one that names a primary item and lists items.
  init?(_ bytes: RawSpan) {
    var boxes = ISOBoxCursor(from: 0, to: bytes.byteCount)
    guard let meta = boxes.next("meta", bytes) else { return nil }
    var primaryItem: Int?
    var information: ISOBox?
    var properties: ISOBox?
    var references: ISOBox?
    var locations: ISOBox?
    var data: ISOBox?
    var children = ISOBoxCursor(from: meta.start + 4, to: meta.end)
    while let child = children.next(bytes) {
      switch child.type {
      case "pitm" where primaryItem == nil:
        let isWide = bytes.uint8(at: child.start) != 0
        primaryItem = isWide ? bytes.uint32(at: child.start + 4, .big) : bytes.uint16(at: child.start + 4, .big)
      case "iinf": information = information ?? child
      case "iprp": properties = properties ?? child
      case "iref": references = references ?? child
      case "iloc": locations = locations ?? child
      case "idat": data = data ?? child
      default: break
      }
    }
    guard let primaryItem, let information else { return nil }
    self.primaryItem = primaryItem
    let isWide = bytes.uint8(at: information.start) != 0
    entries = (information.start + (isWide ? 8 : 6), information.end)
    self.properties = properties
    self.references = references
    self.locations = locations
    self.data = data
  }

  /// Walks the item information entries.
  struct ItemCursor {
    fileprivate var boxes: ISOBoxCursor

    /// Whether items may have gone unseen.
    var hasReachedLimit: Bool { boxes.hasReachedLimit }

    /// The next item that carries a type.
    mutating func next(_ bytes: RawSpan) -> Item? {
      while let box = boxes.next("infe", bytes) {
        guard let version = bytes.uint8(at: box.start), version == 2 || version == 3 else { continue }
        let isWide = version == 3
        let id = isWide ? bytes.uint32(at: box.start + 4, .big) : bytes.uint16(at: box.start + 4, .big)
        guard let id, let type = bytes.fourCC(at: box.start + (isWide ? 10 : 8)) else { continue }
        return Item(id: id, type: type, isHidden: (bytes.uint8(at: box.start + 3) ?? 0) & 1 == 1)
      }
      return nil
    }
  }

  /// The items in the order of the file.
  func items() -> ItemCursor { ItemCursor(boxes: ISOBoxCursor(from: entries.start, to: entries.end)) }

  /// The references in the order of the file.
  func allReferences(_ bytes: RawSpan) -> HEIFReferenceCursor { HEIFReferenceCursor(references, bytes) }

  /// The properties of an item in the order in which they apply.
  func properties(of item: Int, _ bytes: RawSpan) -> [ISOBox] {
    guard let properties else { return [] }
    return HEIFProperties.properties(of: item, in: properties, bytes)
  }

  /// Where an item's data begin, and where they end or a part of them does; nil when the file does not hold them.
  func dataRange(of item: Int, _ bytes: RawSpan) -> Range<Int>? {
    guard let locations else { return nil }
    return HEIFLocation.dataRange(of: item, in: locations, data: data, bytes)
  }

  /// The primary item's type, or the first coded picture's when the primary item is derived from others.
  func codec(_ bytes: RawSpan) -> FourCC? {
    var items = items()
    var first: FourCC?
    while let item = items.next(bytes) {
      guard item.isPicture, item.type != "grid", item.type != "iden", item.type != "iovl" else { continue }
      if item.id == primaryItem { return item.type }
      first = first ?? item.type
    }
    return first
  }
}
