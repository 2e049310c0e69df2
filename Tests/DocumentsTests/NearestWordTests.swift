import Documents
import Testing

@Suite(.timeLimit(.minutes(20)))
struct NearestWordTests {
  static let words = ["Porn", "Sexy", "Terror", "Polity", "Ad", "stopsAtBlock", "minimumSidePixels", "JNG", "JPEG"]

  @Test(
    "a slip of the pen finds its word",
    arguments: [
      ("Pron", "Porn"), ("porn", "Porn"), ("Teror", "Terror"), ("Polite", "Polity"), ("stopAtBlock", "stopsAtBlock"),
      ("minimumSidePixel", "minimumSidePixels"), ("AD", "Ad"), ("JPG", "JPEG"),
    ])
  func slips(slip: String, word: String) { #expect(NearestWord.to(slip, among: Self.words) == word) }

  @Test("another word finds none", arguments: ["Weather", "x", "", "limits", String(repeating: "a", count: 1000)])
  func others(word: String) { #expect(NearestWord.to(word, among: Self.words) == nil) }
}
