extension StoreError.Code {
  /// The name of the file that was to be made is taken.
  public static let alreadyThere = StoreError.Code(rawValue: "alreadyThere")
  /// The store that was to take an import has rows.
  public static let notEmpty = StoreError.Code(rawValue: "notEmpty")
  /// The export is of another version of the tables.
  public static let otherVersion = StoreError.Code(rawValue: "otherVersion")
  /// A line of what was to be imported is wrong.
  public static let invalidImport = StoreError.Code(rawValue: "invalidImport")
}
