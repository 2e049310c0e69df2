/// A chart of the unit square as SVG, drawn with classes that the page's style colours for light and dark.
struct Chart {
  private static let (width, height) = (320.0, 250.0)
  private static let (left, top, right, bottom) = (56.0, 10.0, 12.0, 40.0)

  /// A title that names the chart to those who do not see it.
  let title: String
  let horizontal: String
  let vertical: String
  /// What the axes' ends are called.
  var verticalTicks: [(value: Double, text: String)] = [0, 0.25, 0.5, 0.75, 1].map { ($0, Figure.decimals($0, 2)) }
  private(set) var marks = ""

  init(_ title: String, horizontal: String, vertical: String) {
    self.title = title
    self.horizontal = horizontal
    self.vertical = vertical
  }

  private static func x(_ value: Double) -> String {
    Self.coordinate(left + min(1, max(0, value)) * (width - left - right))
  }

  private static func y(_ value: Double) -> String {
    Self.coordinate(height - bottom - min(1, max(0, value)) * (height - top - bottom))
  }

  private static func coordinate(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  /// A line through points.
  mutating func line(_ points: [(x: Double, y: Double)], _ style: String) {
    guard !points.isEmpty else { return }
    let text = points.map { "\(Self.x($0.x)),\(Self.y($0.y))" }.joined(separator: " ")
    marks += "<polyline class=\"\(style)\" points=\"\(text)\"/>\n"
  }

  /// A line that keeps its height up to the next point.
  mutating func steps(_ points: [(x: Double, y: Double)], _ style: String) {
    line(
      points.enumerated().flatMap { index, point in
        index == 0 ? [point] : [(points[index - 1].x, point.y), point]
      }, style)
  }

  mutating func dot(_ x: Double, _ y: Double, radius: Double, _ style: String, _ title: String) {
    marks +=
      "<circle class=\"\(style)\" cx=\"\(Self.x(x))\" cy=\"\(Self.y(y))\" r=\"\(Self.coordinate(radius))\"><title>\(HTML.text(title))</title></circle>\n"
  }

  mutating func bar(from x: Double, to end: Double, _ low: Double, _ high: Double, _ style: String, _ title: String) {
    let (x0, x1) = (Double(Self.x(x)) ?? 0, Double(Self.x(end)) ?? 0)
    let (y0, y1) = (Double(Self.y(high)) ?? 0, Double(Self.y(low)) ?? 0)
    guard y1 > y0 else { return }
    marks +=
      "<rect class=\"\(style)\" x=\"\(Self.coordinate(x0 + 0.5))\" y=\"\(Self.coordinate(y0))\" width=\"\(Self.coordinate(x1 - x0 - 1))\" height=\"\(Self.coordinate(max(1, y1 - y0)))\"><title>\(HTML.text(title))</title></rect>\n"
  }

  /// The chart with a caption; `table` says the same in words.
  func figure(_ caption: String, table: String) -> String {
    let frame = [0, 0.25, 0.5, 0.75, 1].map { value in
      """
      <line class="grid" x1="\(Self.x(value))" y1="\(Self.y(0))" x2="\(Self.x(value))" y2="\(Self.y(1))"/>
      <text class="tick" x="\(Self.x(value))" y="\(Self.coordinate(Self.height - Self.bottom + 15))" text-anchor="middle">\(Figure.decimals(value, 2))</text>

      """
    }.joined()
    let levels = verticalTicks.map { tick in
      """
      <line class="grid" x1="\(Self.x(0))" y1="\(Self.y(tick.value))" x2="\(Self.x(1))" y2="\(Self.y(tick.value))"/>
      <text class="tick" x="\(Self.coordinate(Self.left - 6))" y="\(Self.coordinate((Double(Self.y(tick.value)) ?? 0) + 4))" text-anchor="end">\(HTML.text(tick.text))</text>

      """
    }.joined()
    let middle = Self.coordinate((Self.height - Self.bottom + Self.top) / 2)
    return """
      <figure><svg viewBox="0 0 \(Self.coordinate(Self.width)) \(Self.coordinate(Self.height))" role="img" aria-label="\(HTML.text(title))">
      <title>\(HTML.text(title))</title>
      \(frame)\(levels)<text class="axis" x="\(Self.coordinate((Self.width + Self.left - Self.right) / 2))" y="\(Self.coordinate(Self.height - 6))" text-anchor="middle">\(HTML.text(horizontal))</text>
      <text class="axis" transform="translate(11 \(middle)) rotate(-90)" text-anchor="middle">\(HTML.text(vertical))</text>
      \(marks)</svg>
      <figcaption>\(caption)</figcaption>
      <details><summary>As a table</summary>
      \(table)</details></figure>

      """
  }
}
