import ModerationCore

/// The entries of code lists by what they name. Shared by all lookups in the same lists, whatever the lists suggest.
///
/// An entry is one number here; what it names is read from its text again when it is looked at. A million sites take
/// about 150 bytes each, the lists included.
package final class CodeIndex: Sendable {
  /// Where an entry stands.
  struct Place: Sendable {
    let list: Int
    let entry: Int
  }

  /// The most entries that end in `*` of all lists together: each is compared with every content. 1,000.
  static let maximumOpenEntryCount = 1_000
  /// The most entries of all lists together: 4,000,000.
  static let maximumEntryCount = 4_000_000
  /// The most ends of a path at which entries are looked for; what lies deeper is found by what is above it.
  private static let maximumPathEndCount = 32

  /// What ends in `*`.
  let openContents: [CodeTarget]

  /// The lists that this was built for.
  private let lists: [CodeList]
  /// Where each list's entries start in one numbering of all.
  private let firstEntryOfList: [Int]
  /// The last entry of a host with a path in small letters, and of whatever is no site.
  private let sites: [String: Int32]
  private let others: [CodeTarget: Int32]
  /// The hosts of which there are entries with a path.
  private let hostsWithPaths: Set<String>
  /// The entry before of the same name; −1 for none.
  private let earlier: [Int32]

  init(_ lists: [CodeList]) throws(ListError) {
    let count = lists.reduce(0) { $0 + $1.entries.count }
    guard count <= Self.maximumEntryCount else {
      throw ListError(
        .tooManyEntries, list: nil, message: "the code lists together have \(count) entries",
        limit: "maximumEntryCount", measured: .count(count), allowed: .count(Self.maximumEntryCount))
    }
    var (sites, others, open): ([String: Int32], [CodeTarget: Int32], [CodeTarget]) = ([:], [:], [])
    var hostsWithPaths: Set<String> = []
    var earlier = [Int32](repeating: -1, count: count)
    var firstEntryOfList: [Int] = []
    var number = 0
    for list in lists {
      firstEntryOfList.append(number)
      for entry in list.entries {
        defer { number += 1 }
        guard let target = entry.target else { continue }
        let known: Int32?
        if case .site(let host, let path) = target {
          known = sites.updateValue(Int32(number), forKey: host.name + path.lowercased())
          if !path.isEmpty { hostsWithPaths.insert(host.name) }
        } else {
          known = others.updateValue(Int32(number), forKey: target)
          if known == nil, case .content(_, isOpen: true) = target { open.append(target) }
        }
        earlier[number] = known ?? -1
      }
    }
    guard open.count <= Self.maximumOpenEntryCount else {
      throw ListError(
        .tooManyEntries, list: nil, message: "\(open.count) entries of code lists end in *",
        limit: "maximumOpenEntryCount", measured: .count(open.count), allowed: .count(Self.maximumOpenEntryCount))
    }
    self.lists = lists
    (self.sites, self.others, self.earlier, self.hostsWithPaths) = (sites, others, earlier, hostsWithPaths)
    (self.firstEntryOfList, openContents) = (firstEntryOfList, open)
  }

  /// Whether this was built for these lists, in this order.
  func serves(_ others: [CodeList]) -> Bool {
    others.count == lists.count
      && zip(lists, others).allSatisfy { $0.identity == $1.identity && $0.entries == $1.entries }
  }

  /// Whether an entry of a host, or of a name above it, has a path.
  func hasPaths(above host: WebHost) -> Bool {
    !hostsWithPaths.isEmpty && host.andAbove.contains { hostsWithPaths.contains(String($0)) }
  }

  /// What is listed of a host and the names above it, at the root or at an end of the path.
  ///
  /// - Parameter path: From the slash on, its steps without dots.
  func sites(above host: WebHost, path: String) -> [CodeTarget] {
    let names = host.andAbove
    var found = names.flatMap { targets(from: sites[String($0)]) }
    let deep = names.filter { hostsWithPaths.contains(String($0)) }
    guard !deep.isEmpty, !path.isEmpty else { return found }
    let path = path.lowercased()
    for end in Self.ends(of: path) {
      for name in deep { found += targets(from: sites["\(name)\(path[..<end])"]) }
    }
    return found
  }

  /// Where a name of the path ends: what follows is no letter of it.
  private static func ends(of path: String) -> [String.Index] {
    var ends: [String.Index] = []
    var index = path.index(after: path.startIndex)
    while index < path.endIndex, ends.count < maximumPathEndCount {
      if !WebAddress.standsInName(path[index]) { ends.append(index) }
      index = path.index(after: index)
    }
    if index == path.endIndex { ends.append(index) }
    return ends
  }

  /// The entries of a target.
  func places(of target: CodeTarget) -> [Place] {
    let last: Int32? =
      if case .site(let host, let path) = target { sites[host.name + path.lowercased()] } else { others[target] }
    return chain(from: last).filter { $0.target == target }.map(\.place)
  }

  private func targets(from last: Int32?) -> Set<CodeTarget> { Set(chain(from: last).map(\.target)) }

  /// The entries of one name: one for each list, and for each way in which a path's letters are written.
  private func chain(from last: Int32?) -> [(target: CodeTarget, place: Place)] {
    var found: [(CodeTarget, Place)] = []
    var number = Int(last ?? -1)
    while number >= 0 {
      let list = (firstEntryOfList.firstIndex { $0 > number } ?? firstEntryOfList.count) - 1
      let place = Place(list: list, entry: number - firstEntryOfList[list])
      if let target = lists[list].entries[place.entry].target { found.append((target, place)) }
      number = Int(earlier[number])
    }
    return found
  }
}
