import ImageModeration
import Synchronization

/// What was compiled of lists, for whoever asks with the same lists again.
///
/// Whatever a detector still holds is found again, and costs nothing here; beyond that the last few are kept, so that a
/// policy that goes and comes back, or is read again while none is used, compiles nothing.
///
/// Lists are looked up by name and version and then compared whole: a version is 48 bits of a SHA-256, and two states
/// of a list that share them by chance, once in 10^14, must not be taken for each other.
final class SharedCompilations<Compiled: AnyObject & Sendable>: Sendable {
  /// The most compilations that are kept without any detector that holds them: 4. One of a million words takes some
  /// 100 MB.
  static var keptCount: Int { 4 }

  private struct Known {
    let key: [ListIdentity]
    weak var compiled: Compiled?
  }

  private struct State {
    var known: [Known] = []
    /// The last that were asked for, the longest unused first.
    var kept: [Compiled] = []
    var compiledCount = 0

    mutating func keep(_ compiled: Compiled) {
      kept.removeAll { $0 === compiled }
      kept.append(compiled)
      if kept.count > keptCount { kept.removeFirst() }
    }
  }

  private let state = Mutex(State())

  var compiledCount: Int { state.withLock { $0.compiledCount } }

  /// Something made of what was compiled for these lists, or compiled anew.
  ///
  /// The lock is held while compiling, on purpose: a second caller waits for the first in place of compiling the same.
  ///
  /// - Parameters:
  ///   - key: The identities of the lists, in order.
  ///   - compiled: What of a product is to be shared.
  ///   - reuse: Makes a product of what was compiled for lists of these identities; nil when they are not the same.
  ///   - make: Makes a product by compiling.
  func product<Product: Sendable>(
    of key: [ListIdentity], compiled: (Product) -> Compiled, reuse: (Compiled) -> Product?,
    make: () throws(HostFailure) -> Product
  ) throws(HostFailure) -> Product {
    try state.withLock { state throws(HostFailure) in
      state.known.removeAll { $0.compiled == nil }
      for candidate in state.known where candidate.key == key {
        if let known = candidate.compiled, let product = reuse(known) {
          state.keep(known)
          return product
        }
      }
      let product = try make()
      state.compiledCount += 1
      state.known.append(Known(key: key, compiled: compiled(product)))
      state.keep(compiled(product))
      return product
    }
  }
}
