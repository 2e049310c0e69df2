import CWorkerChannel
import CodeDetection
import Glibc
import ModerationCore
import PluginHost
import WorkerProcesses

/// Hosts one detector of a stranger's library: opens it inside the walls, makes the detector, answers question after
/// question.
struct PluginServing {
  /// Where the libraries are that a library needs, and how the loader finds them.
  private static let systemLibraries = [
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/etc/ld.so.preload",
  ]
  /// What the machine's processors are, which CPUID mostly tells as well. OpenVINO 2026.4 reads on and on where it
  /// cannot open it (measured 2026-11-21); it needs nothing else outside its own folder.
  private static let processorFacts = ["/proc/cpuinfo"]
  /// How much longer than the host's deadline an inspection may take before the worker ends itself.
  private static let marginMilliseconds: Int64 = 2_000
  private static let coreCount = Int64(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  private let channel = HostChannel<PluginMessage>(end: end)
  let sandbox: Sandbox
  /// The most processor time of one inspection, in seconds; nil to bound it by the image's deadline alone.
  let processorSeconds: Int64?

  init(sandbox: Sandbox, processorSeconds: Int64? = nil) {
    self.sandbox = sandbox
    self.processorSeconds = processorSeconds
  }

  func run(_ library: String, _ arguments: WorkerArguments) -> Never {
    // 1. The file system and the user, while this is the only thread.
    sandbox.closeFiles(
      but: [library] + Self.systemLibraries + SwiftRuntime.libraries() + Self.processorFacts + arguments.readable)
    sandbox.giveUpUser(readsAnyFile: true)
    // 2. System calls, before the first instruction of the library. Without Landlock that must wait until it is loaded,
    //    because then nothing can be opened any more.
    if sandbox.opensFiles { sandbox.filterSystemCalls(loadsCode: true) }
    // 3. The library, and what it says of itself.
    let opened: PluginLibrary
    do throws(HostFailure) {
      opened = try PluginLibrary(inWorker: library, sha256: arguments.sha256)
    } catch {
      refuse(error)
    }
    serve(opened.descriptions, loadsCode: true, from: .plugin(opened))
  }

  /// What makes the detectors.
  enum Source {
    case plugin(PluginLibrary)
    case codes(CodeLibrary)
  }

  /// Says what there is, makes the detector that the host chooses, and answers question after question.
  func serve(_ descriptions: [PluginDescription], loadsCode: Bool, from source: Source) -> Never {
    channel.send(.hello(PluginHello(sandbox: sandbox.report, descriptions: descriptions)))
    // 4. The detector.
    guard case (.create(let id, let byteCount), let memory) = channel.receive() else {
      end("the host sent an unexpected message")
    }
    let configuration = MappedFile(memory, byteCount: byteCount).withBytes { bytes in
      bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
    let detector: Made
    do throws(HostFailure) {
      detector =
        switch source {
        case .plugin(let library): try make(id, configuration, of: library)
        case .codes(let library): .codes(CodeReader(library: library))
        }
    } catch {
      refuse(error)
    }
    sandbox.filterSystemCalls(loadsCode: loadsCode)
    channel.send(.made)
    // 5. Question after question.
    while true { answer(by: detector) }
  }

  enum Made {
    case pixels(any Detector)
    case text(any TextDetector)
    case codes(CodeReader)
  }

  private func make(_ id: String, _ configuration: String, of library: PluginLibrary) throws(HostFailure) -> Made {
    let log: @Sendable (String) -> Void = { [channel] in channel.send(.log($0)) }
    let judgesText = library.descriptions.contains { $0.descriptor.id == id && $0.inputWish == nil }
    return judgesText
      ? .text(try library.textDetector(id, configuration: configuration, log: log))
      : .pixels(try library.detector(id, configuration: configuration, log: log))
  }

  private func answer(by detector: Made) {
    let answer: Result<[Finding], DetectorFailure>
    switch (channel.receive(), detector) {
    case ((.inspect(var frame, let byteCount, let remaining), let memory), .pixels(let detector)):
      let pixels = MappedFile(memory, byteCount: byteCount)
      frame.deadline = begin(remaining)
      answer = pixels.withBytes { bytes in
        Result { () throws(DetectorFailure) in try detector.inspect(bytes, of: frame) }
      }
    case ((.inspect(var frame, let byteCount, let remaining), let memory), .codes(let reader)):
      let question = MappedFile(memory, byteCount: byteCount)
      frame.deadline = begin(remaining)
      answer = question.withBytes { bytes in
        Result { () throws(DetectorFailure) in try reader.read(bytes, of: frame) }
      }
    case ((.judge(let byteCount, let remaining), let memory), .text(let detector)):
      let lines = MappedFile(memory, byteCount: byteCount).withBytes { bytes in
        bytes.withUnsafeBytes { Self.lines(Array($0)) }
      }
      guard let lines else { end("the host sent bytes that are not lines") }
      let text = TextDescription(deadline: begin(remaining))
      answer = Result { () throws(DetectorFailure) in try detector.inspect(lines, of: text) }
    default: end("the host sent an unexpected message")
    }
    moderation_work_end()
    switch answer {
    case .success(let findings):
      if report(findings) { channel.send(.done) }
    case .failure(let failure):
      if report(failure.findings) { channel.send(.failed(failure)) }
    }
  }

  private static func lines(_ bytes: [UInt8]) -> [RecognizedLine]? {
    var reader = WireReader(bytes)
    do throws(MalformedMessage) {
      return try reader.list { reader throws(MalformedMessage) in try RecognizedLine(from: &reader) }
    } catch {
      return nil
    }
  }

  /// Sends findings, each by itself; false when one is too long and the failure is told instead.
  private func report(_ findings: [Finding]) -> Bool {
    for finding in findings {
      guard PluginMessage.findings([finding]).bytes != nil else {
        channel.send(
          .failed(
            DetectorFailure(
              .invalidFinding, message: "a finding has more than \(WorkerProcess.maximumMessageBytes) bytes")))
        return false
      }
      channel.send(.findings([finding]))
    }
    return true
  }

  /// Bounds processor time and wall-clock time, in case the library hangs and the host is gone.
  private func begin(_ remainingNanoseconds: Int) -> ContinuousClock.Instant {
    let milliseconds = Int64(max(0, min(remainingNanoseconds / 1_000_000, 86_400_000))) + Self.marginMilliseconds
    moderation_work_begin(processorSeconds ?? Self.coreCount * (milliseconds / 1_000 + 1), milliseconds)
    return .now + .nanoseconds(max(0, remainingNanoseconds))
  }

  func refuse(_ failure: HostFailure) -> Never {
    channel.send(.unusable(failure))
    _exit(0)
  }
}
