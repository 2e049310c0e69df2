/// A handful of values by key, in one array: what an image has of each kind is few, and a million images each with
/// dictionaries would take several times the memory.
struct SmallTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private var items: [(key: Key, value: Value)] = []

  var keys: some Collection<Key> { items.lazy.map(\.key) }

  /// Gives back the room that nothing stands in.
  mutating func trim() { items = items.map(\.self) }

  subscript(_ key: Key) -> Value? { items.first { $0.key == key }?.value }

  subscript(_ key: Key, default start: Value) -> Value {
    get { self[key] ?? start }
    set {
      if let index = items.firstIndex(where: { $0.key == key }) {
        items[index].value = newValue
      } else {
        items.append((key, newValue))
      }
    }
  }
}
