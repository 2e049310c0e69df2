import ModerationCore
import ModerationJudging

// Replay < LINES: judges result lines again under a policy that is milder on nudity. No model, no decoder, no image.
let milder = Policy(
  name: "milder", version: "1", sampling: .standard,
  bands: ["porn.two-models": [.porn: ScoreBands(reviewFrom: 0.75, as: .sexy, blockAbove: 0.9, as: .porn)]])

while let line = readLine() {
  let document = try ResultDocument(jsonLine: line)
  guard let before = document.recordedSuggestion, let now = document.judged(under: milder) else { continue }
  print("\(document.source): \(before) -> \(now.suggestion), \(now.reason)")
}
