/// A stage's work on all pictures; a class, so that a C function can be handed it.
final class Work {
  private let body: () throws -> Int
  /// A number that shows the work was done.
  private(set) var result: Result<Int, any Error> = .success(0)

  init(_ body: @escaping () throws -> Int) { self.body = body }

  fileprivate func run() { result = Result { try body() } }
}

/// What callgrind watches, by its name: see Benchmarks/instructions.py.
@c(moderation_measured_stage) @inline(never)
func measuredStage(_ work: UnsafeMutableRawPointer) {
  Unmanaged<Work>.fromOpaque(work).takeUnretainedValue().run()
}
