import ModerationCore

/// The entries of code lists by what they name. Shared by all lookups in the same lists, whatever the lists suggest.
///
/// An entry is one number here; what it names is read from its text again when it is looked at. A million sites take
/// about 100 bytes each, the lists included.
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

  /// The most entries of one site, each of another path: 1,000, because each is compared with every address of the site.
  static let maximumEntryCountPerSite = 1_000

  /// What ends in `*`.
  let openContents: [CodeTarget]

  /// The lists that this was built for.
  private let lists: [CodeList]
  /// Where each list's entries start in one numbering of all.
  private let firstEntryOfList: [Int]
  /// The first entry of a host's name, and of whatever is no site.
  private let sites: [String: Int32]
  private let others: [CodeTarget: Int32]
  /// The next entry of the same host or target; −1 behind the last.
  private let next: [Int32]

  init(_ lists: [CodeList]) throws(ListError) {
    let count = lists.reduce(0) { $0 + $1.entries.count }
    guard count <= Self.maximumEntryCount else {
      throw ListError(
        .tooManyEntries, list: nil, message: "the code lists together have \(count) entries",
        limit: "maximumEntryCount", measured: .count(count), allowed: .count(Self.maximumEntryCount))
    }
    var (sites, others, open): ([String: Int32], [CodeTarget: Int32], [CodeTarget]) = ([:], [:], [])
    var next = [Int32](repeating: -1, count: count)
    var crowds: [String: Int] = [:]
    var firstEntryOfList: [Int] = []
    var number = 0
    for list in lists {
      firstEntryOfList.append(number)
      for entry in list.entries {
        defer { number += 1 }
        guard let target = entry.target else { continue }
        let known: Int32?
        if case .site(let host, _) = target {
          known = sites.updateValue(Int32(number), forKey: host.name)
          if known != nil {
            crowds[host.name, default: 1] += 1
            guard crowds[host.name, default: 1] <= Self.maximumEntryCountPerSite else { throw Self.crowded(host, list) }
          }
        } else {
          known = others.updateValue(Int32(number), forKey: target)
          if known == nil, case .content(_, isOpen: true) = target { open.append(target) }
        }
        next[number] = known ?? -1
      }
    }
    guard open.count <= Self.maximumOpenEntryCount else {
      throw ListError(
        .tooManyEntries, list: nil, message: "\(open.count) entries of code lists end in *",
        limit: "maximumOpenEntryCount", measured: .count(open.count), allowed: .count(Self.maximumOpenEntryCount))
    }
    self.lists = lists
    (self.sites, self.others, self.next) = (sites, others, next)
    (self.firstEntryOfList, openContents) = (firstEntryOfList, open)
  }

  private static func crowded(_ host: WebHost, _ list: CodeList) -> ListError {
    ListError(
      .tooManyEntries, list: list.name,
      message: "more than \(maximumEntryCountPerSite) entries are of \(host.name); list the site itself",
      limit: "maximumEntryCountPerSite", measured: .count(maximumEntryCountPerSite + 1),
      allowed: .count(maximumEntryCountPerSite))
  }

  /// Whether this was built for these lists, in this order.
  func serves(_ others: [CodeList]) -> Bool {
    others.count == lists.count
      && zip(lists, others).allSatisfy { $0.identity == $1.identity && $0.entries == $1.entries }
  }

  /// What is listed of a host, each once.
  func sites(named host: Substring) -> Set<CodeTarget> { Set(chain(from: sites[String(host)]).map(\.target)) }

  /// The entries of a target.
  func places(of target: CodeTarget) -> [Place] {
    let first: Int32? = if case .site(let host, _) = target { sites[host.name] } else { others[target] }
    return chain(from: first).filter { $0.target == target }.map(\.place)
  }

  private func chain(from first: Int32?) -> [(target: CodeTarget, place: Place)] {
    var found: [(CodeTarget, Place)] = []
    var number = Int(first ?? -1)
    while number >= 0 {
      let list = (firstEntryOfList.firstIndex { $0 > number } ?? firstEntryOfList.count) - 1
      let place = Place(list: list, entry: number - firstEntryOfList[list])
      if let target = lists[list].entries[place.entry].target { found.append((target, place)) }
      number = Int(next[number])
    }
    return found
  }
}
