import ImageModeration
import Synchronization

/// What is loaded when it is first asked for, once for each key, and then kept. A load that fails is tried again by the
/// next caller.
final class LoadedOnce<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let values = Mutex<[Key: Value]>([:])

  /// What was loaded for a key.
  ///
  /// The lock is held while loading, on purpose: a second caller waits for the first in place of loading the same.
  func value(for key: Key, load: () throws(HostFailure) -> Value) throws(HostFailure) -> Value {
    try values.withLock { values throws(HostFailure) in
      if let known = values[key] { return known }
      let value = try load()
      values[key] = value
      return value
    }
  }

  /// What was loaded for a key, if it was.
  func loaded(for key: Key) -> Value? { values.withLock { $0[key] } }
}

/// The key of what there is one of.
struct TheOne: Hashable, Sendable {}

extension LoadedOnce where Key == TheOne {
  func value(load: () throws(HostFailure) -> Value) throws(HostFailure) -> Value {
    try value(for: TheOne(), load: load)
  }
}
