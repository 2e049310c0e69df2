/// The product of all factors, or nil when it does not fit an `Int`.
///
/// Sizes that come from a file are multiplied through this function and `checkedSum` only, so that a lying header
/// is an error and never a trap or a wrapped number.
public func checkedProduct(_ factors: Int...) -> Int? {
  var product = 1
  for factor in factors {
    let (value, overflow) = product.multipliedReportingOverflow(by: factor)
    guard !overflow else { return nil }
    product = value
  }
  return product
}

/// The sum of all terms, or nil when it does not fit an `Int`.
public func checkedSum(_ terms: Int...) -> Int? {
  var sum = 0
  for term in terms {
    let (value, overflow) = sum.addingReportingOverflow(term)
    guard !overflow else { return nil }
    sum = value
  }
  return sum
}
