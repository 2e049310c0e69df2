import Glibc
import Lists
import TextMatching

// What a list costs: to read and build, to open what was kept, and to search text with. Seconds are of the processor.
//
// usage: WordFigures LIST TEXT FOLDER

guard CommandLine.arguments.count == 4 else {
  print("usage: WordFigures LIST TEXT FOLDER")
  exit(64)
}
let (listPath, textPath, folderPath) = (
  CommandLine.arguments[1], CommandLine.arguments[2], CommandLine.arguments[3]
)

func processorSeconds(_ body: () throws -> Void) rethrows -> Double {
  func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
  let start = now()
  try body()
  return now() - start
}

/// The resident memory in MiB.
func residentMebibytes() -> Double {
  guard let file = fopen("/proc/self/statm", "r") else { return 0 }
  defer { fclose(file) }
  var buffer = [CChar](repeating: 0, count: 256)
  guard fgets(&buffer, 256, file) != nil else { return 0 }
  let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  let fields = text.split(separator: " ").compactMap { Double($0) }
  return fields.count > 1 ? fields[1] * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576 : 0
}

func bytes(of path: String) -> [UInt8] {
  guard let file = fopen(path, "r") else { return [] }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 20)
  while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece[..<count] }
  return bytes
}

/// The fastest of some tries, in MB of the text a second.
func speed(_ byteCount: Int, tries: Int, _ body: () -> Void) -> Double {
  Double(byteCount) / 1e6 / (0..<tries).map { _ in processorSeconds(body) }.reduce(.infinity, min)
}

let list = bytes(of: listPath)
let text = String(decoding: bytes(of: textPath), as: UTF8.self)
let folder = CompiledFolder(folderPath, minimumSourceByteCount: 0)
let before = residentMebibytes()
var matcher: WordMatcher?
let opening = try processorSeconds {
  matcher = try WordMatcher([try WordList(parsing: list, name: "list", keepingIn: folder)], keepingIn: folder)
}
guard let matcher else { exit(1) }
print("made or opened  \(opening) s, \(residentMebibytes() - before) MiB resident")
let building = try processorSeconds { _ = try WordMatcher([try WordList(parsing: list, name: "list")]) }
print("read and built  \(building) s, \(matcher.entryCount) entries, \(matcher.byteCount) bytes of automata")
var builder = WordAutomaton.Builder()
for entry in matcher.lists[0].entries {
  for part in entry.parts { _ = builder.insert(TextNormalizer.simplifiedHan.normalize(part).scalars) }
}
let automaton = builder.build()
let scalars = TextNormalizer.simplifiedHan.normalize(text).scalars
var hitCount = 0
let scanning = speed(text.utf8.count, tries: 5) {
  hitCount = 0
  automaton.forEachMatch(in: scalars) { _ in hitCount += 1 }
}
print("automaton       \(scanning) MB/s, \(hitCount) hits in normalised text")
print("normalisation   \(speed(text.utf8.count, tries: 5) { _ = TextNormalizer.standard.normalize(text) }) MB/s")
let lines = text.split(separator: "，").map(String.init)
print(
  "all readings    \(speed(text.utf8.count, tries: 2) { for line in lines { _ = matcher.matches(in: [line]) } }) MB/s")
