/// A walk that runs some way ahead of the work, so that the end is known before it is reached.
struct Lookahead<Base: IteratorProtocol> {
  /// How far it runs ahead: 10,000 elements.
  static var maximumCount: Int { 10_000 }

  /// How many there are in all; nil as long as that is not known.
  var total: Int? { isAtEnd ? taken + waiting.count : nil }

  private var base: Base
  private var waiting: ArraySlice<Base.Element> = []
  private var taken = 0
  private var isAtEnd = false

  init(_ base: Base) {
    self.base = base
    fill()
  }

  mutating func next() -> Base.Element? {
    guard let element = waiting.popFirst() else { return nil }
    taken += 1
    // Half at a time: an array whose beginning was taken is copied when it grows.
    if waiting.count < Self.maximumCount / 2 { fill() }
    return element
  }

  private mutating func fill() {
    guard !isAtEnd else { return }
    waiting = Array(waiting)[...]
    while waiting.count < Self.maximumCount {
      guard let element = base.next() else {
        isAtEnd = true
        return
      }
      waiting.append(element)
    }
  }
}
