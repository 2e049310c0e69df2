import NIOCore
import Synchronization

/// The connections on which a request is being answered, each with what to do when its client leaves.
final class Connections: Sendable {
  private let leaving = Mutex<[ObjectIdentifier: @Sendable () -> Void]>([:])

  /// Whether a connection's end is watched; once is enough for all of its requests.
  private let watched = Mutex<Set<ObjectIdentifier>>([])

  /// How many requests are being answered.
  var count: Int { leaving.withLock(\.count) }

  /// Notes what to do when the client of a connection leaves; requests of one connection follow each other.
  func begin(_ channel: any Channel, onLeaving: @escaping @Sendable () -> Void) {
    let id = ObjectIdentifier(channel)
    leaving.withLock { $0[id] = onLeaving }
    guard watched.withLock({ $0.insert(id).inserted }) else { return }
    channel.closeFuture.whenComplete { [self] _ in
      watched.withLock { _ = $0.remove(id) }
      leaving.withLock { $0.removeValue(forKey: id) }?()
    }
  }

  /// Forgets a request that was answered.
  func end(_ channel: any Channel) {
    leaving.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(channel)) }
  }
}
