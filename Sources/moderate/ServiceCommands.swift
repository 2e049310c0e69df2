import ArgumentParser

/// `moderate keys`, as help lists it; the service's program does it.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Adds, revokes and lists the keys that requests to the service are signed with.",
    discussion: "keys add, keys revoke ID, keys list; the service's own program tells more, once it is built.")

  func run() throws { throw ValidationError("The service is not built: ./run serve builds it.") }
}

/// `moderate usage`, as help lists it; the service's program does it.
struct UsageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "usage", abstract: "Tells how often the service was called, by account, key, scene, day and month.",
    discussion: "The service's own program tells more, once it is built.")

  func run() throws { throw ValidationError("The service is not built: ./run serve builds it.") }
}

/// `moderate records`, as help lists it; the service's program does it.
struct RecordsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "records", abstract: "Searches, corrects and exports what the service judged.",
    discussion: """
      records search, records show ID, records correct ID, records match --list FILE, records export; the service's own \
      program tells more, once it is built.
      """)

  func run() throws { throw ValidationError("The service is not built: ./run serve builds it.") }
}

/// `moderate store`, as help lists it; the service's program does it.
struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Checks, copies and moves what the service remembers.",
    discussion: """
      store check, store backup COPY, store restore COPY, store export FILE, store import FILE; the service's own program \
      tells more, once it is built.
      """)

  func run() throws { throw ValidationError("The service is not built: ./run serve builds it.") }
}

/// `moderate tasks`, as help lists it; the service's program does it.
struct TasksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks", abstract: "Lists tasks of the service and their callbacks, sends them again, drops them.",
    discussion:
      "tasks list, tasks show ID, tasks resend ID, tasks drop ID; the service's own program tells more, once it is built."
  )

  func run() throws { throw ValidationError("The service is not built: ./run serve builds it.") }
}
