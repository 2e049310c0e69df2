import FaceLibraries
import Foundation
import GRDB
import ImageMatching
import Testing

@testable import ModerationStore

/// Measures a store of many faces, where asked: FACE_STORE_FACES=1000000, with a release build for figures that count.
@Suite(
  "A store of many faces", .timeLimit(.minutes(60)),
  .enabled(if: ProcessInfo.processInfo.environment["FACE_STORE_FACES"] != nil))
struct FaceStoreScaleTests {
  private static let batchCount = 10_000

  /// Seconds that something takes.
  private func seconds<Value>(_ body: () async throws -> Value) async rethrows -> (Value, Double) {
    let clock = ContinuousClock()
    let start = clock.now
    let value = try await body()
    return (value, (clock.now - start) / .seconds(1))
  }

  /// Puts persons into a group, with a face each.
  private func fill(_ database: StorePool, _ numbers: Range<Int>) async throws {
    try await database.write { database in
      let rows = FaceRows(database: database, account: "acme", path: "")
      let writing = FaceWriting(rows: rows, isFollowed: false)
      let group = try rows.key(ofGroup: MadeUpFaces.id("g"))
      for number in numbers {
        try rows.run(
          "INSERT INTO face_persons (account, id, name, gender, created) VALUES (?, ?, ?, 0, 0)",
          ["acme", "person-\(number)", FaceRows.bytes("")])
        let key = database.lastInsertedRowID
        try writing.insert(person: key, in: group, fields: [])
        _ = try writing.insert([MadeUpFaces.embedding(UInt64(number))], ofPerson: key)
      }
      try rows.run("UPDATE face_state SET state = state + 1", [])
    }
  }

  private func residentMegabytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
    return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) / 1_024
  }

  @Test func `figures of a store of many faces`() async throws {
    let count = try #require(ProcessInfo.processInfo.environment["FACE_STORE_FACES"].flatMap { Int($0) })
    let folder = URL.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "service.sqlite").path
    let group = try MadeUpFaces.id("g")
    do {
      let store = try ServiceStore(path: path)
      try await store.faces.createGroup(NewFaceGroup(id: group, name: "g"), of: "acme", at: 0)
      let (_, filling) = try await seconds {
        for start in stride(from: 0, to: count, by: Self.batchCount) {
          try await fill(store.database, start..<min(count, start + Self.batchCount))
        }
      }
      let (_, making) = try await seconds { try await store.faces.prepareSearch() }
      print("\(count) faces: filled in \(filling) s; search made in \(making) s; \(try residentMegabytes()) MB own")
    }
    let store = try ServiceStore(path: path)
    let (_, opening) = try await seconds { try await store.faces.prepareSearch() }
    var times: [Double] = []
    for number in 0..<200 {
      let face = MadeUpFaces.embedding(UInt64(number % count))
      let (found, time) = try await seconds {
        try await store.faces.nearest(
          to: face, in: [group], of: "acme", count: 5, byGroup: false, measure: .nearestFace)
      }
      times.append(time)
      #expect(found.lists[0].first?.person.text == "person-\(number % count)")
    }
    times.sort()
    print("opened in \(opening) s; search p50 \(times[100] * 1_000) ms, p95 \(times[190] * 1_000) ms")
    let (total, counting) = try await seconds { try await store.faces.counts(ofGroup: group, of: "acme") }
    #expect(total == FaceGroupCounts(persons: count, faces: count))
    let (page, paging) = try await seconds {
      try await store.faces.persons(in: group, of: "acme", offset: count - 10, limit: 10)
    }
    #expect(page.persons.count == 10)
    let (_, deleting) = try await seconds { try await store.faces.deleteGroup(group, of: "acme") }
    let (_, next) = try await seconds {
      try await store.faces.createGroup(NewFaceGroup(id: group, name: "g"), of: "acme", at: 0)
    }
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).map { name in
      let size = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)[.size] as? Int ?? 0
      return "\(name) \(size >> 20) MiB"
    }
    print(
      """
      counted in \(counting * 1_000) ms; last page in \(paging * 1_000) ms; group deleted in \(deleting * 1_000) ms, \
      the next write in \(next * 1_000) ms; \(files.joined(separator: ", "))
      """)
  }
}
