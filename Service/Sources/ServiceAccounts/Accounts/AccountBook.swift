import Synchronization

/// The accounts and keys of a running service, read again when their files change.
///
/// `directory()` looks at the files at most once a second and reads only what changed, so that a revoked key is refused
/// within two seconds. A file that has become wrong changes nothing: the accounts and keys from before stay, and
/// `problem` says why. Safe from any thread.
public final class AccountBook: Sendable {
  /// The least time between two looks at the files.
  public static let minimumInterval = Duration.seconds(1)

  private struct State {
    var directory: AccountDirectory
    var problem: AccountFileError?
    var next: ContinuousClock.Instant
    /// Whether a thread is reading; the others go on with what there is.
    var isReading = false
    var identities: [OperatorFile.Identity?]
  }

  private let state: Mutex<State>
  private let accountsPath: String?
  private let keyFile: KeyFile?
  private let fixedKeys: [AccessKey]
  private let now: @Sendable () -> ContinuousClock.Instant

  /// Reads accounts and keys for the first time, when every mistake is an error.
  ///
  /// - Parameters:
  ///   - accountsPath: The file of accounts; nil for the one account `default`, to which everything is open.
  ///   - keysPath: The file of keys; nil for none.
  ///   - environment: Where `MODERATION_KEYS` may stand; its keys come beside those of the file.
  ///   - now: The time; tests give their own.
  /// - Throws: `AccountFileError`, also for a key of an account that is not there.
  public init(
    accountsPath: String?, keysPath: String?, environment: [String: String] = [:],
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) throws(AccountFileError) {
    self.accountsPath = accountsPath
    keyFile = keysPath.map { KeyFile(path: $0) }
    fixedKeys = try KeyEnvironment.keys(environment)
    self.now = now
    let (directory, identities) = try Self.read(accountsPath, keyFile, fixedKeys)
    if let problem = Self.orphan(in: directory) { throw problem }
    state = Mutex(State(directory: directory, next: now() + Self.minimumInterval, identities: identities))
  }

  /// A book that never changes.
  public init(_ directory: AccountDirectory) {
    accountsPath = nil
    keyFile = nil
    fixedKeys = []
    now = { .now }
    state = Mutex(State(directory: directory, next: .now, identities: []))
  }

  /// Why the files are not what is in force; nil while they are.
  public var problem: AccountFileError? { state.withLock { $0.problem } }

  /// The accounts and keys that are in force.
  public func directory() -> AccountDirectory {
    guard accountsPath != nil || keyFile != nil else { return state.withLock { $0.directory } }
    let time = now()
    let (directory, known) = state.withLock { state in
      guard time >= state.next, !state.isReading else { return (state.directory, [OperatorFile.Identity?]?.none) }
      state.isReading = true
      state.next = time + Self.minimumInterval
      return (state.directory, state.identities)
    }
    guard let known else { return directory }
    let seen = [accountsPath, keyFile?.path].map { $0.flatMap(OperatorFile.identity) }
    guard seen != known else {
      state.withLock { $0.isReading = false }
      return directory
    }
    let result: Result<(AccountDirectory, [OperatorFile.Identity?]), AccountFileError>
    do throws(AccountFileError) {
      result = .success(try Self.read(accountsPath, keyFile, fixedKeys))
    } catch {
      result = .failure(error)
    }
    return state.withLock { state in
      state.isReading = false
      switch result {
      case .success(let (directory, identities)):
        // A key of an account that is gone proves nothing, and the rest is in force: a revocation beside it counts.
        state.directory = directory
        state.identities = identities
        state.problem = Self.orphan(in: directory)
      case .failure(let problem):
        // A file of accounts that is wrong must not keep a revoked key alive: the keys are read beside the accounts of before.
        if let keys = try? keyFile?.read(),
          let directory = try? AccountDirectory(
            accounts: Array(state.directory.accounts.values), keys: fixedKeys + keys.keys)
        {
          state.directory = directory
        }
        state.identities = seen
        state.problem = problem
      }
      return state.directory
    }
  }

  private static func orphan(in directory: AccountDirectory) -> AccountFileError? {
    directory.keyWithoutAccount.map {
      AccountFileError("the key \($0.id) is of the account \($0.account), which is not among the accounts")
    }
  }

  private static func read(
    _ accountsPath: String?, _ keyFile: KeyFile?, _ fixedKeys: [AccessKey]
  ) throws(AccountFileError) -> (AccountDirectory, [OperatorFile.Identity?]) {
    let accounts = try accountsPath.map { path throws(AccountFileError) in try AccountsFile.read(path) }
    let keys = try keyFile?.read()
    return (
      try AccountDirectory(
        accounts: accounts?.accounts ?? [Account(id: Account.defaultID)], keys: fixedKeys + (keys?.keys ?? [])),
      [accounts?.identity, keys?.identity]
    )
  }
}
