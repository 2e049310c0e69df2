import Glibc

/// The service's own program, which this one starts in its place: whoever needs no service builds no HTTP stack.
enum ServiceProgram {
  /// What it is called.
  private static let name = "moderation-service"

  /// The words that are its, whatever follows.
  static let words: Set = ["keys", "records", "store", "tasks", "usage"]

  /// Whether `serve` means the service: it does unless a stream is asked for.
  static func serves(_ arguments: [String]) -> Bool {
    !arguments.contains { argument in
      ["--stdio", "--socket", "--help", "-h"].contains(argument) || argument.hasPrefix("--socket=")
    }
  }

  /// Becomes the service.
  ///
  /// - Returns: Only when it is not there or cannot be started, with what to tell.
  static func become(_ arguments: [String]) -> String {
    let places = Self.places
    guard let program = places.first(where: { access($0, X_OK) == 0 }) else {
      return
        "the service is not built: ./run serve builds and starts it in a checkout, ./run install --with-service installs it"
    }
    // Whose models and what else it needs it finds as this program does.
    if getenv("IMAGE_MODERATION_MODELS") == nil, let models = try? ModelsFolder.chosen(nil) {
      setenv("IMAGE_MODERATION_MODELS", models, 1)
    }
    var pointers: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    execv(program, &pointers)
    return "\(program) cannot be started: \(String(cString: strerror(errno)))"
  }

  /// Where it may be: beside this program; in a checkout, where its own package builds it.
  private static var places: [String] {
    let folder = ExecutableFolder.path
    let kind = folder.split(separator: "/").last.map(String.init) ?? "release"
    return ["\(folder)\(name)"] + [kind, "release"].map { "\(folder)../../../Service/.build/\($0)/\(name)" }
  }
}
