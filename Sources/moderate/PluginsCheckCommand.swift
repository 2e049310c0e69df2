import ArgumentParser
import Glibc
import ImageModeration
import ModerationTesting
import PluginHost
import WorkerProcesses

/// `moderate plugins check PLUGIN…`: tries out whether detectors do what a detector must.
struct PluginsCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Tries out whether the detectors of libraries do what a detector must.",
    discussion: """
      Shows each detector dozens of made-up inputs: all shapes that it wishes for, the same twice, several at once. One \
      line per check on standard output, columns parted by tabs: passed, failed or skipped, the detector, the check, what \
      was tried or what to change. Skipped is not passed.

      In a worker, as usual, a crash or a hang (5 seconds) is a check that failed; what a worker hides, threads at once and \
      reads behind the last pixel, is skipped. --plugin-in-process tries these, too, and a crash then ends this program.

      Exit status: 64 when the command line is wrong; 1 when a check failed or a library cannot be used; else 0.

      EXAMPLES
        moderate plugins check blue.so
        moderate plugins check --plugin-in-process blue.so=SHA256
      """)

  @Argument(help: ArgumentHelp("The libraries.", valueName: "path[=sha256]"))
  var plugins: [PluginReference]

  @OptionGroup var handling: PluginHandling

  /// The most threads that ask at once, and so the most workers.
  private static let threadCount = 4

  func validate() throws { try handling.check(plugins) }

  func run() throws {
    signal(SIGPIPE, SIG_IGN)
    let set: DetectorSet
    do {
      set = try handling.detectors(of: plugins, concurrency: Self.threadCount) { policy in
        // Every input gets its own answer, also from a detector that breaks down over each.
        policy.failuresBeforeQuarantine = .max
        policy.worker.failuresBeforeBackoff = .max
      }
    } catch let failure as HostFailure {
      StandardError.write("moderate: \(Printable.text(failure.message))\n")
      throw ExitCode(1)
    }
    var someFailed = false
    let options = CheckOptions(threadCount: Self.threadCount)
    for detector in set.detectors where !passes(DetectorChecks.run(detector, options: options)) { someFailed = true }
    for detector in set.textDetectors where !passes(DetectorChecks.run(detector, options: options)) {
      someFailed = true
    }
    if someFailed { throw ExitCode(1) }
  }

  /// Prints the lines of a detector; says whether no check failed.
  private func passes(_ report: DetectorReport) -> Bool {
    for check in report.checks {
      let result = handling.pluginInProcess ? check : Self.seenThroughWorker(check)
      let columns = [result.outcome.rawValue, report.detector, "\(result.name)", result.reason]
      StandardOutput.write(columns.map(Printable.text).joined(separator: "\t") + "\n")
    }
    if let times = report.callTimes {
      func milliseconds(_ time: Duration) -> String { "\(Printable.number(time / .milliseconds(1))) ms" }
      let slowest = "slowest \(milliseconds(times.slowest)) (\(times.slowestInput))"
      StandardError.write(
        "moderate: \(Printable.text("\(report.detector): \(times.callCount) calls, median \(milliseconds(times.median)), \(slowest)"))\n"
      )
    }
    return report.passed
  }

  /// What a check is worth when the detector was behind a worker. A worker has a copy of the pixels and asks one
  /// question at a time: that nothing was seen says nothing about reads behind the end, and nothing about threads.
  private static func seenThroughWorker(_ check: CheckResult) -> CheckResult {
    guard check.outcome == .passed else { return check }
    switch check.name {
    case .overread:
      return CheckResult(
        name: check.name, outcome: .skipped, reason: "a worker gives a copy of the pixels; try --plugin-in-process")
    case .concurrency:
      return CheckResult(
        name: check.name, outcome: .skipped, reason: "a worker asks one question at a time; try --plugin-in-process")
    default: return check
    }
  }
}
