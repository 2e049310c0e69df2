import Glibc

/// The one function of the C library that the model of English abuse needs.
enum Exponential {
  /// e to the power of a number.
  static func of(_ value: Double) -> Double { exp(value) }
}
