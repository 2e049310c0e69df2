import ArgumentParser
import Foundation
import ModerationStore
import ServiceAccounts

/// `moderate usage`: what the service counted, by calendar days and months of UTC.
struct UsageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "usage", abstract: "Show the calls that the service counted.",
    discussion: """
      Days and months are those of UTC, wherever the service stands. The service may be running: it writes each second. \
      An interface that is counted by scene (tiia) has a call for each scene.
      """)

  /// What rows are kept apart by.
  enum Part: String, CaseIterable, ExpressibleByArgument {
    case interface
    case key
    case scene

    var grouping: UsageReader.Grouping {
      switch self {
      case .interface: .interface
      case .key: .key
      case .scene: .scene
      }
    }
  }

  @Option(name: .customLong("store"), help: ArgumentHelp("The service's store.", valueName: "file"))
  var storePath = "service.sqlite"

  @Option(
    name: .customLong("accounts"), help: ArgumentHelp("The file of accounts, for free quotas.", valueName: "file"))
  var accountsPath: String?

  @Option(help: "Only this account's.") var account: String?
  @Option(help: ArgumentHelp("A calendar month (default: this one).", valueName: "YYYY-MM")) var month: String?
  @Option(help: ArgumentHelp("One day.", valueName: "YYYY-MM-DD")) var day: String?
  @Option(help: "Keep rows apart by interface, key or scene.") var by = Part.interface
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard month == nil || day == nil else { throw ValidationError("give --month or --day, not both") }
    _ = try days(today: UTCDay(number: 0))
  }

  private func days(today: UTCDay) throws -> ClosedRange<UTCDay> {
    if let day {
      guard let day = UTCDay(day) else { throw ValidationError("--day must be a day like 2026-11-27") }
      return day...day
    }
    guard let days = UTCDay.days(ofMonth: month ?? today.month) else {
      throw ValidationError("--month must be a month like 2026-11")
    }
    return days
  }

  func run() throws {
    let reader = try UsageReader(path: storePath)
    let accounts = try accountsPath.map { try AccountsFile.accounts(of: $0) } ?? []
    let today = UTCDay(secondsSince1970: Int(Date.now.timeIntervalSince1970))
    let report = try UsageReport(
      reader, days: try days(today: today), account: account, by: by.grouping, accounts: accounts, today: today)
    print(json ? try jsonText(report) : report.text)
  }
}
