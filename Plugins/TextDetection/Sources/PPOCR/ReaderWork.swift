package import ModerationCore

/// The reader's own work without its networks, so that its instructions can be counted apart from theirs:
/// `./run bench instructions`.
package enum ReaderWork {
  /// The size of the map that `count` takes for a picture.
  package static func mapSize(width: Int, height: Int) -> (width: Int, height: Int) {
    PPOCRSettings.standard.detection.side.size(width: width, height: height)
  }

  /// Fills the networks' inputs, finds the regions of a map, straightens lines and decodes probabilities.
  ///
  /// - Parameters:
  ///   - map: What the detection network is taken to have answered, as many values as `mapSize` says.
  ///   - probabilities: What the recognition network is taken to have answered for each line: steps of as many classes
  ///     as there are characters, one more for the blank and one for the space.
  ///   - characters: One a line.
  /// - Returns: How many values, lines and letters came of it.
  /// - Throws: `unexpectedInput` for other pixels than the reader asks for, `inferenceFailed` for probabilities that do
  ///   not fit the characters.
  package static func count(
    _ pixels: RawSpan, of frame: FrameDescription, map: [Float], probabilities: [Float], characters: [UInt8]
  ) throws -> Int {
    let working = WorkingPicture(try PictureBuffer(pixels, of: frame)).picture
    let size = mapSize(width: working.width, height: working.height)
    guard map.count == size.width * size.height else {
      throw DetectorFailure(.unexpectedInput, message: "a map of \(map.count) values is not \(size)")
    }
    let decoder = CTCDecoder(dictionary: try CharacterDictionary(lines: characters))
    let postprocessing = DBPostprocessing(settings: PPOCRSettings.standard.detection)
    var count = ModelInput.planes(of: working, resizedTo: size, width: size.width).count
    let picture = (working.width, working.height)
    let regions = postprocessing.regions(in: map.span, width: size.width, height: size.height, picture: picture)
    for region in ReadingOrder.sorted(regions, by: \.box) {
      var boxes = [region.box]
      if let mask = region.mask {
        boxes += postprocessing.strokes(of: mask, width: size.width, height: size.height, picture: picture)
      }
      for box in boxes {
        let line = PerspectiveCrop.cut(box, outOf: working)
        let width = min(LineRecognition.scaledWidth(of: line), LineRecognition.maximumWidth)
        count += ModelInput.planes(of: line, resizedTo: (width, LineRecognition.inputHeight), width: width).count
        count += line.upsideDown().bytes.count
        let classes = decoder.dictionary.classes.count
        count += try decoder.decode(probabilities.span, shape: [1, probabilities.count / classes, classes]).text.count
      }
    }
    return count + CrossingLines.count(in: regions.map(\.box.outline))
  }
}
