import Glibc

/// A thread that lasts as long as the process.
enum EndlessThread {
  private final class Body {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts it; after `body` it waits for ever.
  static func start(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { raw in
        if let raw { Unmanaged<Body>.fromOpaque(raw).takeRetainedValue().run() }
        while true { pause() }
      }, Unmanaged.passRetained(Body(body)).toOpaque())
    if status != 0 { end("no thread: \(String(cString: strerror(status)))") }
  }
}
