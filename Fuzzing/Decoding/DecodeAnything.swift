import ImageDecoding
public import ModerationCore

private let decoder = try? InProcessDecoder()
private let size = SizeLimits(
  minimumSidePixels: 1, maximumSidePixels: nil, aspectRatioBelow: .infinity, maximumFramePixels: 1_000_000)

/// Decodes any bytes as one format: frames of the size promised, or a typed failure; never a trap.
public func decodeAnything(as format: ImageFormat, frames: [Int], _ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt
{
  let bytes = RawSpan(_unsafeBytes: UnsafeRawBufferPointer(UnsafeBufferPointer(start: start, count: count)))
  let request = DecodeRequest(format: format, frameIndices: frames, wishes: [], size: size)
  try? decoder?.decode(bytes, request) { pixels, frame in
    precondition(frames.contains(frame.index))
    precondition(frame.size.shorterSide > 0 && frame.strideBytes >= frame.size.width * 3)
    precondition(pixels.byteCount >= (frame.size.height - 1) * frame.strideBytes + frame.size.width * 3)
    return true
  }
  return 0
}
