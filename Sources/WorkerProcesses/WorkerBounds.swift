import Glibc
import ModerationCore

/// What bounds one worker's whole life, as its host tells it and holds it to.
package struct WorkerBounds: Sendable {
  /// What a worker may hold beyond its memory limit, which counts neither its stack nor pages that were written and are
  /// read-only now: what the loader relocated and code that was generated, in bytes. With OpenVINO they are 5 MB
  /// (measured 2026-11-26), a stack is 8.
  private static let heldMemoryReserveBytes = 64 << 20
  /// What a worker's life has in processor time: seconds, and seconds for each processor core, since an image's time is
  /// bounded by the clock and all cores may work on it. Half of it is left to the last image.
  private static let standardProcessorSeconds = 600
  private static let standardProcessorSecondsPerCore = 60

  private let policy: WorkerPolicy
  /// The processor time after which the kernel ends the worker, in seconds.
  package let processorSeconds: Int

  package init(_ policy: WorkerPolicy) {
    self.policy = policy
    let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    processorSeconds =
      policy.maximumProcessorSeconds.map { max(1, $0) }
      ?? Self.standardProcessorSeconds + Self.standardProcessorSecondsPerCore * cores
  }

  /// The most memory that a worker may be seen to hold, in bytes.
  var heldMemoryBytes: Int64 {
    Int64(clamping: checkedSum(policy.maximumMemoryBytes, Self.heldMemoryReserveBytes) ?? .max)
  }

  /// The bounds as the worker's command line has them.
  var arguments: [String] {
    let addressBytes = checkedSum(policy.maximumMemoryBytes, policy.addressSpaceReserveBytes) ?? .max
    return [
      "--data-bytes", "\(policy.maximumMemoryBytes)", "--address-bytes", "\(addressBytes)",
      "--processor-seconds", "\(processorSeconds)", "--threads", "\(policy.maximumThreadCount)",
    ]
  }
}
