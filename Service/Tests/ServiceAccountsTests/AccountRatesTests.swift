import ServiceAccounts
import Testing

@Suite("Rates of accounts", .timeLimit(.minutes(20)))
struct AccountRatesTests {
  let clock = ManualClock()

  func rates(_ maximumTrackCount: Int = 16) -> AccountRates {
    let clock = clock
    return AccountRates(maximumTrackCount: maximumTrackCount) { clock.now }
  }

  func account(_ id: String = "a", _ calls: Int) -> Account { Account(id: id, rates: [.ims: calls]) }

  @Test func `what is not configured has the documented rates`() {
    let account = Account(id: "a")
    #expect(account.callsPerSecond(of: .ims) == 100)
    #expect(account.callsPerSecond(of: .tiia) == 20)
    #expect(account.callsPerSecond(of: .hook) == 100)
  }

  @Test func `no second has more calls, wherever it begins`() {
    let rates = rates()
    let account = account("a", 5)
    var admitted: [Int] = []
    for millisecond in stride(from: 0, to: 10_000, by: 7) {
      if case .admitted = rates.admit(of: .ims, by: account) { admitted.append(millisecond) }
      clock.advance(by: .milliseconds(7))
    }
    #expect(admitted.count >= 45)
    for start in admitted {
      #expect(admitted.count { (start..<start + 1000).contains($0) } <= 5)
    }
  }

  @Test func `the answer says when it would fit, to the nanosecond`() {
    let rates = rates()
    let account = account("a", 2)
    #expect(rates.admit(of: .ims, by: account) == .admitted(callsInSecond: 1))
    clock.advance(by: .milliseconds(300))
    #expect(rates.admit(of: .ims, by: account) == .admitted(callsInSecond: 2))
    clock.advance(by: .milliseconds(100))
    let refused = rates.admit(of: .ims, by: account)
    #expect(refused == .refused(retryAfter: .milliseconds(600), callsInSecond: 2, allowed: 2))
    #expect(
      rates.admit(2, of: .ims, by: account) == .refused(retryAfter: .milliseconds(900), callsInSecond: 2, allowed: 2))
    clock.advance(by: .milliseconds(600) - .nanoseconds(1))
    #expect(rates.admit(of: .ims, by: account) == .refused(retryAfter: .nanoseconds(1), callsInSecond: 2, allowed: 2))
    clock.advance(by: .nanoseconds(1))
    #expect(rates.admit(of: .ims, by: account) == .admitted(callsInSecond: 2))
  }

  @Test func `several calls at a time are counted all or none`() {
    let rates = rates()
    let account = account("a", 5)
    #expect(rates.admit(4, of: .ims, by: account) == .admitted(callsInSecond: 4))
    #expect(rates.admit(2, of: .ims, by: account) == .refused(retryAfter: .seconds(1), callsInSecond: 4, allowed: 5))
    #expect(rates.admit(1, of: .ims, by: account) == .admitted(callsInSecond: 5))
    #expect(rates.admit(6, of: .ims, by: account) == .neverFits(calls: 6, allowed: 5))
    #expect(rates.peakCallsPerSecond(of: .ims, by: "a") == 5)
  }

  @Test func `accounts and interfaces do not share a rate`() {
    let rates = rates()
    #expect(rates.admit(of: .ims, by: account("a", 1)) == .admitted(callsInSecond: 1))
    #expect(rates.admit(of: .ims, by: account("b", 1)) == .admitted(callsInSecond: 1))
    #expect(rates.admit(of: .tiia, by: account("a", 1)) == .admitted(callsInSecond: 1))
  }

  @Test func `a rate that is lowered or raised holds from the next call on`() {
    let rates = rates()
    for _ in 0..<10 { _ = rates.admit(of: .ims, by: account("a", 10)) }
    #expect(
      rates.admit(of: .ims, by: account("a", 3)) == .refused(retryAfter: .seconds(1), callsInSecond: 10, allowed: 3))
    #expect(rates.admit(of: .ims, by: account("a", 11)) == .admitted(callsInSecond: 11))
    clock.advance(by: .seconds(1))
    #expect(rates.admit(3, of: .ims, by: account("a", 3)) == .admitted(callsInSecond: 3))
  }

  @Test func `a full table refuses, and forgets only who was idle for a second`() {
    let rates = rates(2)
    #expect(rates.admit(of: .ims, by: account("a", 1)) == .admitted(callsInSecond: 1))
    clock.advance(by: .milliseconds(500))
    #expect(rates.admit(of: .ims, by: account("b", 1)) == .admitted(callsInSecond: 1))
    #expect(rates.admit(of: .ims, by: account("c", 1)) == .tableFull(allowed: 2))
    clock.advance(by: .milliseconds(500))
    #expect(rates.admit(of: .ims, by: account("c", 1)) == .admitted(callsInSecond: 1))
    #expect(rates.admit(of: .ims, by: account("b", 1)) != .admitted(callsInSecond: 1))
  }

  @Test func `many threads together get exactly the rate`() async {
    let rates = rates()
    let account = account("a", 100)
    let admitted = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          (0..<100).count { _ in if case .admitted = rates.admit(of: .ims, by: account) { true } else { false } }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(admitted == 100)
  }
}
