import ImageMatching
import ImageModeration
import Testing

@testable import ModerationStore

@Suite("Store: groups of pictures", .timeLimit(.minutes(20)))
struct PictureLibraryTests {
  let folder: StoreFolder
  let store: ServiceStore

  init() throws {
    folder = try StoreFolder()
    store = try ServiceStore(path: folder.path)
  }

  /// A hash that differs from another one in so many bits.
  static func hash(_ distance: Int) -> PDQHash {
    var words = LibrarySamples.hash.words
    for bit in 0..<distance { words[bit / 64] ^= 1 << UInt64(bit % 64) }
    return PDQHash(words: words)
  }

  @Test func `an account has its own groups, under whatever names others have`() async throws {
    try await store.pictures.createGroup(.sample("known"), by: .sample("acme"))
    try await store.pictures.createGroup(.sample("known"), by: .sample("other"))
    try await store.pictures.add(.sample("a"), to: "known", by: .sample("acme"))
    #expect(try await store.pictures.groups(of: "other", limit: 9).map(\.pictureCount) == [0])
    await #expect(throws: LibraryError.pictureMissing) {
      try await store.pictures.pictures(ofEntity: "poster", in: "known", of: "other")
    }
    await #expect(throws: LibraryError.groupMissing) {
      try await store.pictures.groups(of: "third", name: "known", limit: 1)
    }
    await #expect(throws: LibraryError.groupExists) {
      try await store.pictures.createGroup(.sample("known"), by: .sample("acme"))
    }
  }

  @Test func `groups, pictures of a group and of an entity are bounded, and what is refused changes nothing`()
    async throws
  {
    for number in 0..<PictureLibraryStore.maximumGroupCount {
      try await store.pictures.createGroup(.sample("g\(number)", capacity: 12), by: .sample())
    }
    await #expect(throws: LibraryError.tooMany(.groupsOfAccount, count: 31, allowed: 30)) {
      try await store.pictures.createGroup(.sample("one_more"), by: .sample())
    }
    for number in 0..<10 { try await store.pictures.add(.sample("p\(number)"), to: "g0", by: .sample()) }
    await #expect(throws: LibraryError.tooMany(.picturesOfEntity, count: 11, allowed: 10)) {
      try await store.pictures.add(.sample("p10"), to: "g0", by: .sample())
    }
    await #expect(throws: LibraryError.pictureExists) {
      try await store.pictures.add(.sample("p3", entity: "e"), to: "g0", by: .sample())
    }
    for number in 10..<12 { try await store.pictures.add(.sample("p\(number)", entity: "e"), to: "g0", by: .sample()) }
    await #expect(throws: LibraryError.tooMany(.picturesOfGroup, count: 13, allowed: 12)) {
      try await store.pictures.add(.sample("p12", entity: "f"), to: "g0", by: .sample())
    }
    #expect(try await store.pictures.groups(of: "acme", name: "g0", limit: 1).first?.pictureCount == 12)
    try await store.pictures.remove(picture: nil, entity: "poster", from: "g0", by: .sample(at: 1_795_780_900_000))
    let group = try #require(try await store.pictures.groups(of: "acme", name: "g0", limit: 1).first)
    #expect(group.pictureCount == 2)
    #expect(group.updated == 1_795_780_900_000)
    #expect(try StoreCheck(path: folder.path).isSound)
  }

  @Test func `a search finds in order of distance what was written before it, turned pictures too`() async throws {
    try await store.pictures.createGroup(.sample("known"), by: .sample())
    await #expect(throws: LibraryError.groupEmpty) {
      try await store.pictures.nearest(
        to: [Self.hash(0)], in: "known", of: "acme", within: 31, offset: 0, limit: 9
      ) { _ in true }
    }
    for distance in [31, 5, 32, 0, 5] {
      try await store.pictures.add(
        .sample("\(distance)-\(UInt32.random(in: 0 ... .max))", hash: Self.hash(distance), tags: "{\"d\":\(distance)}"),
        to: "known", by: .sample())
    }
    func found(
      _ views: [PDQHash] = [Self.hash(0)], offset: Int = 0, limit: Int = 9,
      _ wanted: @escaping @Sendable (String) -> Bool = { _ in true }
    ) async throws -> [Int] {
      try await store.pictures.nearest(
        to: views, in: "known", of: "acme", within: 31, offset: offset, limit: limit, where: wanted
      ).map(\.distanceBits)
    }
    #expect(try await found() == [0, 5, 5, 31])
    #expect(try await found(offset: 1, limit: 2) == [5, 5])
    #expect(try await found { $0.contains(":5") } == [5, 5])
    #expect(try await found([PDQHash(words: .zero), Self.hash(31)]) == [0, 1, 26, 26, 31])
    try await store.pictures.remove(picture: nil, entity: "poster", from: "known", by: .sample())
    try await store.pictures.add(.sample("last", hash: Self.hash(1)), to: "known", by: .sample())
    #expect(try await found() == [1])
  }

  @Test func `a list names each picture twice, by pixels and by file, and reads as one`() async throws {
    try await store.pictures.createGroup(.sample("known"), by: .sample())
    let id = LibraryID(.pictures, account: "acme", name: "known")
    let empty = try FingerprintList(parsing: try await store.lists.file(of: id), name: "x")
    #expect(empty.entries.isEmpty)
    #expect(empty.files.count == 1)
    let odd = "a\u{2028}# name: x \u{1F600}"
    try await store.pictures.add(.sample(odd, hash: Self.hash(0), content: "a\tb\nc"), to: "known", by: .sample())
    let bytes = try await store.lists.file(of: id)
    let list = try FingerprintList(parsing: bytes, name: "known")
    #expect(list.entries.count == 1)
    #expect(list.files.count == 1)
    #expect(list.name == "known")
    #expect(list.notices.allSatisfy { $0.sentence.contains("PDQ") || $0.sentence.contains("hash") })
    #expect(LibraryLists.isUntouched(bytes))
    #expect(!LibraryLists.isUntouched(bytes + Array("x\n".utf8)))
    #expect(!LibraryLists.isUntouched(Array(bytes.dropLast())))
    #expect(id.file == "lists/acme.known.pictures.tsv")
  }
}
