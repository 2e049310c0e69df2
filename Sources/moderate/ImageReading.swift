import ImageDrawing
import Dispatch
import Files
import Glibc
import ImageModeration

extension ImageWalk.Image {
  /// Has the image moderated and, where a style is given, its findings drawn.
  func moderated(
    by moderator: Moderator, _ limits: Limits, annotating style: AnnotationStyle?
  ) async -> Result<AnnotatedResult, HostFailure> {
    do throws(HostFailure) {
      switch self {
      case .standardInput:
        let bytes = try await StandardInput.read(limits).get()
        return .success(try await Self.moderate(.bytes(bytes, .local), moderator, style))
      case .file(let name):
        return .success(try await Self.moderate(name, moderator, style))
      case .unreadable(let name, let reason):
        throw Self.unreadable(name.text, reason)
      }
    } catch {
      return .failure(error)
    }
  }

  private static func moderate(
    _ source: ImageSource, _ moderator: Moderator, _ style: AnnotationStyle?
  ) async throws(HostFailure) -> AnnotatedResult {
    guard let style else {
      return AnnotatedResult(result: try await moderator.moderate(source), pictures: .success([]))
    }
    return try await moderator.moderate(source, annotating: style)
  }

  private static func moderate(
    _ name: FileName, _ moderator: Moderator, _ style: AnnotationStyle?
  ) async throws(HostFailure) -> AnnotatedResult {
    try await name.withSource { source async throws(HostFailure) in try await moderate(source, moderator, style) }
  }

  static func unreadable(_ name: String, _ reason: String) -> HostFailure {
    HostFailure(.sourceUnreadable, message: "cannot read \(name): \(reason)")
  }
}

extension FileName {
  /// Lends the file as a source.
  ///
  /// A path in Swift is text; a name that is none is reached through a descriptor. Waiting for a pipe's writer, if that
  /// is what it is, is left to whoever reads.
  func withSource<Value>(
    _ body: (ImageSource) async throws(HostFailure) -> Value
  ) async throws(HostFailure) -> Value {
    if let path = exact {
      // What is known better than the system says it.
      if access(path, F_OK) != 0, case let own = SystemError.text, case let reason = reason(own), reason != own {
        throw ImageWalk.Image.unreadable(text, reason)
      }
      return try await body(.file(path: path))
    }
    let descriptor = withCString { open($0, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY) }
    guard descriptor >= 0 else { throw ImageWalk.Image.unreadable(text, SystemError.text) }
    defer { close(descriptor) }
    return try await body(.file(path: "/proc/self/fd/\(descriptor)"))
  }
}

/// Standard input, read from the open descriptor and not from `/dev/stdin`: that cannot be opened when it is a socket,
/// and would start a file over that the caller has read a part of.
enum StandardInput {
  /// Everything there is, but no more than one byte over what the limits allow; on a thread of its own.
  static func read(_ limits: Limits) async -> Result<[UInt8], HostFailure> {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: bytes(most: limits.maximumFileBytes + 1)) }
    }
  }

  private static func bytes(most: Int) -> Result<[UInt8], HostFailure> {
    guard isStream(STDIN_FILENO) else { return .failure(ImageWalk.Image.unreadable("standard input", "it is closed")) }
    do throws(FileError) {
      return .success(try OpenFile.prefix(most, of: STDIN_FILENO))
    } catch {
      return .failure(ImageWalk.Image.unreadable("standard input", error.reason))
    }
  }
}
