import ServiceAccounts
import Testing

@Suite("Groups of interfaces that share a rate", .timeLimit(.minutes(20)))
struct RateGroupTests {
  static let groups: [(String, RateGroup?, Int)] = [
    ("ims.ImageModeration", RateGroup(.ims), 100), ("ims.CreateImageModerationAsyncTask", RateGroup(.ims, .tasks), 20),
    ("tiia.DetectLabel", RateGroup(.tiia), 20), ("iai.DetectFace", RateGroup(.iai, .detection), 50),
    ("iai.AnalyzeFace", RateGroup(.iai, .analysis), 50), ("iai.CompareFace", RateGroup(.iai, .comparison), 50),
    ("iai.SearchPersonsReturnsByGroup", RateGroup(.iai, .search), 50), ("iai.VerifyFace", RateGroup(.iai, .search), 50),
    ("iai.ModifyGroup", RateGroup(.iai, .groups), 50), ("iai.CopyPerson", RateGroup(.iai, .persons), 50),
    ("iai.DeleteFace", RateGroup(.iai, .faces), 50), ("tiia.DescribeGroups", RateGroup(.tiia, .libraries), 20),
    ("tiia.SearchImage", RateGroup(.tiia, .libraries), 20), ("tiia.ImageModeration", RateGroup(.tiia), 20),
    ("nothing.At.All", nil, 0),
  ]

  @Test("are those of the documents", arguments: groups)
  func group(interface: String, expected: RateGroup?, callsPerSecond: Int) {
    let group = RateGroup(interface: interface)
    #expect(group == expected)
    #expect(group.map { Account(id: "a").callsPerSecond(of: $0) } ?? 0 == callsPerSecond)
  }

  @Test("have each the rate that an account says of their service")
  func ofService() {
    let account = Account(id: "a", rates: [.iai: 7])
    #expect(RateGroup.Part.allCases.allSatisfy { account.callsPerSecond(of: RateGroup(.iai, $0)) == 7 })
  }

  @Test("do not use up each other's rate")
  func apart() {
    let rates = AccountRates()
    let account = Account(id: "a", rates: [.iai: 1, .tiia: 1])
    #expect(rates.admit(of: RateGroup(.iai, .search), by: account) == .admitted(callsInSecond: 1))
    #expect(rates.admit(of: RateGroup(.iai, .groups), by: account) == .admitted(callsInSecond: 1))
    #expect(rates.admit(of: .iai, by: account) == .admitted(callsInSecond: 1))
    #expect(rates.admit(of: RateGroup(.tiia, .libraries), by: account) == .admitted(callsInSecond: 1))
    #expect(rates.admit(of: .tiia, by: account) == .admitted(callsInSecond: 1))
  }

  @Test("need a grant to manage where they change what is kept")
  func grants() {
    #expect(Grants.needed(for: "iai.CreatePerson") == .manage)
    #expect(Grants.needed(for: "iai.SearchFaces") == .call)
    #expect(Grants.needed(for: "ims.ImageModeration") == .call)
  }
}
