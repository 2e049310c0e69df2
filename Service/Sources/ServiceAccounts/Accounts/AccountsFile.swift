import Yams

/// The operator's file of accounts, `accounts.yaml`, read strictly.
///
///     accounts:
///       acme:
///         services: [ims, tiia, v1]          # absent: all
///         rates: {ims: 200}                  # calls per second; absent: 100, tiia 20, each group of iai 50
///         policy: strict                     # absent: the service's own
///         bizTypes:
///           avatars: strict
///           album: {policy: relaxed, application: Chat, scene: Albums}
///         subAccounts: {uploader: [call], auditor: [readRecords]}
///         freeQuota: {ims.ImageModeration: 10000}
public enum AccountsFile {
  /// The most bytes of the file: 1 MiB.
  public static let maximumByteCount = 1 << 20
  /// The most accounts.
  public static let maximumAccountCount = 1000
  /// The most BizTypes, and the most sub-accounts, of one account.
  public static let maximumEntryCount = 1000

  /// Reads a file.
  public static func accounts(of path: String) throws(AccountFileError) -> [Account] { try read(path).accounts }

  static func read(_ path: String) throws(AccountFileError) -> (accounts: [Account], identity: OperatorFile.Identity) {
    let (bytes, identity) = try OperatorFile.contents(of: path, mostBytes: maximumByteCount, isSecret: false)
    return (try parse(bytes, source: path), identity)
  }

  static func parse(_ bytes: [UInt8], source: String) throws(AccountFileError) -> [Account] {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw AccountFileError("the file is not UTF-8", source: source)
    }
    let root: Node?
    do {
      root = try Parser(yaml: text, encoding: .utf8).singleRoot()
    } catch {
      throw problem(error, source)
    }
    guard let root else { throw AccountFileError("the file is empty; it must have the key accounts", source: source) }
    let top = try AccountsNode(root, key: "the file", source: source).pairs(["accounts"])
    guard let list = top["accounts"] else { throw AccountFileError("lacks the key accounts", source: source) }
    let entries = try list.pairs(nil, maximumCount: maximumAccountCount)
    guard !entries.isEmpty else { throw list.wrong("must have at least one account") }
    var accounts: [Account] = []
    for (id, node) in entries.sorted(by: { $0.key < $1.key }) {
      guard IdentifierCharacters.isName(id) else {
        throw node.wrong("an account's id must have 1 to 64 of A-Z, a-z, 0-9, ., _ and -")
      }
      accounts.append(try account(id, node))
    }
    return accounts
  }

  private static func account(_ id: String, _ node: AccountsNode) throws(AccountFileError) -> Account {
    let keys = ["services", "rates", "policy", "bizTypes", "subAccounts", "freeQuota"]
    // `acme:` alone is an account with everything open.
    let values = node.isNull ? [:] : try node.pairs(keys)
    var services = Set(ServiceName.all)
    if let list = values["services"] {
      services = []
      for element in try list.elements() {
        guard services.insert(try service(try element.text(), element)).inserted else {
          throw element.wrong("stands in the list twice")
        }
      }
    }
    var rates: [ServiceName: Int] = [:]
    for (name, value) in try values["rates"]?.pairs(ServiceName.all.map(\.rawValue)) ?? [:] {
      rates[try service(name, value)] = try value.integer(in: 1...AccountRates.maximumCallsPerSecond)
    }
    var bizTypes: [String: String] = [:]
    var scenes: [String: ApplicationScene] = [:]
    for (name, value) in try values["bizTypes"]?.pairs(nil, maximumCount: maximumEntryCount) ?? [:] {
      guard BizTypeError.isValid(name) else { throw value.wrong("a BizType must have 3 to 32 of A-Z, a-z, 0-9 and _") }
      guard value.node.mapping != nil else {
        bizTypes[name] = try value.name()
        continue
      }
      (bizTypes[name], scenes[name]) = try bizType(name, value)
    }
    var subAccounts: [String: Grants] = [:]
    for (name, value) in try values["subAccounts"]?.pairs(nil, maximumCount: maximumEntryCount) ?? [:] {
      guard IdentifierCharacters.isName(name) else {
        throw value.wrong("a sub-account must have 1 to 64 of A-Z, a-z, 0-9, ., _ and -")
      }
      subAccounts[name] = try grants(value)
    }
    var freeQuota: [String: Int] = [:]
    for (name, value) in try values["freeQuota"]?.pairs(nil, maximumCount: maximumEntryCount) ?? [:] {
      guard let first = name.split(separator: ".", omittingEmptySubsequences: false).first,
        ServiceName(rawValue: String(first)) != nil, IdentifierCharacters.isName(name)
      else { throw value.wrong("an interface must be a service and an action, like ims.ImageModeration") }
      freeQuota[name] = try value.integer(in: 0...1_000_000_000_000)
    }
    return Account(
      id: id, services: services, rates: rates, policy: try values["policy"]?.name(), bizTypes: bizTypes,
      scenes: scenes, subAccounts: subAccounts, freeQuota: freeQuota)
  }

  /// A BizType that says more than its policy.
  private static func bizType(
    _ name: String, _ node: AccountsNode
  ) throws(AccountFileError) -> (policy: String, ApplicationScene) {
    let values = try node.pairs(["policy", "application", "scene"])
    guard let policy = values["policy"] else { throw node.wrong("must have the key policy") }
    func text(_ key: String) throws(AccountFileError) -> String? {
      guard let value = values[key] else { return nil }
      let text = try value.text()
      guard text.utf8.count <= ApplicationScene.maximumNameBytes,
        !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
      else {
        throw value.wrong("must have at most \(ApplicationScene.maximumNameBytes) bytes and no control characters")
      }
      return text
    }
    let scene = ApplicationScene(application: try text("application") ?? "", name: try text("scene") ?? name)
    return (try policy.name(), scene)
  }

  private static func service(_ name: String, _ node: AccountsNode) throws(AccountFileError) -> ServiceName {
    guard let service = ServiceName(rawValue: name) else {
      throw node.wrong("must be one of \(ServiceName.all.map(\.rawValue).joined(separator: ", "))")
    }
    return service
  }

  private static func grants(_ node: AccountsNode) throws(AccountFileError) -> Grants {
    var grants: Grants = []
    for element in try node.elements() {
      let word = try element.text()
      guard let grant = Grants.words.first(where: { $0.0 == word })?.1 else {
        throw element.wrong("must be one of \(Grants.words.map(\.0).joined(separator: ", "))")
      }
      guard grants.insert(grant).inserted else { throw element.wrong("stands in the list twice") }
    }
    return grants
  }

  private static func problem(_ error: any Error, _ source: String) -> AccountFileError {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      AccountFileError("is not YAML: \(problem)", source: source, line: mark.line)
    case .duplicatedKeysInMapping(let duplicates, let context):
      AccountFileError(
        "the key \(duplicates.first ?? "") stands twice in the mapping that begins here", source: source,
        line: context.mark.line)
    default: AccountFileError("is not YAML", source: source)
    }
  }
}
