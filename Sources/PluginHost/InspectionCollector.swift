import CModerationABI
public import ModerationCore

/// Collects what a plugin reports during one inspection. Lives on the stack of the call; one thread.
final class InspectionCollector {
  private var reader = ABIReader()
  private var findings: [Finding] = []
  private var failure: DetectorFailure?
  private var brokenRule: BrokenRule?
  private let deadline: ContinuousClock.Instant?

  init(deadline: ContinuousClock.Instant?) { self.deadline = deadline }

  /// Calls a plugin's inspection and gives what it reported.
  func collect(
    _ inspect: (UnsafePointer<moderation_inspection>) -> UInt32, plugin: String
  ) throws(DetectorFailure) -> [Finding] {
    var table = moderation_inspection(
      context: Unmanaged.passUnretained(self).toOpaque(),
      report: { context, finding in
        InspectionCollector.from(context)?.report(finding?.pointee)
      },
      fail: { context, code, message in InspectionCollector.from(context)?.fail(code, message) },
      is_cancelled: { context in InspectionCollector.from(context)?.isCancelled == true ? 1 : 0 },
      remaining_nanoseconds: { context in InspectionCollector.from(context)?.remainingNanoseconds ?? .max })
    let result = withExtendedLifetime(self) { inspect(&table) }
    if let brokenRule {
      throw DetectorFailure(.invalidFinding, message: "\(plugin) breaks the interface: \(brokenRule.message)")
    }
    if result == 0, failure == nil { return findings }
    var failure = failure ?? DetectorFailure(.pluginFailed, message: "\(plugin) failed and did not say why")
    failure.findings = findings
    throw failure
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> InspectionCollector? {
    context.map { Unmanaged<InspectionCollector>.fromOpaque($0).takeUnretainedValue() }
  }

  private func report(_ finding: moderation_finding?) {
    guard brokenRule == nil else { return }
    guard let finding else {
      brokenRule = BrokenRule("report was given no finding")
      return
    }
    guard findings.count < Finding.maximumPerCall else {
      brokenRule = BrokenRule("more than \(Finding.maximumPerCall) findings")
      return
    }
    do throws(BrokenRule) {
      findings.append(try reader.finding(finding))
    } catch {
      brokenRule = error
    }
  }

  private func fail(_ code: moderation_text, _ message: moderation_text) {
    guard failure == nil, brokenRule == nil else { return }
    do throws(BrokenRule) {
      let code = try reader.optionalText(code, "code") ?? DetectorFailure.Code.pluginFailed.rawValue
      failure = DetectorFailure(.init(rawValue: code), message: try reader.text(message, "message"))
    } catch {
      brokenRule = error
    }
  }

  private var isCancelled: Bool { deadline.map { ContinuousClock.now > $0 } ?? false }

  private var remainingNanoseconds: Int64 {
    guard let deadline else { return .max }
    let (seconds, attoseconds) = (deadline - .now).components
    return max(0, min(seconds, 1 << 32) * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}

extension DetectorFailure.Code {
  /// A plugin failed and did not say why.
  public static let pluginFailed = DetectorFailure.Code(rawValue: "pluginFailed")
}
