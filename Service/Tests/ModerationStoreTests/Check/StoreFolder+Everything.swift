import FaceLibraries

@testable import ModerationStore

extension StoreFolder {
  /// A store with every kind of row: what `fill` makes, groups and faces, tasks in all states, records and a correction.
  func fillEverything() async throws {
    try await fill()
    let store = try ServiceStore(path: path)
    for account in ["acme", "other"] {
      for group in ["g", "h"] {
        try await store.faces.createGroup(
          NewFaceGroup(id: MadeUpFaces.id(group), name: "\(group) of \(account)"), of: account, at: 1)
      }
      for number in 0..<3 {
        _ = try await store.faces.createPerson(
          NewFacePerson(id: MadeUpFaces.id("p\(number)"), name: "Zoë\0"), face: MadeUpFaces.embedding(UInt64(number)),
          in: MadeUpFaces.id("g"), of: account, at: 2)
      }
      try await store.faces.addPerson(MadeUpFaces.id("p1"), to: [MadeUpFaces.id("h")], of: account, at: 3)
      _ = try await store.faces.addFaces(
        [MadeUpFaces.embedding(9)], toPerson: MadeUpFaces.id("p2"), of: account, at: 4)
      try await store.faces.deletePerson(MadeUpFaces.id("p0"), of: account)
    }
    for id in ["waiting", "judged", "delivered", "dead"] {
      try await store.tasks.accept(.sample(id), picture: Array("picture of \(id)".utf8), at: 1)
      guard id != "waiting" else { continue }
      try await store.tasks.finish(id, body: Array("{}".utf8), at: 2)
      if id == "delivered" { try await store.tasks.deliver(id, at: 3) }
      if id == "dead" { try await store.tasks.bury(id, because: "nobody", at: 3) }
    }
    try await store.tasks.accept(.sample("far", source: .address("https://example.com/x.png")), picture: nil, at: 1)
    let records = [
      sample("加微信领红包") { record in
        record.label = "Ad"
        record.fingerprint = .init(pdq: String(repeating: "0f", count: 32), quality: 90)
        record.thumbnail = [0, 255]
        record.correction = RecordCorrection(kind: .falseAlarm, by: "AKID1", milliseconds: noon, note: "no")
      },
      sample("Café at noon") { $0.url = "https://example.com/poster.png" },
      sample("") { $0.keywords = ["casino"] }, sample("加微信领红包", account: "other"),
    ]
    try await store.records.add(records)
  }
}
