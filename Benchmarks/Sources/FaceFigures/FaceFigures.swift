import FaceLibraries
import Glibc
import ImageMatching
import ModerationCore

/// Fills a library with faces of a file, searches it for those of another, and says what that takes.
///
///     FaceFigures FOLDER COUNT
///
/// FOLDER holds `faces.f32` and `queries.f32`, rows of 128 numbers of length 1. Writes `ours.txt`: of each query the rows of
/// the nearest faces, nearest first; prints figures as `name value`.
@main
struct FaceFigures {
  static let model = DetectorDescriptor.Model(name: "made up", sha256: String(repeating: "0", count: 64))

  static func main() throws {
    guard CommandLine.arguments.count == 3, let count = Int(CommandLine.arguments[2]) else {
      print("usage: FaceFigures FOLDER COUNT")
      exit(64)
    }
    let folder = CommandLine.arguments[1]
    let queries = try Rows("\(folder)/queries.f32")
    let library = try FaceLibrary(path: "\(folder)/faces.sqlite", for: .making, model: model)
    if try library.counts().faces < count { try fill(library, try Rows("\(folder)/faces.f32"), count) }
    let built = try figure("build") { try FaceSearch(library, cache: "\(folder)/cache") }
    _ = consume built
    let search = try figure("open") { try FaceSearch(library, cache: "\(folder)/cache") }
    let scope = search.scope(of: search.groups.indices)
    var answers = ""
    // Once for the pages of the file, and not counted.
    _ = try search.nearest(to: queries[0], count: 5, in: scope)
    try figure("search \(queries.count)") {
      for index in 0..<queries.count {
        let matches = try search.nearest(to: queries[index], count: 5, in: scope)
        answers += matches.map { "\($0.person.id)" }.joined(separator: " ") + "\n"
      }
    }
    print("mapped \(search.mappedByteCount)")
    print("resident \(resident())")
    let file = fopen("\(folder)/ours.txt", "w")
    fputs(answers, file)
    fclose(file)
  }

  static func fill(_ library: FaceLibrary, _ faces: Rows, _ count: Int) throws {
    guard let name = GalleryName("everybody") else { return }
    let group = FaceGroup(id: FaceID(derivedFrom: name), name: name)
    try library.write { writer throws(HostFailure) in try writer.put(group) }
    try figure("import") {
      for start in stride(from: 0, to: count, by: 10_000) {
        try library.write { writer throws(HostFailure) in
          for index in start..<min(start + 10_000, count) {
            guard let id = FaceID("\(index)"), let name = GalleryName("Person \(index)") else { return }
            let digits = String(index, radix: 16)
            try writer.put(FacePerson(id: id, name: name), in: [group.id])
            try writer.add(
              GalleryFace(
                sourceSHA256: String(repeating: "0", count: 64 - digits.count) + digits,
                box: PixelRectangle(x: 0, y: 0, width: 112, height: 112), embedding: faces[index]), to: id)
          }
        }
      }
    }
  }

  /// Prints the seconds of the wall and of the processor that something took.
  static func figure<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
    let (wall, cpu) = (seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID))
    let result = try body()
    print("\(name) \(seconds(CLOCK_MONOTONIC) - wall) \(seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu)")
    return result
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Bytes of this process in memory, those of mapped files among them.
  private static func resident() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 256)
    guard fgets(&buffer, 256, file) != nil else { return 0 }
    let text = String(decoding: buffer.map { UInt8(bitPattern: $0) }.prefix { $0 != 0 }, as: UTF8.self)
    return (Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0) * sysconf(Int32(_SC_PAGESIZE))
  }
}

/// A file of rows of 128 numbers.
struct Rows {
  private let numbers: UnsafeMutableBufferPointer<Float>
  var count: Int { numbers.count / FaceEmbedding.count }

  init(_ path: String) throws {
    var status = stat()
    let file = open(path, O_RDONLY)
    guard file >= 0, fstat(file, &status) == 0,
      let start = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, file, 0), start != MAP_FAILED
    else { throw HostFailure(.sourceUnreadable, message: "cannot read \(path)") }
    numbers = UnsafeMutableRawBufferPointer(start: start, count: Int(status.st_size)).bindMemory(to: Float.self)
  }

  subscript(row: Int) -> FaceEmbedding {
    let start = row * FaceEmbedding.count
    guard let face = FaceEmbedding(raw: Array(numbers[start..<(start + FaceEmbedding.count)])) else {
      fatalError("row \(row) is no embedding")
    }
    return face
  }
}
