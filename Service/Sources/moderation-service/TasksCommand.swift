import ArgumentParser
import Foundation
import ModerationService
import ModerationStore

/// `moderate tasks`: what was accepted to be judged later, and callbacks that were given up.
struct TasksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks", abstract: "List, show, send again and drop tasks and their callbacks.",
    discussion: """
      Without --service the store's file is read, also while the service runs; resend and drop need the service to be \
      down then. With --service the running service is asked, about the tasks of the account whose key's secret stands \
      in MODERATION_KEY; the key needs the grant manage.
      """,
    subcommands: [List.self, Show.self, Resend.self, Drop.self])

  /// Where the tasks are.
  struct Place: ParsableArguments {
    @Option(name: .customLong("store"), help: ArgumentHelp("The service's store.", valueName: "file"))
    var storePath = "service.sqlite"

    @Option(help: ArgumentHelp("Ask a running service, as http://127.0.0.1:8480.", valueName: "address"))
    var service: String?

    @Option(help: "Only this account's; with --service it is the key's.") var account: String?

    func validate() throws {
      guard service == nil || account == nil else { throw ValidationError("give --service or --account, not both") }
    }

    var asked: AskedService? { get throws { try service.map { try AskedService($0) } } }

    /// The store, for changes.
    var writable: TaskStore {
      get throws {
        do throws(StoreError) {
          return try ServiceStore(path: storePath).tasks
        } catch {
          guard error.code == .inUse else { throw error }
          throw ValidationError("\(error); or ask the service itself, with --service and MODERATION_KEY")
        }
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List tasks in the order in which they were accepted, by default those that were given up.")

    @OptionGroup var place: Place
    @Option(help: "Which: waiting, judged, delivered, dead, or all.") var state = "dead"
    @Option(help: ArgumentHelp("Go on after this task.", valueName: "id")) var after: String?
    @Option(help: "The most tasks.") var limit = 100
    @Flag(help: "Print JSON, a line for each.") var json = false

    func validate() throws {
      let states = KeptTask.State.allCases.map(\.rawValue) + ["all"]
      guard states.contains(state) else { throw ValidationError("--state takes \(states.joined(separator: ", "))") }
      guard (1...TaskLimits.maximumListCount).contains(limit) else {
        throw ValidationError("--limit takes 1 to \(TaskLimits.maximumListCount)")
      }
    }

    func run() async throws {
      if let asked = try place.asked {
        var query = [("limit", "\(limit)")]
        if state != "all" { query.append(("state", state)) }
        if let after { query.append(("after", after)) }
        print(try await asked.ask("GET", query: query))
        return
      }
      let tasks = try await TaskStore(reading: place.storePath).tasks(
        of: place.account, in: KeptTask.State(rawValue: state), after: after, limit: limit)
      guard !json else {
        for task in tasks { print(TaskDocument(task).text) }
        return
      }
      let rows = tasks.map { task in
        [
          task.id, task.account, task.state.rawValue, "\(task.attempts)", time(task.accepted),
          task.order.callbackHost, task.lastError ?? "",
        ]
      }
      print(
        PlainTable(["id", "account", "state", "attempts", "accepted (UTC)", "receiver", "last error"], rows).text)
    }

    private func time(_ milliseconds: Int64) -> String {
      Date(timeIntervalSince1970: Double(milliseconds) / 1_000).formatted(.iso8601)
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print a task as JSON, with the callback's body.")

    @OptionGroup var place: Place
    @Argument(help: "The task's id: the RequestId of the answer.") var id: String

    func run() async throws {
      if let asked = try place.asked {
        print(try await asked.ask("GET", id))
      } else {
        print(TaskDocument(try await TaskStore(reading: place.storePath).task(id, of: place.account)).text)
      }
    }
  }

  struct Resend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Try callbacks anew that were given up.")

    @OptionGroup var place: Place
    @Argument(help: "The tasks' ids.") var ids: [String]

    func run() async throws {
      if let asked = try place.asked {
        for id in ids { print(try await asked.ask("POST", id, "resend")) }
        return
      }
      let store = try place.writable
      for id in ids {
        try await store.resend(id, of: place.account, at: Int64(Date.now.timeIntervalSince1970 * 1_000))
        print("\(id) is called back when the service runs")
      }
    }
  }

  struct Drop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Remove tasks, whatever their state; nobody is told of them any more.")

    @OptionGroup var place: Place
    @Argument(help: "The tasks' ids.") var ids: [String]

    func run() async throws {
      if let asked = try place.asked {
        for id in ids { print(try await asked.ask("DELETE", id)) }
        return
      }
      let store = try place.writable
      for id in ids {
        try await store.drop(id, of: place.account)
        print("\(id) is removed")
      }
    }
  }
}
