import COpenVINO
import Digests
import Glibc

/// What a compiled model was made of, and by and for what: whatever differs is another model.
struct ModelKey {
  /// What the files' form is called; another form is another name.
  private static let form = "compiled-model/1"
  /// Variables that have the runtime's kernels do without instructions that there are.
  private static let variables = ["ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA"]

  /// 64 hexadecimal digits.
  let hexadecimal: String

  /// Nil where libcrypto refuses.
  init?(
    modelSHA256: String, build: String, concurrency: Int, precision: InferenceSession.Precision,
    inputShape: [Int]
  ) {
    let (_, processor) = withErrorText { moderation_cpu_identity($0, $1) }
    var parts = [Self.form, modelSHA256, build, processor, "\(precision)", "\(concurrency)", "\(inputShape)"]
    parts += Self.variables.map { name in getenv(name).map { String(cString: $0) } ?? "" }
    let text = parts.map { "\($0.utf8.count) \($0)" }.joined()
    guard let digest = SHA256Digest(of: Array(text.utf8).span.bytes) else { return nil }
    hexadecimal = digest.hexadecimal
  }
}
