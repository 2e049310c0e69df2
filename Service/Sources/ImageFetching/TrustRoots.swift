/// The certificate authorities whose servers are believed.
public enum TrustRoots: Hashable, Sendable {
  /// Those of the system: `/etc/ssl/certs/ca-certificates.crt` or `/etc/pki/tls/certs/ca-bundle.crt`, read once in
  /// the program's life.
  case system
  /// These alone, as PEM text: for an intranet's own authority, and for tests.
  case pem(String)
}
