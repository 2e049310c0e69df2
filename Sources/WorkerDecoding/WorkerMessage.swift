package import ModerationCore
package import WorkerProcesses

/// What host and decode worker say to each other, one message per datagram of their socket pair.
///
/// The worker begins with `hello`. Then, for each image: the host's `request` with the file's bytes as sealed memory.
/// For each frame the worker's `frame` with its facts; the host's `memory`, made to measure; the worker's `filled`; the
/// host's `next` or `stop`. At the end the worker's `done`, `rejected` or `failed`. Memory only ever travels from the
/// host to the worker: a worker can create none, and the host receives no descriptor from it.
///
/// Both directions are read by the same total function; see `WireReader`.
package enum WorkerMessage: Hashable, Sendable {
  /// Host: decode this file. Comes with the memory that holds it.
  case request(WorkerRequest)
  /// Host: here is the memory for the frame's pixels. Comes with it.
  case memory
  /// Host: go on with the next frame.
  case next
  /// Host: this image needs no more frames.
  case stop

  /// Worker: ready, and what it is.
  case hello(WorkerHello)
  /// Worker: these are the facts of a decoded frame.
  case frame(DecodedFrame)
  /// Worker: its pixels are in the memory.
  case filled
  /// Worker: all frames have been delivered, or the host wanted no more. What the file holds beside them.
  case done(DecodingReport)
  /// Worker: the image is to blame.
  case rejected(InputRejection)
  /// Worker: this machine is to blame.
  case failed(HostFailure)
  /// Worker: time was up.
  case late(reason: String)
}

/// A request as it travels.
package struct WorkerRequest: Hashable, Sendable {
  /// What is wanted. Its deadline does not travel: clocks' moments mean nothing elsewhere.
  package var decode: DecodeRequest
  /// The file's length in bytes.
  package var byteCount: Int
  /// How long the image may still take, in nanoseconds.
  package var remainingNanoseconds: Int

  package init(decode: DecodeRequest, byteCount: Int, remainingNanoseconds: Int) {
    self.decode = decode
    self.decode.deadline = nil
    self.byteCount = byteCount
    self.remainingNanoseconds = remainingNanoseconds
  }
}

/// What a worker says of itself when it is ready.
package struct WorkerHello: Hashable, Sendable {
  /// The revision of this protocol and of what the messages carry. Raised by every change to either.
  package static let currentProtocolVersion = 6

  package var protocolVersion: Int
  /// The release that the worker was built from.
  package var release: String
  /// The formats that it decodes.
  package var formats: Set<ImageFormat>
  package var sandbox: SandboxReport

  package init(
    protocolVersion: Int = currentProtocolVersion, release: String = Release.current, formats: Set<ImageFormat>,
    sandbox: SandboxReport
  ) {
    self.protocolVersion = protocolVersion
    self.release = release
    self.formats = formats
    self.sandbox = sandbox
  }
}
