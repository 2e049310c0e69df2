extension TaskTables {
  private static let states = KeptTask.State.allCases.map { "\($0.code)" }.joined(separator: ", ")

  /// What holds of tasks.
  static let invariants = [
    StoreInvariant(
      name: "the sums of tasks and bytes are those of the tasks",
      sql: """
        SELECT * FROM (
          SELECT account, state, tasks, bytes FROM task_load WHERE tasks <> 0 OR bytes <> 0
          EXCEPT SELECT account, state, count(*), sum(bytes) FROM task GROUP BY account, state)
        UNION ALL SELECT * FROM (
          SELECT account, state, count(*), sum(bytes) FROM task GROUP BY account, state
          EXCEPT SELECT account, state, tasks, bytes FROM task_load)
        """),
    StoreInvariant(
      name: "a task has as many bytes of a picture as it says, and none once it is judged",
      sql: """
        SELECT number FROM task LEFT JOIN task_picture ON task_picture.task = task.number
          WHERE task.bytes <> coalesce(length(task_picture.bytes), 0) OR (state <> 0 AND task.bytes <> 0)
        """),
    StoreInvariant(
      name: "a task is waiting, judged, delivered or dead",
      sql: "SELECT number FROM task WHERE state NOT IN (\(states))"),
    StoreInvariant(
      name: "a judged task has what its callback says",
      sql: "SELECT number FROM task WHERE state = \(KeptTask.State.judged.code) AND body IS NULL"),
  ]
}
