import ModerationPluginKit

/// Flags lines of an image's text that hold a word: the operator's, given as the configuration, or `forbidden`.
struct ForbiddenWord: TextDetector {
  static let descriptor = DetectorDescriptor(
    id: "forbidden-word/1", scene: .text, covers: [], doesNotCover: [],
    bands: [.ad: ScoreBands(reviewFrom: 0.5, as: .ad, blockAbove: 1, as: .ad)], basis: .operatorList)
  var descriptor: DetectorDescriptor { Self.descriptor }
  let word: String

  init(_ word: String) { self.word = word.isEmpty ? "forbidden" : word.lowercased() }

  func inspect(_ lines: [RecognizedLine], of text: TextDescription) -> [Finding] {
    lines.filter { $0.text.lowercased().contains(word) }.prefix(Finding.maximumPerCall).map { line in
      Finding(
        label: .ad, score: 1, locations: [.init(frameIndex: line.frameIndex, box: line.box)], text: line.text,
        keywords: [word])
    }
  }
}

@c(moderation_plugin_entry)
public func entry(_ host: UInt32) -> UnsafeRawPointer? {
  exportPlugin(host) { [PluginDetector(ForbiddenWord.descriptor) { context in ForbiddenWord(context.configuration) }] }
}
