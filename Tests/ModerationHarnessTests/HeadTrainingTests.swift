import Foundation
import ImageMatching
import TestFixtures
import Testing

@testable import ModerationHarness

@Suite("training of heads", .timeLimit(.minutes(20)))
struct HeadTrainingTests {
  /// Pictures of eight features, of which the first tells "a", the second "b".
  static func pictures(
    each: Int = 12, benign: Int = 24, sources: Int = 0, likeness: (Int) -> PDQHash? = { _ in nil }
  ) -> [TrainingPicture] {
    var random = SplitMix(seed: 7)
    var pictures: [TrainingPicture] = []
    for (category, count) in [(nil as String?, benign), ("a", each), ("b", each)] {
      for index in 0..<count {
        var features = (0..<8).map { _ in Float.random(in: -1...1, using: &random) }
        if category == "a" { features[0] += 3 }
        if category == "b" { features[1] += 3 }
        let number = pictures.count
        pictures.append(
          TrainingPicture(
            path: "data/\(category ?? "benign")/\(index).png", category: category,
            source: sources > 0 ? "site\(index % sources)" : nil, sha256: "\(number)", likeness: likeness(number),
            features: features))
      }
    }
    return pictures
  }

  static func training(
    _ pictures: [TrainingPicture], rates: TrainingRates = .standard
  ) throws(RunProblem) -> HeadTraining {
    try HeadTraining(pictures, dataset: "data", benignName: "benign", rates: rates)
  }

  private static func problem(_ pictures: [TrainingPicture]) -> RunProblem? {
    do throws(RunProblem) {
      _ = try training(pictures)
      return nil
    } catch {
      return error
    }
  }

  @Test("what can be told is told on pictures that were not learned from, the same each time")
  func learns() throws {
    let pictures = Self.pictures(sources: 3)
    var told = 0
    let trained = try Self.training(pictures).trained { done, total in
      #expect(done < total)
      told += 1
    }
    #expect(told == 2 * (3 + 1))
    #expect(trained.heads.map(\.category) == ["a", "b"])
    for head in trained.heads {
      #expect(head.evaluation.area ?? 0 > 0.95)
      #expect(head.evaluation.falseReviews.count == 24)
      #expect(head.evaluation.falseReviews.hits == 1)
      #expect(!head.blocks && head.evaluation.foundByBlock.hits == 0)
    }
    let again = try Self.training(pictures).trained()
    #expect(again.bytes == trained.bytes)
    #expect(trained.bytes.count == 2 * 9 * 4)
    #expect(again.heads.map(\.anchors.review) == trained.heads.map(\.anchors.review))
  }

  @Test("sources stay together, also those of several labels, and every label is in several folds")
  func sources() throws {
    let training = try Self.training(Self.pictures(sources: 4))
    #expect(training.foldCount == 4)
    for source in Set(training.pictures.map(\.source)) {
      let folds = zip(training.pictures, training.folds.folds).filter { $0.0.source == source }.map(\.1)
      #expect(Set(folds).count == 1)
    }
    #expect(training.folds.groupings["a"] == .init(isBySource: true, groupCount: 4))
    for label in [nil, "a", "b"] {
      let folds = zip(training.pictures, training.folds.folds).filter { $0.0.category == label }.map(\.1)
      #expect(Set(folds).count == 4)
    }
  }

  @Test("without sources near-equal pictures stay together, and those under two labels are named")
  func likeness() throws {
    // Of 48 pictures 0 and 1 are near-equal, and 23 (benign) and 24 (a).
    func hash(_ number: Int) -> PDQHash? {
      let group = number == 1 ? 0 : number == 24 ? 23 : number
      var random = SplitMix(seed: UInt64(group))
      var words = SIMD4<UInt64>(random.next(), random.next(), random.next(), random.next())
      if number != group { words[0] ^= 0b1011 }
      return PDQHash(words: words)
    }
    let training = try Self.training(Self.pictures(likeness: hash))
    #expect(training.foldCount == 5)
    #expect(training.folds.folds[0] == training.folds.folds[1])
    #expect(training.folds.folds[23] == training.folds.folds[24])
    #expect(training.folds.groupings[nil] == .init(isBySource: false, groupCount: 23))
    #expect(training.folds.nearPairs.map(\.first) == [23] && training.folds.nearPairs.map(\.second) == [24])
    let report = TrainingReport(training.trained(), dataset: "data", id: "x/1", leftOut: [])
    #expect(report.markdown.contains("- `data/benign/23.png` and `data/a/0.png`, under two labels"))
    #expect(report.markdown.contains("| `benign` | 24 | 23 groups by near-equality"))
  }

