import Dispatch
import GRDB

/// Removes the rows of removed groups and of those who were in no other, a batch a transaction: other writers come
/// between.
struct FaceCleaning {
  /// So many members are removed in one transaction.
  static let usualMemberCount = 500

  let memberCount: Int

  /// The pause after a failure: a full disk, as a rule.
  private static let pause = DispatchTimeInterval.seconds(60)

  /// Goes on until nothing is left, or the store is let go of. What the process's end leaves is taken up by the next
  /// start.
  func start(_ database: StorePool) { start(database.pool, path: database.path) }

  private func start(_ pool: DatabasePool, path: String) {
    pool.asyncWrite({ database in
      try clean(FaceRows(database: database, account: "", path: path))
    }) { [weak pool] _, result in
      switch result {
      case .success(true): if let pool { start(pool, path: path) }
      case .success(false): break
      case .failure:
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.pause) { [weak pool] in
          if let pool { start(pool, path: path) }
        }
      }
    }
  }

  /// Removes one batch; false when nothing is left.
  private func clean(_ rows: FaceRows) throws -> Bool {
    guard let group = try rows.number("SELECT key FROM face_groups WHERE removed = 1 LIMIT 1") else { return false }
    let members = try rows.rows(
      "SELECT key, person FROM face_members WHERE \"group\" = ? ORDER BY key LIMIT ?", [group, memberCount])
    guard !members.isEmpty else {
      try rows.run("DELETE FROM face_groups WHERE key = ?", [group])
      return true
    }
    for member in members {
      let (key, person): (Int64, Int64) = (member[0], member[1])
      try rows.run("DELETE FROM face_members WHERE key = ?", [key])
      guard try rows.number("SELECT 1 FROM face_members WHERE person = ? LIMIT 1", [person]) == nil else { continue }
      let faces = try rows.faceIDs(ofPerson: person).count
      try rows.run("UPDATE face_state SET faces = faces - ?", [faces])
      try rows.run("DELETE FROM face_faces WHERE person = ?", [person])
      try rows.run("DELETE FROM face_persons WHERE key = ?", [person])
    }
    return true
  }
}
