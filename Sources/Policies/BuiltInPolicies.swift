/// The policies that come with this library.
enum BuiltInPolicies {
  /// The policy that every other begins with.
  static let base = "default"
  /// Their names.
  static let names = [base, "ims", "tiia"]

  /// Their documents by name.
  static let documents: [String: PolicyDocument] = Dictionary(
    uniqueKeysWithValues: [
      (base, PackageResources.default_yaml), ("ims", PackageResources.ims_yaml), ("tiia", PackageResources.tiia_yaml),
    ].map { name, bytes in
      (name, PolicyDocument(name: name, file: "\(name) (built in)", bytes: bytes, source: .builtIn(name)))
    })
}
