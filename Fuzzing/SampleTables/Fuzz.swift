@testable import ImageFormats

/// Any bytes as a HEIC image sequence: tables that agree with the file, or a fault; every sample to be decoded for a
/// frame is one that is there; never a trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = RawSpan(_unsafeBytes: UnsafeRawBufferPointer(UnsafeBufferPointer(start: start, count: count)))
  guard let sequence = try? HEVCSequence(bytes) else { return 0 }
  for track in [sequence.pictures, sequence.alpha].compactMap(\.self) {
    let order = track.samples.presentation
    let wanted = [0, 5, 20].filter(order.indices.contains).map { order[$0] }
    let plan = HEVCPlan(track, wanted: Set(wanted), bytes)
    var last: Int?
    for position in wanted {
      guard let steps = plan.steps(to: position, after: last) else { continue }
      precondition(steps.samples.last == position)
      for sample in steps.samples { _ = track.units(ofSample: sample, bytes) }
      last = position
    }
    for range in track.parameterSets { _ = HEVCPictureSize.size(ofParameterSet: range, bytes) }
  }
  return 0
}
