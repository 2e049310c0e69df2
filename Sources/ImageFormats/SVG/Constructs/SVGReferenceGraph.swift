/// Which elements show which, by their ids.
///
/// What leads back to itself is shown by browsers without the last step, and by librsvg not at all.
struct SVGReferenceGraph {
  private var numbers: [String: Int] = [:]
  private var targets: [[Int]] = []

  /// Notes that an element stands in another one.
  mutating func contain(_ id: String, in outer: String?) { refer(to: id, from: outer) }

  /// Notes that an element is shown where another one is.
  mutating func refer(to id: String, from outer: String?) {
    let target = number(id)
    // What stands in no element with an id cannot be referred to.
    guard let outer else { return }
    targets[number(outer)].append(target)
  }

  private mutating func number(_ id: String) -> Int {
    if let number = numbers[id] { return number }
    numbers[id] = targets.count
    targets.append([])
    return targets.count - 1
  }

  /// Whether one leads back to itself.
  ///
  /// - Complexity: Linear in the references.
  var hasCycle: Bool {
    var states = [UInt8](repeating: 0, count: targets.count)
    var next = [Int](repeating: 0, count: targets.count)
    for start in targets.indices where states[start] == 0 {
      var path = [start]
      states[start] = 1
      while let node = path.last {
        if next[node] < targets[node].count {
          let target = targets[node][next[node]]
          next[node] += 1
          if states[target] == 1 { return true }
          if states[target] == 0 {
            states[target] = 1
            path.append(target)
          }
        } else {
          states[node] = 2
          path.removeLast()
        }
      }
    }
    return false
  }
}
