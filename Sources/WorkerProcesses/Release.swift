/// Which release of this package a program was built from.
package enum Release {
  /// Host and worker must agree on it to the letter.
  package static let current = "0.1.0-dev"
}
