import ModerationStore
import ServiceAccounts

/// What `moderate usage` prints.
struct UsageReport: Encodable {
  struct Line: Encodable {
    let account: String
    let interface: String
    let key: String?
    let scene: String?
    let calls: Int
    let answered: Int
    let rejected: Int
    let failed: Int
    let peakCallsPerSecond: Int?
    /// Of the calendar month of the last day asked for; only answered calls use it up.
    let freeQuotaLeft: Int?
  }

  struct Recent: Encodable {
    let today: Int
    let yesterday: Int
    let last7Days: Int
    let last30Days: Int
  }

  let timeZone = "UTC"
  let firstDay: String
  let lastDay: String
  let rows: [Line]
  /// Calls counted up to now, whatever days were asked for; the last 7 and 30 days include today.
  let recentCalls: Recent

  private let grouping: UsageReader.Grouping

  enum CodingKeys: CodingKey { case timeZone, firstDay, lastDay, rows, recentCalls }

  init(
    _ reader: UsageReader, days: ClosedRange<UTCDay>, account: String?, by grouping: UsageReader.Grouping,
    accounts: [Account], today: UTCDay
  ) throws {
    self.grouping = grouping
    (firstDay, lastDay) = (days.lowerBound.description, days.upperBound.description)
    let used = try Self.used(reader, month: days.upperBound.month, account: account)
    let quotas = Dictionary(accounts.map { ($0.id, $0.freeQuota) }) { first, _ in first }
    var lines = try reader.rows(account: account, days: days, by: grouping).map { row in
      let quota = grouping == .interface ? quotas[row.account]?[row.interface] : nil
      return Line(
        account: row.account, interface: row.interface, key: grouping == .key ? row.part : nil,
        scene: grouping == .scene ? row.part : nil, calls: row.counts.calls, answered: row.counts.answered,
        rejected: row.counts.rejected, failed: row.counts.failed, peakCallsPerSecond: row.peakCallsPerSecond,
        freeQuotaLeft: quota.map { max(0, $0 - used[[row.account, row.interface], default: 0]) })
    }
    if grouping == .interface {
      // A quota of which nothing was used is worth a line too.
      for account in accounts.filter({ account == nil || $0.id == account }) {
        for (interface, quota) in account.freeQuota
        where !lines.contains(where: { $0.account == account.id && $0.interface == interface }) {
          lines.append(
            Line(
              account: account.id, interface: interface, key: nil, scene: nil, calls: 0, answered: 0, rejected: 0,
              failed: 0, peakCallsPerSecond: nil,
              freeQuotaLeft: max(0, quota - used[[account.id, interface], default: 0])))
        }
      }
      lines.sort { ($0.account, $0.interface) < ($1.account, $1.interface) }
    }
    rows = lines
    func calls(_ days: ClosedRange<UTCDay>) throws -> Int { try reader.total(account: account, days: days).calls }
    let yesterday = today.advanced(by: -1)
    recentCalls = Recent(
      today: try calls(today...today), yesterday: try calls(yesterday...yesterday),
      last7Days: try calls(today.advanced(by: -6)...today), last30Days: try calls(today.advanced(by: -29)...today))
  }

  private static func used(_ reader: UsageReader, month: String, account: String?) throws -> [[String]: Int] {
    guard let days = UTCDay.days(ofMonth: month) else { return [:] }
    let rows = try reader.rows(account: account, days: days)
    return Dictionary(rows.map { ([$0.account, $0.interface], $0.counts.answered) }, uniquingKeysWith: +)
  }

  var text: String {
    let part = grouping == .interface ? [] : [grouping.rawValue.uppercased()]
    let titles = ["ACCOUNT", "INTERFACE"] + part + ["CALLS", "ANSWERED", "REJECTED", "FAILED", "PEAK/S", "FREE LEFT"]
    let lines = rows.map { row in
      let part = grouping == .interface ? [] : [row.key ?? row.scene ?? "-"]
      let numbers = [row.calls, row.answered, row.rejected, row.failed].map(String.init)
      let last = [row.peakCallsPerSecond, row.freeQuotaLeft].map { $0.map(String.init) ?? "-" }
      return [row.account, row.interface] + part + numbers + last
    }
    let first = 2 + part.count
    let table = PlainTable(titles, lines, numbers: Set(first..<titles.count)).text
    let days = firstDay == lastDay ? firstDay : "\(firstDay) to \(lastDay)"
    return """
      \(days) (UTC)
      \(rows.isEmpty ? "no calls" : table)

      calls today \(recentCalls.today), yesterday \(recentCalls.yesterday), last 7 days \(recentCalls.last7Days), \
      last 30 days \(recentCalls.last30Days)
      """
  }
}
