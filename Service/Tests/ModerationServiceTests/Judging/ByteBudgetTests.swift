import Testing

@testable import ModerationService

@Suite("The room for bytes", .timeLimit(.minutes(20)))
struct ByteBudgetTests {
  @Test("is taken up to its bounds, and given back when a request goes")
  func bounds() throws {
    let budget = ByteBudget(byteCount: 100, byteCountPerAccount: 60)
    var first: ByteBudget.Reservation? = try budget.reserve(40, for: "a")
    let second = try budget.reserve(60, for: "b")
    #expect(budget.held == 100)
    for account in ["a", "b", "c"] {
      let failure = #expect(throws: ServiceFailure.self) { try budget.reserve(1, for: account) }
      #expect(failure?.code == "overloaded")
    }
    #expect(budget.held == 100, "what is refused takes no room")
    _ = try budget.reserve(0, for: "a")
    first = nil
    #expect(first == nil)
    #expect(budget.held == 60)
    withExtendedLifetime(second) {}
  }

  @Test("of one account is bounded while there is room for others")
  func share() throws {
    let budget = ByteBudget(byteCount: 100, byteCountPerAccount: 60)
    let own = try budget.reserve(50, for: "a")
    #expect(throws: ServiceFailure.self) { try own.grow(by: 11) }
    try own.grow(by: 10)
    #expect(budget.held == 60)
    let other = try budget.reserve(40, for: "b")
    withExtendedLifetime((own, other)) {}
  }

  @Test("does not overflow, whatever is announced", arguments: [Int.max, Int.max / 2 + 1, Int.max - 10])
  func huge(count: Int) throws {
    let budget = ByteBudget(byteCount: 100, byteCountPerAccount: 60)
    let held = try budget.reserve(10, for: "a")
    #expect(throws: ServiceFailure.self) { try budget.reserve(count, for: "a") }
    #expect(budget.held == 10)
    withExtendedLifetime(held) {}
  }
}
