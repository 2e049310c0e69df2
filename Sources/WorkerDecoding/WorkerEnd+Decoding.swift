import ModerationCore
import WorkerProcesses

extension WorkerEnd {
  /// What became of the image that a decode worker held.
  var failure: DecodingFailure {
    if wasKilled {
      return .failed(
        HostFailure(
          .workerKilled,
          message: "the decode worker was killed from outside\(quotation): by an operator, or by the kernel for want of"
            + " memory"))
    }
    if isFromOutside {
      return .failed(HostFailure(.workerKilled, message: "the decode worker was ended from outside: \(description)"))
    }
    if isOverTime {
      return .late(reason: "the decode worker ran over its own time limit")
    }
    return .rejected(
      InputRejection(.decoderCrashed, message: "the decode worker broke down: \(description)\(quotation)"))
  }
}
