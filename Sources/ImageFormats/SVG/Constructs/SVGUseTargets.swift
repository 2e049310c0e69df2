/// What the elements `use` show, where that makes a difference.
struct SVGUseTargets {
  /// Whether a style sheet or an attribute clips, masks or filters a `use`.
  var hasUse = false
  /// Whether a style sheet says what elements clip.
  var setsOverflow = false
  /// The sides of the drawing, in its own units; nil where they are not known.
  var rootSides: (width: Double, height: Double)?

  private struct Symbol {
    var viewBox: (width: Double, height: Double)?
    var isStretched: Bool
    var clips: Bool
  }

  /// A side: a number, or a part of the drawing's.
  private enum Side {
    case none
    case unknown
    case number(Double)
    case portion(Double)

    func length(_ root: Double?) -> Double? {
      switch self {
      case .none: root
      case .unknown: nil
      case .number(let number): number
      case .portion(let portion): root.map { $0 * portion }
      }
    }
  }

  private struct Use {
    let target: String
    let width: Side
    let height: Side
    let isChanged: Bool

    var hasSize: Bool {
      if case .none = width, case .none = height { false } else { true }
    }
  }

  /// The ids of what they show.
  var targets: Set<String> { Set(uses.map(\.target)) }

  private var symbols: [String: Symbol] = [:]
  private var documents: Set<String> = []
  private var uses: [Use] = []
  private var documentCount = 0

  mutating func note(_ name: String, id: String?, _ values: [SVGInspection.Value]) {
    if name == "svg" {
      documentCount += 1
      if let id { documents.insert(id) }
      guard documentCount == 1 else { return }
      let box = Self.text("viewBox", values).flatMap(SVGLength.viewBox)
      rootSides = box ?? Self.sides(values)
    }
    guard name == "symbol", let id, symbols[id] == nil else { return }
    symbols[id] = Symbol(
      viewBox: Self.text("viewBox", values).flatMap(SVGLength.viewBox),
      isStretched: Self.text("preserveAspectRatio", values)?.hasPrefix("none") == true,
      clips: !["visible", "auto"].contains(Self.text("overflow", values) ?? ""))
  }

  private static func text(_ name: String, _ values: [SVGInspection.Value]) -> String? {
    values.first { $0.name == name }.map { String(decoding: $0.bytes.prefix(256), as: UTF8.self) }
  }

  private static func sides(_ values: [SVGInspection.Value]) -> (width: Double, height: Double)? {
    guard let width = text("width", values).flatMap(SVGLength.init)?.pixels,
      let height = text("height", values).flatMap(SVGLength.init)?.pixels, width > 0, height > 0
    else { return nil }
    return (width, height)
  }

  mutating func note(use values: [SVGInspection.Value]) {
    guard let href = values.first(where: { $0.name == "href" }), href.bytes.first == 0x23 else { return }
    func side(_ name: String) -> Side {
      guard let text = Self.text(name, values) else { return .none }
      if text.hasSuffix("%") { return Double(text.dropLast()).map { .portion($0 / 100) } ?? .unknown }
      return SVGLength(text)?.pixels.map(Side.number) ?? .unknown
    }
    let effects = ["clip-path", "mask", "filter"]
    let isChanged = values.contains { value in
      effects.contains(value.name)
        || (value.name == "style" && effects.contains { String(decoding: value.bytes, as: UTF8.self).contains($0) })
    }
    uses.append(
      Use(
        target: String(decoding: href.bytes.dropFirst(), as: UTF8.self), width: side("width"), height: side("height"),
        isChanged: isChanged))
  }

  /// What librsvg does not draw of it as browsers do.
  var faults: Set<String> {
    var faults: Set<String> = []
    if setsOverflow, !symbols.isEmpty { faults.insert("overflow in a style sheet with the SVG element symbol") }
    // Those of style sheets may be any.
    let allAreChanged = hasUse && !uses.contains(where: \.isChanged)
    for use in uses {
      let symbol = symbols[use.target]
      guard symbol != nil || documents.contains(use.target) else { continue }
      if use.isChanged || allAreChanged { faults.insert("a clipped, masked or filtered SVG use of a symbol") }
      if let symbol {
        if symbol.clips, !fits(use, symbol) { faults.insert("an SVG use of another shape than its symbol") }
      } else if use.hasSize {
        faults.insert("the size of an SVG use of another svg")
      }
    }
    return faults
  }

  /// Whether what a symbol is clipped by in browsers is its view box.
  private func fits(_ use: Use, _ symbol: Symbol) -> Bool {
    guard let box = symbol.viewBox else { return !use.hasSize }
    if symbol.isStretched { return true }
    let root = documentCount == 1 ? rootSides : nil
    guard let width = use.width.length(root?.width), let height = use.height.length(root?.height) else { return false }
    return (width * box.height - height * box.width).magnitude <= 0.01 * width * box.height
  }
}