  @Test("near-equal pictures of two sources are named, because one may have told the other")
  func leak() throws {
    let same = PDQHash(words: SIMD4(1, 2, 3, 4))
    let training = try Self.training(Self.pictures(sources: 3) { $0 < 2 ? same : nil })
    #expect(training.folds.nearPairs.count == 1)
    let report = TrainingReport(training.trained(), dataset: "data", id: "x/1", leftOut: [])
    #expect(report.markdown.contains("in two sources: one may have told the other"))
  }

  @Test("too little, too much the same, or the same under two labels is a problem with its place")
  func problems() throws {
    let good = Self.pictures()
    let few = Self.problem(good.filter { $0.category != "b" || $0.path < "data/b/3" })
    #expect(few?.path == "data/b")
    #expect(few?.message.contains("8 are the least") == true)
    #expect(Self.problem(good.filter { $0.category == nil })?.message.contains("has no category") == true)
    #expect(Self.problem([])?.message.contains("has no category") == true)
    #expect(Self.problem(good.filter { $0.category != nil })?.path == "data/benign")

    let twice = TrainingPicture(
      path: "data/b/again.png", category: "b", source: nil, sha256: "0", likeness: nil, features: good[0].features)
    let same = Self.problem(good + [twice])
    #expect(same?.path == "data/b/again.png")
    #expect(same?.message.contains("the same file as data/benign/0.png") == true)

    let short = TrainingPicture(
      path: "data/b/short.png", category: "b", source: nil, sha256: "s", likeness: nil, features: [1])
    #expect(Self.problem(good + [short])?.path == "data/b/short.png")
    let odd = TrainingPicture(
      path: "data/b/odd.png", category: "b", source: nil, sha256: "s", likeness: nil,
      features: [Float](repeating: .nan, count: 8))
    #expect(Self.problem(good + [odd])?.path == "data/b/odd.png")

    let one = Self.problem(Self.pictures { $0 >= 36 ? PDQHash(words: SIMD4(9, 9, 9, 9)) : nil })
    #expect(one?.path == "data/b")
    #expect(one?.message.contains("near-equal to each other") == true)
  }

  @Test("a picture given twice under one label counts once and is named")
  func repeated() throws {
    let good = Self.pictures()
    let twice = TrainingPicture(
      path: "data/benign/again.png", category: nil, source: nil, sha256: "0", likeness: nil,
      features: good[0].features)
    let training = try Self.training(good + [twice])
    #expect(training.pictures.count == good.count)
    let left = TrainingReport.LeftOut(path: "data/benign/x|`.png", reason: "no image")
    let report = TrainingReport(training.trained(), dataset: "data", id: "x/1", leftOut: [left])
    #expect(report.markdown.contains("- `data/benign/again.png`: the same file as data/benign/0.png"))
    #expect(report.markdown.contains(#"- `data/benign/x\|?.png`: no image"#))
  }

  @Test("the summary is JSON with all figures, and says what could not be supported")
  func summary() throws {
    let training = try Self.training(Self.pictures(sources: 3))
    let report = TrainingReport(training.trained(), dataset: "data", id: "x/1", leftOut: [])
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any])
    #expect(json["folds"] as? Int == 3)
    #expect((json["categories"] as? [[String: Any]])?.first?["category"] as? String == "a")
    #expect((json["folders"] as? [[String: Any]])?.first?["groupedBy"] as? String == "source")
    #expect(report.cautions.count == 2)
    #expect(report.cautions[0].contains("1 of 24 was taken; 100 are needed"))
    #expect(report.cautions[1].contains("1000 are needed"))
    let rates = try #require(TrainingRates(review: 0.25, block: 0.125))
    let enough = try Self.training(Self.pictures(sources: 3), rates: rates).trained()
    #expect(TrainingReport(enough, dataset: "data", id: "x/1", leftOut: []).cautions.isEmpty)
    #expect(enough.heads.allSatisfy { $0.blocks && $0.evaluation.falseBlocks.hits == 3 })
    #expect(enough.heads.allSatisfy { $0.evaluation.falseReviews.hits == 6 })
  }
}
