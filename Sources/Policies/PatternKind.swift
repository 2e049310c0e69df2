import ModerationCore

/// A kind of contact or code that a policy may treat in a way of its own.
enum PatternKind: String, CaseIterable {
  case webAddress
  case mailAddress
  case phoneNumber
  case messengerAccount
  case matrixCode
  case goodsCode

  /// The detectors that find it, by name.
  var detectors: [String] {
    switch self {
    case .webAddress, .mailAddress, .phoneNumber, .messengerAccount: ["text.patterns"]
    case .matrixCode: ["text.barcodes", "text.small-codes"]
    case .goodsCode: ["text.barcodes"]
    }
  }

  /// The sublabels of its findings.
  var subLabels: [SubLabel] {
    switch self {
    case .webAddress: [.webAddress]
    case .mailAddress: [.mailAddress]
    case .phoneNumber: [.phoneNumber]
    case .messengerAccount: [.messengerAccount]
    case .matrixCode: SubLabel.matrixCodes
    case .goodsCode: SubLabel.goodsCodes
    }
  }

  var about: String {
    let name =
      switch self {
      case .webAddress: "Addresses of the web"
      case .mailAddress: "Mail addresses"
      case .phoneNumber: "Telephone numbers"
      case .messengerAccount: "Accounts of messengers"
      case .matrixCode: "QR codes and their kin"
      case .goodsCode: "Barcodes of goods and parcels"
      }
    return
      "\(name): off (not looked for), evidence (in the result, passes), scored (the detector's thresholds), review, block."
  }
}
