import ImageModeration

/// What a request of our own interface asks for.
struct NativeOrder: Sendable {
  /// One picture.
  struct Picture: Sendable {
    /// What its result calls it.
    let id: String
    let picture: Question.Picture
    /// Whether the caller gave the id.
    var isNamed = true
  }

  /// The longest id of a picture, in characters.
  static let maximumIDLength = 256

  let pictures: [Picture]
  let policy: String?
  let scenes: Set<Scene>?

  /// `{"images":[{"id":…,"base64":…},{"url":…}],"policy":…,"scenes":[…]}`, or `image` for a single one.
  init(json value: JSONValue) throws(ServiceFailure) {
    guard case .object(let members) = value else {
      throw ServiceFailure(.wrongType("body"), "the body is to be an object")
    }
    if let strange = members.first(where: { !["image", "images", "policy", "scenes"].contains($0.name) }) {
      throw ServiceFailure(
        .unknownParameter(strange.name),
        "there is no field \(strange.name.prefix(64)); there are image, images, policy, scenes")
    }
    guard (value["image"] == nil) != (value["images"] == nil) else {
      throw ServiceFailure(.noImage, "give image or images, one of the two")
    }
    guard let given = value["images"].map(\.elements) ?? value["image"].map({ [$0] }) else {
      throw ServiceFailure(.wrongType("images"), "images is to be a list")
    }
    var pictures: [Picture] = []
    for (index, one) in given.enumerated() { pictures.append(try Self.picture(one, index)) }
    try self.init(
      pictures, policy: try Self.text(value["policy"], "policy"), scenes: try Self.scenes(value["scenes"]))
  }

  /// A form: parts `image`, as often as there are pictures, and `policy`, `scenes`.
  init(form body: [UInt8], _ head: RequestHead) throws(ServiceFailure) {
    let form = try MultipartForm(body, contentType: head["content-type"] ?? "", repeated: ["image"])
    var pictures: [Picture] = []
    for part in form.parts where part.name == "image" {
      let name = part.fileName.map(Self.cut) ?? ""
      pictures.append(
        Picture(
          id: name.isEmpty ? "\(pictures.count)" : name, picture: .bytes(Array(part.bytes), .local),
          isNamed: !name.isEmpty))
    }
    if let strange = form.parts.first(where: { !["image", "policy", "scenes"].contains($0.name) }) {
      throw ServiceFailure(
        .unknownParameter(strange.name),
        "there is no field \(strange.name.prefix(64)); there are image, policy, scenes")
    }
    let scenes = form["scenes"].map { $0.text.map { $0.split(separator: ",").map(String.init) } ?? [""] }
    try self.init(
      pictures, policy: try Self.text(form["policy"].map { $0.text.map { .string($0) } ?? .null }, "policy"),
      scenes: try scenes.map(Self.scenes))
  }

  /// The picture as the body; what else is asked for stands in the query.
  init(picture body: [UInt8], _ head: RequestHead) throws(ServiceFailure) {
    guard let parameters = head.queryParameters else {
      throw ServiceFailure(.wrongType("query"), "the query is not a form of UTF-8 with percent escapes")
    }
    var values: [String: String] = [:]
    for (name, value) in parameters {
      guard ["policy", "scenes", "id"].contains(name) else {
        throw ServiceFailure(
          .unknownParameter(name), "there is no parameter \(name.prefix(64)); there are policy, scenes, id")
      }
      guard values.updateValue(value, forKey: name) == nil else {
        throw ServiceFailure(.wrongType(name), "the parameter \(name) stands twice")
      }
    }
    guard !body.isEmpty else { throw ServiceFailure(.noImage, "the body is empty") }
    let id = values["id"].map(Self.cut) ?? "0"
    try self.init(
      [Picture(id: id, picture: .bytes(body, .local), isNamed: values["id"] != nil)], policy: values["policy"],
      scenes: try values["scenes"].map { text throws(ServiceFailure) in
        try Self.scenes(text.split(separator: ",").map(String.init))
      })
  }

  private init(_ pictures: [Picture], policy: String?, scenes: Set<Scene>?) throws(ServiceFailure) {
    guard !pictures.isEmpty else { throw ServiceFailure(.noImage, "there is no picture") }
    guard pictures.count <= NativeDialect.maximumPictureCount else {
      throw ServiceFailure(
        .invalidValue("images"), "\(pictures.count) pictures; \(NativeDialect.maximumPictureCount) are allowed")
    }
    self.pictures = pictures
    self.policy = policy
    self.scenes = scenes
  }

  /// As many scalars as an id may have.
  private static func cut(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(maximumIDLength)))
  }

  private static func picture(_ value: JSONValue, _ index: Int) throws(ServiceFailure) -> Picture {
    let path = "images.\(index)"
    guard case .object(let members) = value else {
      throw ServiceFailure(.wrongType(path), "\(path) is to be an object with base64 or url")
    }
    if let strange = members.first(where: { !["id", "base64", "url"].contains($0.name) }) {
      throw ServiceFailure(
        .unknownParameter("\(path).\(strange.name)"),
        "there is no field \(path).\(strange.name.prefix(64)); there are id, base64, url")
    }
    let name = try text(value["id"], "\(path).id")
    let id = name ?? "\(index)"
    guard id.unicodeScalars.count <= maximumIDLength else {
      throw ServiceFailure(
        .invalidValue("\(path).id"),
        "\(path).id has \(id.unicodeScalars.count) characters; \(maximumIDLength) are allowed")
    }
    switch (try text(value["base64"], "\(path).base64"), try text(value["url"], "\(path).url")) {
    case (let content?, nil):
      guard let bytes = Base64Picture.bytes(of: content) else {
        throw ServiceFailure(.invalidBase64(path), "\(path).base64 is not base64")
      }
      return Picture(id: id, picture: .bytes(bytes, .local), isNamed: name != nil)
    case (nil, let address?):
      return Picture(
        id: id, picture: .address(address, followsRedirects: true), isNamed: name != nil)
    default: throw ServiceFailure(.noImage, "\(path) is to have base64 or url, one of the two")
    }
  }

  private static func text(_ value: JSONValue?, _ name: String) throws(ServiceFailure) -> String? {
    switch value {
    case nil, .null: return nil
    case .string(let text) where !text.isEmpty: return text
    default: throw ServiceFailure(.wrongType(name), "\(name) is to be a text that is not empty")
    }
  }

  private static func scenes(_ value: JSONValue?) throws(ServiceFailure) -> Set<Scene>? {
    guard let value, value != .null else { return nil }
    guard let elements = value.elements, elements.allSatisfy({ $0.string != nil }) else {
      throw ServiceFailure(.wrongType("scenes"), "scenes is to be a list of texts")
    }
    return try scenes(elements.compactMap(\.string))
  }

  private static func scenes(_ names: [String]) throws(ServiceFailure) -> Set<Scene> {
    guard !names.isEmpty else { throw ServiceFailure(.invalidValue("scenes"), "scenes names no scene") }
    return Set(names.map { Scene(rawValue: $0) })
  }
}
