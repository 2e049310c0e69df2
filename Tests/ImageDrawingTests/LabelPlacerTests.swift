@testable import ImageDrawing
import ModerationCore
import Testing

@testable import ImageDecoding

@Suite("Label placer", .timeLimit(.minutes(20)))
struct LabelPlacerTests {
  static let picture = PixelSize(width: 800, height: 600)

  @Test("a caption stands above its box, and below it at the picture's top")
  func besideItsBox() {
    let boxes = [
      PixelArea(left: 100, top: 100, width: 50, height: 50), PixelArea(left: 400, top: 0, width: 50, height: 50),
    ]
    var placer = LabelPlacer(picture: Self.picture, boxes: boxes)
    #expect(
      placer.captionPlace(width: 120, height: 20, box: 0) == PixelArea(left: 100, top: 80, width: 120, height: 20))
    #expect(
      placer.captionPlace(width: 120, height: 20, box: 1) == PixelArea(left: 400, top: 50, width: 120, height: 20))
  }

  @Test("captions overlap neither each other nor the picture's edges; what finds no room gets a number")
  func crowd() {
    let boxes = (0..<200).map { index in
      PixelArea(left: index * 37 % 760, top: index * 53 % 570, width: 40, height: 30)
    }
    var placer = LabelPlacer(picture: Self.picture, boxes: boxes)
    let places = boxes.indices.compactMap { placer.captionPlace(width: 90, height: 22, box: $0) }
    #expect(!places.isEmpty && places.count < boxes.count)
    for (index, place) in places.enumerated() {
      #expect(place.intersection(PixelArea(Self.picture)) == place)
      #expect(!places[..<index].contains { $0.overlaps(place) })
    }
    let number = placer.numberPlace(width: 20, height: 22, box: 199)
    #expect(number.intersection(PixelArea(Self.picture)) == number)
  }

  @Test("captions of one box are stacked, and no more than a few")
  func stack() {
    let boxes = Array(repeating: PixelArea(left: 300, top: 200, width: 100, height: 100), count: 40)
    var placer = LabelPlacer(picture: Self.picture, boxes: boxes)
    let places = boxes.indices.compactMap { placer.captionPlace(width: 90, height: 20, box: $0) }
    #expect((4...12).contains(places.count))
    #expect(Set(places).count == places.count)
  }

  @Test("a picture too small for a caption gets none")
  func tooSmall() {
    let size = PixelSize(width: 60, height: 400)
    var placer = LabelPlacer(picture: size, boxes: [PixelArea(left: 0, top: 100, width: 60, height: 60)])
    #expect(placer.captionPlace(width: 90, height: 20, box: 0) == nil)
  }
}
