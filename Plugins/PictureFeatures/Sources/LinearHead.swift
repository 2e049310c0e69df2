package import ModerationCore
import Inference

/// A linear layer over a network's features, with one logit.
package struct LinearHead: Hashable, Sendable {
  /// One weight for each feature.
  package let weights: [Float]
  /// What is added to the sum.
  package let bias: Float

  /// Reads weights and then the bias, each as four little-endian bytes.
  ///
  /// - Throws: `HostFailure.Code.modelAltered` when there are more or fewer of them, or one is no number.
  package init(_ bytes: [UInt8], featureCount: Int, name: String) throws(HostFailure) {
    guard bytes.count == (featureCount + 1) * 4 else {
      throw HostFailure(
        .modelAltered,
        message: "\(name) has \(bytes.count) bytes; \(featureCount) weights and a bias take \((featureCount + 1) * 4)")
    }
    let numbers = (0...featureCount).map { index in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[index * 4 + $1]) << UInt32($1 * 8) })
    }
    guard numbers.allSatisfy(\.isFinite) else {
      throw HostFailure(.modelAltered, message: "\(name) holds a weight that is not a finite number")
    }
    weights = Array(numbers.dropLast())
    bias = numbers[featureCount]
  }

  /// The logit.
  ///
  /// - Throws: `inferenceFailed` when there are more or fewer features than weights, or the sum is not finite.
  package func logit(_ features: [Float]) throws(DetectorFailure) -> Double {
    guard features.count == weights.count else {
      throw DetectorFailure(.inferenceFailed, message: "\(features.count) features for \(weights.count) weights")
    }
    let sum = zip(weights, features).reduce(Double(bias)) { $0 + Double($1.0) * Double($1.1) }
    guard sum.isFinite else { throw DetectorFailure(.inferenceFailed, message: "the logit of the head is \(sum)") }
    return sum
  }
}
