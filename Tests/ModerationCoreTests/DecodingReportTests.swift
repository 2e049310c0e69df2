import ModerationCore
import Testing

@Suite("Decoding report", .timeLimit(.minutes(20)))
struct DecodingReportTests {
  @Test("what was not shown is in order, each once, and bounded with the rest counted")
  func unseen() {
    let report = DecodingReport(unseen: [Unseen(.picture, "b"), Unseen(.color, "z"), Unseen(.picture, "b")])
    #expect(report.unseen == [Unseen(.color, "z"), Unseen(.picture, "b")])
    let many = DecodingReport(unseen: (100..<200).map { Unseen(.construct, "element \($0)") })
    #expect(many.unseen.count == DecodingReport.maximumUnseenCount)
    #expect(many.unseen.contains(Unseen(.construct, "69 more")))
    #expect(many.adding([]).unseen == many.unseen)
  }

  @Test("a detail has a bounded length and no control characters")
  func detail() {
    #expect(Unseen(.construct, "a\nb\u{202e}\u{2028}c").detail == "ab\u{202e}c")
    #expect(Unseen(.construct, String(repeating: "é", count: 500)).detail.unicodeScalars.count == 120)
  }

  @Test("texts beyond their bound are left out and named")
  func texts() {
    let long = String(repeating: "x", count: DecodingReport.maximumTextByteCount)
    let report = DecodingReport(unseen: [], texts: ["", long, "y"])
    #expect(report.texts == [long])
    #expect(report.unseen.map(\.kind) == [.construct])
  }

  @Test("reports of several readers add up")
  func sum() {
    var report = DecodingReport(unseen: [Unseen(.color, "a")], holds: [.thumbnail], undecoded: [3], texts: ["one"])
    report.add(DecodingReport(unseen: [Unseen(.channel, "b")], holds: [.mask], undecoded: [1, 3], texts: ["two"]))
    #expect(report.unseen.contains(Unseen(.color, "a")) && report.unseen.contains(Unseen(.channel, "b")))
    #expect(report.holds == [.thumbnail, .mask])
    #expect(report.undecoded == [1, 3])
    #expect(report.texts == ["one", "two"])
  }
}
