extension FaceTables {
  /// What holds of groups, persons and faces. A removed group's row may stay until its members are cleaned up.
  static let invariants = [
    StoreInvariant(
      name: "the faces have one state",
      sql: "SELECT 1 WHERE (SELECT count(*) FROM face_state WHERE identity <> '' AND state >= 0) <> 1"),
    StoreInvariant(
      name: "there are as many groups and faces as are counted",
      sql: """
        SELECT only FROM face_state WHERE groups <> (SELECT count(*) FROM face_groups WHERE removed = 0)
          OR faces <> (SELECT count(*) FROM face_faces)
        """),
    StoreInvariant(
      name: "an account has as many groups as it counts",
      sql: """
        SELECT account FROM face_accounts WHERE groups <>
          (SELECT count(*) FROM face_groups WHERE removed = 0 AND account = face_accounts.account)
        UNION ALL SELECT account FROM face_groups
          WHERE removed = 0 AND account NOT IN (SELECT account FROM face_accounts)
        """),
    StoreInvariant(
      name: "a group has as many persons and faces as it counts",
      sql: """
        SELECT key FROM face_groups AS g WHERE removed = 0 AND (
          persons <> (SELECT count(*) FROM face_members WHERE "group" = g.key) OR
          faces <> (SELECT count(*) FROM face_members AS m JOIN face_faces AS f ON f.person = m.person
            WHERE m."group" = g.key))
        """),
    StoreInvariant(
      name: "a person is in a group",
      sql: """
        SELECT key FROM face_persons WHERE NOT EXISTS
          (SELECT 1 FROM face_members WHERE person = face_persons.key)
        """),
    StoreInvariant(
      name: "a person and the person's groups belong to one account",
      sql: """
        SELECT m.key FROM face_members AS m JOIN face_persons AS p ON p.key = m.person
          JOIN face_groups AS g ON g.key = m."group" WHERE p.account <> g.account
        """),
    StoreInvariant(
      name: "a person has 1 to \(FaceStore.maximumFacesPerPerson) faces",
      sql: """
        SELECT key FROM face_persons WHERE (SELECT count(*) FROM face_faces WHERE person = face_persons.key)
          NOT BETWEEN 1 AND \(FaceStore.maximumFacesPerPerson)
        """),
  ]
}
