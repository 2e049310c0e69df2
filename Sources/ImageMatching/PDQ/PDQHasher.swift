import CPixels
import Glibc
public import ModerationCore

/// Computes PDQ hashes, as Meta published the algorithm in ThreatExchange (hashing/pdq, 2017): brightness, a tent
/// filter made of two passes of a box, 64×64 samples, the 16×16 lowest frequencies but the constant ones, one bit for
/// each.
///
/// Equal to the reference package `pdqhash` 0.2.8 on equal pixels, float by float: tests hold it to that.
public enum PDQHasher {
  /// The most pixels of a side: 2048, twice what `wish` asks for. Work and memory (0.9 MB) are bounded by it.
  public static let maximumSidePixels = 2048
  /// The fewest pixels of a side that have a hash, as in the reference; below, the hash is zero and so is the quality.
  public static let minimumSidePixels = 5

  /// The pixels to hash: the picture with at most 1024 pixels on its longer side.
  ///
  /// The reference package hashes whatever it is given, Meta's own tool shrinks larger pictures to 512×512 first. Of 50
  /// fixtures the hash at 1024 lies within 10 bits of that of the full decode (median 0), at 512 within 14 (4),
  /// squashed to 512×512 within 16 (6); measured 2026-11-21 with `Scripts/reference/pdq.py --sizes`.
  public static let wish = InputWish(fit: .longestSide(1024), filter: .bilinear, oversampling: 1)

  /// How many samples a side has after filtering.
  private static let sampleCount = 64
  /// How many frequencies along each axis become bits.
  private static let frequencyCount = 16

  /// Hashes a picture of 8 bits per channel, red first.
  ///
  /// - Parameters:
  ///   - pixels: `height` rows of `strideBytes` bytes, the last of at least `3 × width`.
  ///   - width: Pixels across, at most `maximumSidePixels`.
  ///   - height: Pixels down, at most `maximumSidePixels`.
  /// - Returns: nil when the numbers do not fit the bytes or a side is too long.
  public static func fingerprint(
    _ pixels: RawSpan, width: Int, height: Int, strideBytes: Int
  ) -> PDQFingerprint? {
    guard (1...maximumSidePixels).contains(width), (1...maximumSidePixels).contains(height),
      strideBytes >= width * 3, let before = checkedProduct(height - 1, strideBytes),
      pixels.byteCount >= width * 3, before <= pixels.byteCount - width * 3
    else { return nil }
    guard min(width, height) >= minimumSidePixels else {
      return PDQFingerprint(
        views: [PDQHash](repeating: PDQHash(words: .zero), count: PictureView.allCases.count), quality: 0)
    }
    let samples = samples(of: pixels, width: width, height: height, strideBytes: strideBytes)
    let coefficients = lowFrequencies(of: samples)
    return PDQFingerprint(views: hashes(of: coefficients), quality: quality(of: samples))
  }

  /// 64×64 samples of the filtered brightness, each at the centre of its cell. The caller has checked that the bytes are
  /// there.
  private static func samples(of pixels: RawSpan, width: Int, height: Int, strideBytes: Int) -> [Float] {
    let count = sampleCount
    func centres(_ side: Int) -> [Int32] {
      (0..<count).map { Int32((Double($0) + 0.5) * Double(side) / Double(count)) }
    }
    let (columns, rows) = (centres(width), centres(height))
    let (across, down) = (window(width), window(height))
    let workspaceCount = moderation_pdq_workspace(Int32(width), Int32(height))
    return [Float](unsafeUninitializedCapacity: count * count) { samples, filled in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: workspaceCount) { workspace in
        pixels.withUnsafeBytes { bytes in
          columns.withUnsafeBufferPointer { columns in
            rows.withUnsafeBufferPointer { rows in
              guard let start = bytes.baseAddress, let floats = workspace.baseAddress, let output = samples.baseAddress,
                let columns = columns.baseAddress, let rows = rows.baseAddress
              else { return }
              var filter = moderation_pdq_filter(
                width: Int32(width), height: Int32(height), stride: strideBytes, across: Int32(across),
                down: Int32(down), columns: columns, rows: rows)
              moderation_pdq_samples(start.assumingMemoryBound(to: UInt8.self), &filter, output, floats)
              filled = count * count
            }
          }
        }
      }
    }
  }

  /// Half a cell, rounded up: two passes reach over a whole one.
  private static func window(_ side: Int) -> Int { (side + 2 * sampleCount - 1) / (2 * sampleCount) }

  /// The sum of the steps between neighbours, each in whole percents of the range, so that faint ones count for
  /// nothing.
  private static func quality(of samples: [Float]) -> Int {
    let count = sampleCount
    var sum = 0
    for y in 0..<count {
      for x in 0..<count {
        let here = samples[y * count + x]
        if y + 1 < count { sum += abs(Int((here - samples[(y + 1) * count + x]) * 100 / 255)) }
        if x + 1 < count { sum += abs(Int((here - samples[y * count + x + 1]) * 100 / 255)) }
      }
    }
    return min(100, sum / 90)
  }

  /// The cosines of frequencies 1…16 over 64 samples.
  private static let cosines: [Float] = (0..<frequencyCount).flatMap { frequency in
    (0..<sampleCount).map { sample in
      Float(
        Double(Float((2.0 / 64).squareRoot()))
          * cos(Double.pi / 2 / 64 * Double(frequency + 1) * Double(2 * sample + 1)))
    }
  }

  /// The 16×16 coefficients of the cosine transform above the constant ones, row by row. Each is summed in the order of
  /// the samples.
  private static func lowFrequencies(of samples: [Float]) -> [Float] {
    let (count, frequencies, cosines) = (sampleCount, frequencyCount, cosines)
    var half = [Float](repeating: 0, count: frequencies * count)
    var result = [Float](repeating: 0, count: frequencies * frequencies)
    for row in 0..<frequencies {
      for index in 0..<count {
        let cosine = cosines[row * count + index]
        for column in 0..<count { half[row * count + column] += cosine * samples[index * count + column] }
      }
      for column in 0..<frequencies {
        var sum: Float = 0
        for index in 0..<count { sum += half[row * count + index] * cosines[column * count + index] }
        result[row * frequencies + column] = sum
      }
    }
    return result
  }

  /// The hashes of all views: one bit for each coefficient above the lower median, as the view has them.
  private static func hashes(of coefficients: [Float]) -> [PDQHash] {
    let count = frequencyCount
    // Four choices of signs; exchanged axes leave a view its median.
    var medians = [PictureView: Float]()
    func median(_ signed: [Float], _ view: PictureView) -> Float {
      if let known = medians[view.withSameSigns] { return known }
      let median = signed.sorted()[count * count / 2 - 1]
      medians[view.withSameSigns] = median
      return median
    }
    return PictureView.allCases.map { view in
      let signed = coefficients.indices.map { coefficients[$0] * view.sign(row: $0 / count, column: $0 % count) }
      let median = median(signed, view)
      var words = SIMD4<UInt64>()
      for (index, value) in signed.enumerated() where value > median {
        let bit = view.exchangesAxes ? index % count * count + index / count : index
        words[bit / 64] |= 1 << UInt64(bit % 64)
      }
      return PDQHash(words: words)
    }
  }
}
