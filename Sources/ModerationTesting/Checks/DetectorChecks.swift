public import ModerationCore

/// Tests anybody's detector: what the documentation of `Detector` asks of an implementation, tried out.
///
/// Works for detectors in Swift and for those of libraries, in process or in a worker; needs no test framework, so that
/// a program may run it, too. With Swift Testing:
///
///     let report = DetectorChecks.run(
///       Blue(),
///       options: CheckOptions(pictures: [
///         PictureExample("a blue wall", .solid(.blue), expecting: [ScoreExpectation(Blue.label, .atLeast(0.9))]),
///         PictureExample("a red wall", .solid(.red), expecting: [ScoreExpectation(Blue.label, .atMost(0.1))]),
///       ]))
///     #expect(report.passed, "\(report)")
///
/// Examples matter beyond their scores: a detector that finds nothing in any picture is deterministic in nothing. A
/// check that could not be tried is `skipped`, with the reason, and never `passed`.
public enum DetectorChecks {
  /// Checks a detector of pixels.
  ///
  /// Calls the detector some forty times one by one, and then from several threads for up to 2 seconds, or everything
  /// twice where that takes longer. Blocks the calling thread, so not for the cooperative pool. A detector that crashes
  /// ends this process, and one that hangs never returns; whoever does not trust it runs it in a worker.
  public static func run(_ detector: any Detector, options: CheckOptions = CheckOptions()) -> DetectorReport {
    var checks = PixelChecks(detector, options)
    return checks.run()
  }

  /// Checks a detector of text. As for one of pixels.
  public static func run(_ detector: any TextDetector, options: CheckOptions = CheckOptions()) -> DetectorReport {
    var checks = TextChecks(detector, options)
    return checks.run()
  }
}
