import Synchronization

/// What the looks at one picture are written into: 8 MB at most, when both canvases were needed.
struct ViewMemory: Sendable {
  var small: CanvasMemory
  var large: CanvasMemory
  /// What the networks are fed.
  var smallPlanes: [Float] = []
  var largePlanes: [Float] = []

  init(_ finder: FaceFinder) {
    (small, large) = (CanvasMemory(side: finder.small.side), CanvasMemory(side: finder.large.side))
  }
}

/// Memory of pictures that were looked at, for those to come: new memory costs a page fault for each 4 kB, which for the
/// large canvas is as much as half a look at the small one.
///
/// Keeps as many as pictures are looked at at a time.
final class ViewMemoryPool: Sendable {
  private let capacity: Int
  private let kept = Mutex<[ViewMemory]>([])

  init(capacity: Int) { self.capacity = max(1, capacity) }

  func take() -> ViewMemory? { kept.withLock { $0.popLast() } }

  func giveBack(_ memory: ViewMemory) {
    kept.withLock { kept in
      if kept.count < capacity { kept.append(memory) }
    }
  }
}
