import ServiceAccounts

struct OpenAIDialect: Sendable {
  func answer(_ value: JSONValue, by caller: Caller, _ exchange: Exchange) async throws(ServiceFailure) -> ServiceAnswer
  {
    throw ServiceFailure(.unsupported, "not there yet")
  }
}
