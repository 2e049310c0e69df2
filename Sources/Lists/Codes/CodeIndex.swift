import ModerationCore

/// The entries of code lists by what they name. Shared by all lookups in the same lists, whatever the lists suggest.
package final class CodeIndex: Sendable {
  /// Where an entry stands.
  struct Place: Sendable {
    let list: Int
    let entry: Int
  }

  /// The most entries that end in `*` of all lists together: each is compared with every content. 1,000.
  static let maximumOpenEntryCount = 1_000

  /// The lists that this was built for.
  private let lists: [CodeList]
  /// All entries of one target.
  let places: [CodeTarget: [Place]]
  /// What is listed of a site, by the host's name.
  let sites: [String: [CodeTarget]]
  /// What ends in `*`.
  let openContents: [CodeTarget]

  init(_ lists: [CodeList]) throws(ListError) {
    var places: [CodeTarget: [Place]] = [:]
    var sites: [String: [CodeTarget]] = [:]
    var open: [CodeTarget] = []
    for (listIndex, list) in lists.enumerated() {
      for (index, entry) in list.entries.enumerated() {
        places[entry.target, default: []].append(Place(list: listIndex, entry: index))
        guard places[entry.target]?.count == 1 else { continue }
        switch entry.target {
        case .site(let host, _): sites[host.name, default: []].append(entry.target)
        case .content(_, isOpen: true): open.append(entry.target)
        default: break
        }
      }
    }
    guard open.count <= Self.maximumOpenEntryCount else {
      throw ListError(
        .tooManyEntries, list: nil, message: "\(open.count) entries of code lists end in *",
        limit: "maximumOpenEntryCount", measured: .count(open.count), allowed: .count(Self.maximumOpenEntryCount))
    }
    self.lists = lists
    (self.places, self.sites, openContents) = (places, sites, open)
  }

  /// Whether this was built for these lists, in this order.
  func serves(_ others: [CodeList]) -> Bool {
    others.count == lists.count
      && zip(lists, others).allSatisfy { $0.identity == $1.identity && $0.entries == $1.entries }
  }
}
