import ModerationStore

extension ConfigurationProblem {
  /// Of a store that cannot be opened, or not be brought up to date.
  init(store error: any Error) {
    var code = (error as? StoreError)?.code
    if case .store(let inner)? = error as? LibraryError { code = inner.code }
    self.init(
      place: "store", message: "\(error)", isTransient: code == .cannotWrite || code == .inUse)
  }
}
