import ArgumentParser
import Foundation
import ModerationStore

/// `moderate store`: checks, copies and moves what the service remembers.
struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Check, copy and move what the service remembers.",
    discussion: """
      check, backup and export only read, and the service may be running. A backup is a store: to use it again, end the \
      service and restore it; a copy by hand would meet the log of the store before. An export is lines of JSON of this version's tables, for other programs and \
      for an import into a new store. Both hold all that the store holds: keep them as safe.
      """,
    subcommands: [Check.self, Backup.self, Restore.self, Export.self, Import.self])

  /// The store that every action is about.
  struct Store: ParsableArguments {
    @Option(name: .customLong("store"), help: ArgumentHelp("The service's store.", valueName: "file"))
    var path = "service.sqlite"
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what is wrong with a store; exits with 1 where something is.")

    @OptionGroup var store: Store

    func run() throws {
      let check = try StoreCheck(path: store.path)
      for (table, count) in check.rowCounts.sorted(by: { $0.key < $1.key }) where count > 0 {
        print("\(table): \(count) rows")
      }
      for problem in check.problems {
        FileHandle.standardError.write(Data("moderate: \(store.path): \(problem)\n".utf8))
      }
      guard check.isSound else { throw ExitCode(1) }
      print("\(store.path): sound")
    }
  }

  struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Copy a store into a new file, while the service runs.")

    @OptionGroup var store: Store
    @Argument(help: ArgumentHelp("The new file; what is there is not replaced.", valueName: "copy")) var copy: String

    func run() throws {
      try ServiceStore.backUp(store.path, to: copy)
      print("\(copy): written")
    }
  }

  struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put a backup in the store's place, while no service runs.",
      discussion: "The copy is checked and stays. What was there is kept as FILE.replaced-TIME.")

    @OptionGroup var store: Store
    @Argument(help: ArgumentHelp("What `store backup` wrote.", valueName: "copy")) var copy: String

    func run() throws {
      let kept = try ServiceStore.restore(copy, to: store.path, at: Int64(Date.now.timeIntervalSince1970))
      print("\(store.path): restored from \(copy)\(kept.map { "; what was there is \($0)" } ?? "")")
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write everything of a store as lines of JSON, while the service runs.")

    @OptionGroup var store: Store
    @Argument(help: ArgumentHelp("The new file; what is there is not replaced.", valueName: "file")) var file: String

    func run() throws {
      let count = try ServiceStore.export(store.path, to: file)
      print("\(file): \(count) rows written")
    }
  }

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take an export into a new store, all of it or nothing.")

    @OptionGroup var store: Store
    @Argument(help: ArgumentHelp("What `store export` of this version wrote.", valueName: "file")) var file: String

    func run() throws {
      let count = try ServiceStore.importRows(from: file, into: store.path)
      print("\(store.path): \(count) rows imported")
    }
  }
}
