import Foundation
import ModerationCore
import ModerationJudging
import Testing

@testable import ModerationHarness

@Suite("Pages of evaluations", .timeLimit(.minutes(20)))
struct EvaluationPageTests {
  static let nasty = "<script>alert(1)</script>\"'&\u{202E}gpj.\u{7}\nx"

  private static func summary(_ source: String = nasty) throws -> EvaluationSummary {
    var images = EvaluatedImages(
      EvaluationRules(
        descriptors: EvaluationRows.descriptors,
        compared: EvaluationRows.compared(
          Policy(
            name: "<b>other", sampling: .standard,
            thresholds: LabelThresholds(images: [Claim(.porn): ScoreThresholds(review: 0.6)])), scenes: [.porn])))
    for (index, score) in [0.1, 0.4, 0.5, 0.9].enumerated() {
      images.add(EvaluationRows.judged(source + "\(index)", porn: score))
    }
    let quoted = source.replacing("\"", with: "\"\"")
    let sheet = try LabelSheet(
      parsing: Array((0..<4).map { "\"\(quoted)\($0)\",\($0 < 2 ? "-" : "Porn")\n" }.joined().utf8), name: "l<i>.csv")
    let labelled = LabelledImages(images, try Expectations(sheet))
    return EvaluationSummary(labelled, EvaluationOptions(wish: ThresholdWish(.recall, 1, holdout: 0.5)))
  }

  @Test("names are text and nothing else, wherever they stand")
  func escaped() throws {
    let html = EvaluationPage(try Self.summary()) { _ in [1, 2, 3] }.html
    #expect(
      !html.contains("<script") && !html.contains("alert(1)<") && !html.contains("<b>other") && !html.contains("<i>"))
    #expect(!html.unicodeScalars.contains("\u{202E}") && !html.unicodeScalars.contains("\u{7}"))
    #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\\u{202E}gpj.\\u{7}\\u{A}x1"))
  }

  @Test("the page needs nothing else: no address, no script, a policy that forbids both")
  func selfContained() throws {
    let html = EvaluationPage(try Self.summary()) { _ in [0xFF, 0xD8] }.html
    #expect(html.contains("default-src 'none'; img-src data:; style-src 'unsafe-inline'"))
    for word in ["http:", "https:", "//", "<link", "@import", "url(", "javascript", " onload", "<iframe"] {
      #expect(!html.contains(word), Comment(rawValue: word))
    }
    #expect(html.contains("src=\"data:image/jpeg;base64,/9g=\""))
  }

  @Test("every chart has a name and a table")
  func accessible() throws {
    let html = EvaluationPage(try Self.summary("a")).html
    let charts = html.split(separator: "<svg").count - 1
    #expect(charts >= 8)
    #expect(html.split(separator: "role=\"img\" aria-label=\"").count - 1 == charts)
    #expect(html.split(separator: "<summary>As a table</summary>\n<div class=\"wide\"><table").count - 1 == charts)
  }

  @Test("elements are closed in the order in which they were opened")
  func wellFormed() throws {
    for html in [EvaluationPage(try Self.summary()).html, EvaluationPage(try Self.summary("a")) { _ in [1] }.html] {
      var open: [Substring] = []
      let void: Set<Substring> = ["meta", "br", "img", "wbr", "!DOCTYPE"]
      for tag in html.matches(of: /<(\/?)([!A-Za-z0-9]+)[^>]*?(\/?)>/) {
        let name = tag.output.2
        if void.contains(name) || !tag.output.3.isEmpty { continue }
        if tag.output.1.isEmpty { open.append(name) } else { #expect(open.popLast() == name) }
      }
      #expect(open.isEmpty)
    }
  }

  @Test("base64 as others write it", arguments: [0, 1, 2, 3, 4, 255, 256, 257])
  func base64(_ count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    #expect(Base64.text(bytes) == Data(bytes).base64EncodedString())
  }

  @Test(
    "figures in words",
    arguments: [
      (0.0621, 3, "0.062"), (-0.5, 1, "−0.5"), (0.05, 1, "0.1"), (12.34, 0, "12"), (-0.0001, 2, "0.00"),
    ])
  func decimals(_ value: Double, _ count: Int, _ text: String) { #expect(Figure.decimals(value, count) == text) }

  @Test("the text for terminals has every question and no line with blanks at its end")
  func table() throws {
    let summary = try Self.summary("a")
    let lines = EvaluationTable(summary).lines
    for question in summary.questions { #expect(lines.contains { $0.contains(question.name) }) }
    #expect(lines.allSatisfy { !$0.hasSuffix(" ") })
    #expect(lines.contains { $0.contains("wide") })
  }
}
