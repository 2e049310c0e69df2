import ImageMatching
import Testing

@Suite("Gallery names", .timeLimit(.minutes(20)))
struct GalleryNameTests {
  @Test(
    "names of any script are taken",
    arguments: ["Ada Lovelace", "李小龍", "محمد", "Zoë", "O'Neil, Jr.", "نمی‌خواهم", "a", "👩‍🚀 crew", "100% sure", "-x"])
  func allowed(name: String) { #expect(GalleryName(name)?.text == name) }

  @Test(
    "what leaves the folder, hides or cannot be seen is refused",
    arguments: [
      "", ".", "..", ".hidden", "a/b", "/", "a\u{0}b", "a\nb", "a\u{1B}[31m", "a\u{202E}b", " a", "a ", "a\u{2028}b",
      String(repeating: "é", count: 128),
    ])
  func refused(name: String) { #expect(GalleryName(name) == nil) }
}
