import Documents

/// Resolves what policies inherit.
struct PolicyInheritance {
  /// The longest way from a policy to the one that it begins with.
  static let maximumDepth = 16

  /// The documents of the folder, by name.
  let documents: [String: PolicyDocument]

  /// The documents that a policy is made of, the one that everything begins with first.
  ///
  /// A policy that extends the name of its own means the built-in one of that name, and so does one that extends
  /// nothing mean `default`.
  func chain(of name: String) throws(DocumentProblem) -> [PolicyDocument] {
    var chain: [PolicyDocument] = []
    var next = (name: name, isBuiltIn: documents[name] == nil)
    var seen: [String] = []
    while true {
      guard let document = (next.isBuiltIn ? BuiltInPolicies.documents : documents)[next.name] else { break }
      chain.append(document)
      seen.append(next.name)
      let setting = document.settings.last { $0.path == ["extends"] }
      if next.isBuiltIn {
        if next.name == BuiltInPolicies.base { break }
        next = (BuiltInPolicies.base, true)
        continue
      }
      guard let setting, case .word(let parent) = setting.value else {
        // The folder's own default is the base of its policies, and the built-in one the base of that.
        next = (
          BuiltInPolicies.base, seen.contains(BuiltInPolicies.base) || documents[BuiltInPolicies.base] == nil
        )
        continue
      }
      if parent == document.name {
        guard BuiltInPolicies.names.contains(parent) else {
          throw problem(setting, "\(parent) extends itself")
        }
        next = (parent, true)
        continue
      }
      guard documents[parent] != nil || BuiltInPolicies.names.contains(parent) else {
        let names = Set(documents.keys).union(BuiltInPolicies.names).sorted()
        throw problem(
          setting,
          "there is no policy \(parent.debugDescription)\(NearestWord.hint(parent, among: names)); there are \(Self.listed(names))"
        )
      }
      guard !seen.contains(parent) else {
        throw problem(setting, "extends goes round: \((seen + [parent]).joined(separator: " extends "))")
      }
      guard chain.count < Self.maximumDepth else {
        throw problem(setting, "more than \(Self.maximumDepth) policies extend each other")
      }
      next = (parent, documents[parent] == nil)
    }
    return chain.reversed()
  }

  /// The settings of a policy, those of the later documents before those of the earlier ones; each path once, in the
  /// order in which a policy is shown.
  func settings(of name: String) throws(DocumentProblem) -> [PolicySetting] {
    let chain = try chain(of: name)
    return Self.merged(
      chain.enumerated().map { index, document in
        let isLast = index == chain.count - 1
        return document.settings.filter { isLast || !Self.own.contains($0.key) }
      })
  }

  /// What is said of one policy alone, and never inherited.
  private static let own: Set<String> = ["description", "shadow"]

  /// Values of later layers hold before those of earlier ones.
  static func merged(_ layers: [[PolicySetting]]) -> [PolicySetting] {
    var byPath: [[String]: PolicySetting] = [:]
    for (index, layer) in layers.enumerated() {
      for var setting in layer where setting.path != ["extends"] {
        setting.layer = max(setting.layer, index)
        byPath[setting.path] = setting
      }
    }
    return PolicyOrder.sorted(Array(byPath.values))
  }

  /// Names for a message: all, or as many as anybody reads.
  static func listed(_ names: [String]) -> String {
    let most = 16
    return names.prefix(most).joined(separator: ", ") + (names.count > most ? " and \(names.count - most) more" : "")
  }

  private func problem(_ setting: PolicySetting, _ message: String) -> DocumentProblem {
    DocumentProblem(at: setting.origin, message: message)
  }
}

/// The order in which a policy is shown: that of the table of keys, thresholds last.
struct PolicyOrder: Comparable {
  private let place: Int
  private let path: [String]

  init(_ path: [String]) {
    // A person is asked before anything is blocked.
    self.path = path.map { $0 == ThresholdField.review.rawValue ? "" : $0 }
    place = PolicyKey.place(of: path)
  }

  /// Settings in this order; the place of each is looked up once.
  static func sorted(_ settings: [PolicySetting]) -> [PolicySetting] {
    settings.map { (order: PolicyOrder($0.path), setting: $0) }.sorted { $0.order < $1.order }.map(\.setting)
  }

  static func < (left: PolicyOrder, right: PolicyOrder) -> Bool {
    left.place == right.place ? left.path.lexicographicallyPrecedes(right.path) : left.place < right.place
  }
}

extension DocumentProblem {
  /// A problem of what stands at a place.
  init(at origin: PolicySetting.Origin, message: String) {
    switch origin {
    case .place(let file, let line, let column):
      self.init(file: file, line: line, column: column, message: message)
    case .builtIn, .profile: self.init(file: origin.description, message: message)
    }
  }
}
