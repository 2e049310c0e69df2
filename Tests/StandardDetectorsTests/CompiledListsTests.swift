import ImageMatching
import ImageModeration
import Lists
import TestFixtures
import Testing
import TextDetection
import TextMatching

@testable import StandardDetectors

@Suite("Compiled lists", .timeLimit(.minutes(20)))
struct CompiledListsTests {
  static let line = RecognizedLine(
    frameIndex: 0, text: "casino", confidence: 1, box: PixelRectangle(x: 0, y: 0, width: 10, height: 10))

  @Test("twenty policies with the same lists compile them once, whatever they suggest, and a changed list alone again")
  func once() throws {
    let models = try DetectorChoiceTests.models()
    func set(_ words: String, _ told: Suggestion?) throws -> DetectorSet {
      // Read anew each time, as policies are.
      let lists = [try TestLists.words(words), try TestLists.words("other", name: "second")]
      let print = try TestLists.fingerprints()
      return try models.detectors(
        DetectorChoice(scenes: [.text, .politics], usesTextModels: false, omits: [OmissionTests.qrCode]),
        lists: OperatorLists(
          words: told.map { told in lists.map { $0.suggesting(told) } } ?? lists,
          fingerprints: [told.map { print.suggesting($0) } ?? print]))
    }
    func suggestion(_ set: DetectorSet) throws -> Suggestion? {
      let detector = try #require(set.textDetectors.first { $0.descriptor.name == "text.word-lists" })
      return try detector.inspect([Self.line], of: TextDescription()).first?.suggestion
    }
    let told: [Suggestion?] = [nil, .pass, .review, .block]
    let sets = try (0..<20).map { try set("casino\tAd\tBLOCK", told[$0 % 4]) }
    #expect(models.compiledListCount == 2)
    #expect(try sets.prefix(4).map(suggestion) == [.block, .pass, .review, .block])
    #expect(try suggestion(try set("casino\tAd\tREVIEW", nil)) == .review)
    #expect(models.compiledListCount == 3)
    #expect(try suggestion(try set("casino\tAd\tBLOCK", nil)) == .block)
    #expect(models.compiledListCount == 3)
  }

  @Test("lists of equal identities and other entries are not taken for each other")
  func equalIdentities() throws {
    let compilations = SharedCompilations<CompiledWords>()
    let key = [ListIdentity(name: "list", version: "0123456789ab")]
    func words(_ text: String) throws -> [WordList] { [try TestLists.words(text)] }
    func matcher(_ lists: [WordList]) throws -> WordMatcher {
      try compilations.product(of: key, compiled: \.words) {
        WordMatcher(lists, sharing: $0)
      } make: {
        () throws(HostFailure) in
        do throws(ListError) {
          return try WordMatcher(lists)
        } catch {
          throw HostFailure(.invalidComposition, message: error.description)
        }
      }
    }
    let (first, second) = (try matcher(words("one")), try matcher(words("two")))
    #expect(first.lists[0].entries.map(\.keyword) == ["one"] && second.lists[0].entries.map(\.keyword) == ["two"])
    #expect(compilations.compiledCount == 2)
    #expect(try matcher(words("one")).words === first.words)
    #expect(compilations.compiledCount == 2)
  }

  @Test("the longest unused are dropped, and what a detector holds is found again for as long as it does")
  func bounded() throws {
    let lists = CompiledLists()
    let most = SharedCompilations<CompiledWords>.keptCount
    func detector(_ index: Int) throws -> WordListDetector {
      try lists.detector(of: [try TestLists.words("word\(index)")])
    }
    var held: WordListDetector? = try detector(0)
    for index in 1...most + 1 { _ = try detector(index) }
    #expect(lists.compiledCount == most + 2)
    // In use.
    #expect(try detector(0).matcher.words === held?.matcher.words)
    // Kept.
    _ = try detector(most + 1)
    #expect(lists.compiledCount == most + 2)
    // Dropped.
    _ = try detector(1)
    #expect(lists.compiledCount == most + 3)
    weak let words = held?.matcher.words
    held = nil
    for index in 10..<10 + most { _ = try detector(index) }
    #expect(words == nil)
  }
}
