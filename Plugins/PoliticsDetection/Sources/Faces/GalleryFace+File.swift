import FoundationEssentials
public import ImageMatching
public import ModerationCore

/// A face as a file of a gallery.
///
/// JSON: `format` 1, `model` with `name` and `sha256`, `sourceSHA256` of the picture file, `box` in pixels of the upright
/// picture with `x`, `y`, `width` and `height`, `norm`, and `embedding`, 128 numbers of length 1.
extension GalleryFace {
  /// The version of the file's form.
  public static let format = 1
  /// The largest file that is read, in bytes: five times what `data` gives.
  public static let maximumFileBytes = 16_384

  /// Reads a file's content.
  ///
  /// - Parameter path: What to call the file in errors.
  /// - Throws: `invalidGallery` when it is not a face file, is of another version, or made with another model.
  init(_ data: [UInt8], path: String) throws(HostFailure) {
    func failure(_ what: String) -> HostFailure { HostFailure(.invalidGallery, message: "\(path) \(what)") }
    let file: FaceFile
    do {
      file = try JSONDecoder().decode(FaceFile.self, from: Data(data))
    } catch {
      throw failure("is not a face file: make it again with `moderate faces add`")
    }
    guard file.format == Self.format else {
      throw failure("is of version \(file.format), and this program reads version \(Self.format)")
    }
    guard file.model.sha256 == FaceModels.embedder.sha256 else {
      throw failure(
        "was made with another model (SHA-256 \(file.model.sha256.prefix(64))) than \(FaceModels.embedder.name): "
          + "its numbers cannot be compared; add the picture again")
    }
    guard let embedding = FaceEmbedding(direction: file.embedding, norm: file.norm) else {
      throw failure("holds no embedding of \(FaceEmbedding.count) numbers of length 1 with a norm")
    }
    guard Self.isDigest(file.sourceSHA256) else { throw failure("names no SHA-256 of its picture") }
    let box = PixelRectangle(x: file.box.x, y: file.box.y, width: file.box.width, height: file.box.height)
    guard box.isValid else { throw failure("has a box that is not a rectangle") }
    self.init(sourceSHA256: file.sourceSHA256, box: box, embedding: embedding)
  }

  /// The content of the face's file.
  func data() throws(HostFailure) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let file = FaceFile(
      format: Self.format,
      model: .init(name: FaceModels.embedder.name, sha256: FaceModels.embedder.sha256), sourceSHA256: sourceSHA256,
      box: .init(x: box.x, y: box.y, width: box.width, height: box.height), norm: embedding.norm,
      embedding: embedding.direction)
    do {
      return [UInt8](try encoder.encode(file)) + [UInt8(ascii: "\n")]
    } catch {
      throw HostFailure(.invalidGallery, message: "a face does not encode: \(error)")
    }
  }
}

/// The JSON of a face's file.
private struct FaceFile: Codable {
  struct Model: Codable {
    let name: String
    let sha256: String
  }

  struct Box: Codable {
    let x: Double
    let y: Double
    let width: Double
    let height: Double
  }

  let format: Int
  let model: Model
  let sourceSHA256: String
  let box: Box
  let norm: Float
  let embedding: [Float]
}

extension HostFailure.Code {
  /// A gallery of faces, or something in it, is not what it should be.
  public static let invalidGallery = HostFailure.Code(rawValue: "invalidGallery")
  /// A gallery of faces could not be written.
  public static let galleryUnwritable = HostFailure.Code(rawValue: "galleryUnwritable")
}
