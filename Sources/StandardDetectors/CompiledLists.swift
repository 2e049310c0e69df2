import ImageModeration
import Lists
import ImageMatching
import PoliticsDetection
import TextDetection
import TextMatching

/// The detectors of lists, of which as much is shared as the lists have in common: policies that compare with the same
/// lists, whatever each has them suggest, share what is compiled.
///
/// A gallery needs no such thing: its detector compiles nothing.
struct CompiledLists: Sendable {
  /// Where what is compiled of words is kept beyond the process; nil for nowhere.
  let folder: CompiledFolder?

  private let words = SharedCompilations<CompiledWords>()
  private let pictures = SharedCompilations<KnownPictures>()
  private let codes = SharedCompilations<CodeIndex>()

  init(keepingIn folder: CompiledFolder? = nil) { self.folder = folder }

  /// How often something was compiled.
  var compiledCount: Int { words.compiledCount + pictures.compiledCount + codes.compiledCount }

  func detector(of lists: [WordList]) throws(HostFailure) -> WordListDetector {
    try words.product(of: lists.map(\.identity), compiled: \.matcher.words) { words in
      WordMatcher(lists, sharing: words).map { WordListDetector($0) }
    } make: { () throws(HostFailure) in
      do throws(ListError) {
        return WordListDetector(try WordMatcher(lists, keepingIn: folder))
      } catch {
        throw HostFailure(.invalidComposition, message: error.description)
      }
    }
  }

  func detector(of lists: [FingerprintList]) throws(HostFailure) -> FingerprintDetector {
    try pictures.product(of: lists.map(\.identity), compiled: \.pictures) { pictures in
      FingerprintDetector(lists: lists, sharing: pictures)
    } make: { () throws(HostFailure) in
      try FingerprintDetector(lists: lists)
    }
  }

  /// Nil without lists.
  func codes(_ lists: [CodeList]) throws(HostFailure) -> CodeLists? {
    if lists.isEmpty { return nil }
    return try codes.product(of: lists.map(\.identity), compiled: \.index) { index in
      CodeLists(lists, sharing: index)
    } make: { () throws(HostFailure) in
      do throws(ListError) {
        return try CodeLists(lists)
      } catch {
        throw HostFailure(.invalidComposition, message: error.description)
      }
    }
  }
}
