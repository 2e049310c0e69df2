import TestFixtures
import ImageModeration
import Testing
import TextMatching

@testable import TextDetection

@Suite("word list detector", .timeLimit(.minutes(20)))
struct WordListDetectorTests {
  static func list(_ text: String, name: String = "list.txt") throws -> WordList {
    try WordList(parsing: Array(text.utf8), name: name)
  }

  static func line(_ text: String, frame: Int = 0, y: Double = 0) -> RecognizedLine {
    RecognizedLine(
      frameIndex: frame, text: text, confidence: 0.9, box: PixelRectangle(x: 10, y: y, width: 100, height: 20))
  }

  static func suggestion(_ finding: Finding, by detector: WordListDetector) -> Suggestion? {
    Policy.standard.meaning(of: finding, by: detector.descriptor)?.suggestion
  }

  @Test("a conjunction over two lines gives keyword, boxes, text, label, suggestion and list; without the list nothing")
  func conjunction() throws {
    let detector = try WordListDetector(lists: [
      try Self.list("# name: night life\n# label: Porn\n# suggestion: BLOCK\n美女&包夜\n")
    ])
    let lines = [Self.line("本地美女", y: 5), Self.line("欢迎光临", y: 30), Self.line("包夜 ￥500", frame: 3, y: 55)]
    let findings = detector.inspect(lines, of: TextDescription())
    let finding = try #require(findings.first)
    #expect(findings.count == 1)
    #expect(finding.label == .porn)
    #expect(finding.keywords == ["美女&包夜"])
    #expect(finding.list == "night life")
    #expect(finding.text == "本地美女\n包夜 ￥500")
    #expect(finding.keywordRanges == [2..<4, 5..<7])
    #expect(finding.score == 1)
    #expect(finding.suggestion == .block)
    #expect(
      finding.locations == [
        Finding.Location(frameIndex: 0, box: lines[0].box), Finding.Location(frameIndex: 3, box: lines[2].box),
      ])
    #expect(Self.suggestion(finding, by: detector) == .block)
    #expect(detector.inspect(Array(lines.dropLast()), of: TextDescription()).isEmpty)
    #expect(detector.inspect([], of: TextDescription()).isEmpty)
    #expect(try WordListDetector(lists: []).inspect(lines, of: TextDescription()).isEmpty)
  }

  @Test("one label can ask for a person in one list, block in another and pass in a third")
  func suggestions() throws {
    let detector = try WordListDetector(lists: [
      try Self.list("# label: Porn\n# suggestion: REVIEW\n甲", name: "a"),
      try Self.list("乙\tPorn", name: "b"), try Self.list("丙\tporn\tpass", name: "c"),
    ])
    let findings = detector.inspect([Self.line("甲、乙、丙")], of: TextDescription())
    #expect(findings.map(\.keywords) == [["乙"], ["甲"], ["丙"]])
    #expect(findings.map { Self.suggestion($0, by: detector) } == [.block, .review, .pass])
    #expect(findings.map(\.list) == ["b", "a", "c"])
  }

  @Test("a hit inside an exemption names list and exemption, and claims no label for it")
  func exemption() throws {
    let detector = try WordListDetector(lists: [
      try Self.list("毛巾\tPorn", name: "a"), try Self.list("# suggestion: EXEMPT\n毛巾架", name: "harmless"),
    ])
    #expect(Set(detector.descriptor.bands.keys) == [.porn])
    let findings = detector.inspect([Self.line("毛巾架"), Self.line("毛巾")], of: TextDescription())
    #expect(findings.map(\.allowedBy) == [nil] && findings.first?.text == "毛巾")
    let exempt = try #require(detector.inspect([Self.line("毛巾架")], of: TextDescription()).first)
    #expect(exempt.allowedBy == "harmless: 毛巾架")
    #expect(exempt.label == .porn && exempt.suggestion == .block && exempt.keywords == ["毛巾"])
  }

  @Test("the descriptor has bands for exactly the labels of the lists")
  func descriptor() throws {
    let detector = try WordListDetector(lists: [try Self.list("a\nb\tAd\nc\tGadgets")])
    #expect(Set(detector.descriptor.bands.keys) == [.custom, .ad, Label(rawValue: "Gadgets")])
    #expect(detector.descriptor.id == "text.word-lists/4")
    #expect(detector.descriptor.scene == .text)
    #expect(detector.descriptor.model == nil)
    #expect(detector.descriptor.lists.map(\.name) == ["list.txt"])
    let changed = try WordListDetector(lists: [try Self.list("a\nb\tAd\nc\tGadget")])
    #expect(detector.descriptor.lists != changed.descriptor.lists)
  }

  @Test("equal lines give equal findings, also from several threads at a time, and scores stay in range")
  func deterministic() async throws {
    let detector = try WordListDetector(lists: [try Self.list("a\nb&c\n美\tPorn\n女\n美女\tAbuse")])
    let lines = ["a b", "美女 c", "B, A"].enumerated().map { Self.line($0.element, y: Double($0.offset)) }
    let first = detector.inspect(lines, of: TextDescription())
    #expect(first.count == 5)
    #expect(first.allSatisfy { (0...1).contains($0.score) && detector.descriptor.bands[$0.label] != nil })
    await withTaskGroup(of: [Finding].self) { group in
      for _ in 0..<8 { group.addTask { detector.inspect(lines, of: TextDescription()) } }
      for await findings in group { #expect(findings == first) }
    }
  }

  @Test("findings stay below the pipeline's bound however much hits")
  func bounded() throws {
    let words = (0x4E00..<(0x4E00 + 6000)).compactMap { Unicode.Scalar(UInt32($0)) }.map { String($0) }
    let detector = try WordListDetector(lists: [try Self.list(words.joined(separator: "\n") + "\n重磅\tPorn")])
    let findings = detector.inspect([Self.line(words.joined()), Self.line("重磅")], of: TextDescription())
    #expect(findings.count <= Finding.maximumPerCall)
    #expect(findings.first?.keywords == ["重磅"])
  }
}
