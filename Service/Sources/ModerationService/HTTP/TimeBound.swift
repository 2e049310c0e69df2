/// Work that is waited for until a moment and no longer.
enum TimeBound {
  /// Does something, and cancels it when the time is up or the caller goes away.
  ///
  /// - Parameter late: What is told when the time was up first.
  static func run<Value: Sendable>(
    until deadline: ContinuousClock.Instant, late: ServiceFailure,
    _ body: @escaping @Sendable () async throws(ServiceFailure) -> Value
  ) async throws(ServiceFailure) -> Value {
    let result = await withTaskGroup(of: Result<Value, ServiceFailure>?.self) { group in
      group.addTask {
        do throws(ServiceFailure) {
          return .success(try await body())
        } catch {
          return .failure(error)
        }
      }
      group.addTask {
        try? await Task.sleep(until: deadline, clock: .continuous)
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
    guard let result else { throw Task.isCancelled ? ServiceFailure(.cancelled, "the caller went away") : late }
    return try result.get()
  }
}
