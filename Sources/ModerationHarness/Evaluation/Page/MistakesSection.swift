/// The worst mistakes with their pictures.
struct MistakesSection {
  let mistakes: Mistakes
  /// The picture of a source as JPEG; nil where there is none.
  let thumbnail: (String) -> [UInt8]?
  let blurs: Bool

  var html: String {
    """
    <h2 id="mistakes">Worst mistakes</h2>
    \(group("False alarms", "Expected to pass, and held back; the gravest and surest first.", mistakes.falseAlarms))\
    \(group("Misses", "Expected to be held back, and passed; the least suspected first.", mistakes.misses))
    """
  }

  private func group(_ title: String, _ explanation: String, _ group: Mistakes.Group) -> String {
    guard group.count > 0 else { return "<h3>\(title): none</h3>\n" }
    let shown = group.shown.count < group.count ? ", \(group.shown.count) of them shown" : ""
    let items = group.shown.map(item).joined()
    return """
      <h3>\(title): \(group.count)\(shown)</h3>
      <p class="soft">\(explanation)</p>
      <ul class="pictures">
      \(items)</ul>

      """
  }

  private func item(_ mistake: Mistake) -> String {
    let isBlurred = blurs && mistake.isExplicit
    let picture: String
    if let bytes = thumbnail(mistake.source) {
      let description = "Picture of \(mistake.source)" + (isBlurred ? ", blurred" : "")
      picture = "<img alt=\"\(HTML.text(description))\" src=\"data:image/jpeg;base64,\(Base64.text(bytes))\">"
    } else {
      picture = "no picture at hand"
    }
    let found =
      mistake.claim.map { "\(HTML.text($0)) \(Figure.decimals(mistake.score, 2))" } ?? "nothing of it found"
    return """
      <li><div class="frame">\(picture)</div>
      <p>expected <b>\(HTML.text(mistake.expected))</b>, given <span class="\(HTML.text(mistake.given))">\(HTML.text(mistake.given))</span><br>
      \(found)\(isBlurred ? " <span class=\"blurred\">blurred</span>" : "")<br><code>\(HTML.text(mistake.source))</code></p></li>

      """
  }
}
