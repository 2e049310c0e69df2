import CPixels
import ModerationCore

extension FaceFinder {
  /// A picture's canvases, each made when it is first needed, and what the network finds on them.
  struct Views {
    /// How a canvas is turned clockwise before it is looked at.
    enum Turn {
      case upright
      case quarter(Int)
      /// An odd number of eighths.
      case eighth(Int)

      static let quarters = (1...3).map(Turn.quarter)
      static let eighths = [1, 3, 5, 7].map(Turn.eighth)
    }

    /// What is seen in one view.
    struct Seen {
      /// What may be faces.
      let boxes: [FoundFace]
      /// The score of what is likest a face; 0 where nothing is.
      let best: Double
    }

    private let picture: PixelView
    private let finder: FaceFinder
    private let detail: FaceDetail
    private var canvases: [Int: DetectionCanvas] = [:]

    init(_ picture: PixelView, finder: FaceFinder, detail: FaceDetail) {
      (self.picture, self.finder, self.detail) = (picture, finder, detail)
    }

    /// What may be faces in one view, in pixels of the upright picture.
    ///
    /// The small canvas says where to look, and the large one what is there: points of a face are surer on it, and a
    /// cat is a face more often on the small one.
    mutating func boxes(_ turn: Turn) throws(DetectorFailure) -> Seen {
      guard detail == .usual else {
        let boxes = try boxes(turn, on: finder.large)
        return Seen(boxes: boxes, best: boxes.map(\.score).max() ?? 0)
      }
      let (seen, upright) = try boxes(turn, finder.small, from: FaceFinder.hint)
      let best = seen.map(\.score).max() ?? 0
      // A picture that fits the small canvas looks the same on the large one.
      guard max(picture.width, picture.height) > finder.small.side else { return Seen(boxes: upright, best: best) }
      if best >= FaceFinder.largeHint { return Seen(boxes: try boxes(turn, on: finder.large), best: best) }
      let hints = zip(seen, upright).filter { seen, _ in
        seen.score >= FaceFinder.smallHint && max(seen.box.width, seen.box.height) < FaceFinder.smallHeight
      }.map(\.1)
      if hints.isEmpty { return Seen(boxes: [], best: best) }
      guard let windows = windows(around: hints, turn) else {
        return Seen(boxes: try boxes(turn, on: finder.large), best: best)
      }
      let planes = turned(canvas(finder.large.side), turn).planes
      var boxes: [FoundFace] = []
      for window in windows { boxes += try self.boxes(in: window, of: planes, turn) }
      return Seen(boxes: boxes, best: best)
    }

    private mutating func boxes(_ turn: Turn, on network: Network) throws(DetectorFailure) -> [FoundFace] {
      try boxes(turn, network, from: FaceFinder.suspicion).upright
    }

    /// What the network finds: as it sees it, and in pixels of the upright picture.
    private mutating func boxes(
      _ turn: Turn, _ network: Network, from least: Double
    ) throws(DetectorFailure) -> (seen: [FoundFace], upright: [FoundFace]) {
      let canvas = canvas(network.side)
      let view = turned(canvas, turn)
      let seen = try FaceFinder.boxes(on: view.planes, network, from: least)
      return (seen, seen.map { Self.scaled(view.back($0), canvas) })
    }

    private static func scaled(_ face: FoundFace, _ canvas: DetectionCanvas) -> FoundFace {
      face.scaled(x: canvas.pixelsPerCell.x, y: canvas.pixelsPerCell.y)
    }

    /// The planes of a canvas that is turned, and the way back for what is found on them.
    private func turned(
      _ canvas: DetectionCanvas, _ turn: Turn
    ) -> (planes: [Float], back: (FoundFace) -> FoundFace) {
      switch turn {
      case .upright: return (canvas.planes, { $0 })
      case .quarter(let turns):
        return (canvas.turned(turns), { $0.turnedBack(turns, side: Double(canvas.side)) })
      case .eighth(let eighths):
        let tilted = TiltedCanvas(canvas, eighths: eighths)
        return (tilted.planes, tilted.turnedBack)
      }
    }

    /// Where on the large canvas, turned, to look with the small network; nil where the large one costs less.
    private mutating func windows(around hints: [FoundFace], _ turn: Turn) -> [Window]? {
      let (canvas, side) = (canvas(finder.large.side), finder.large.side)
      guard case .quarter(let turns) = turn else {
        if case .upright = turn { return windows(around: hints.map { Self.onCanvas($0, canvas) }) }
        return nil
      }
      return windows(
        around: hints.map { Self.onCanvas($0, canvas).turnedBack(4 - turns, side: Double(side)) })
    }

    private static func onCanvas(_ face: FoundFace, _ canvas: DetectionCanvas) -> FoundFace {
      face.scaled(x: 1 / canvas.pixelsPerCell.x, y: 1 / canvas.pixelsPerCell.y)
    }

    private func windows(around hints: [FoundFace]) -> [Window]? {
      var windows: [Window] = []
      for hint in hints.sorted(by: { $0.score > $1.score })
      where !windows.contains(where: { $0.holds(hint.box, side: finder.small.side) }) {
        guard windows.count < Window.most else { return nil }
        windows.append(Window(around: hint.box, side: finder.small.side, of: finder.large.side))
      }
      return windows
    }

    private mutating func boxes(
      in window: Window, of planes: [Float], _ turn: Turn
    ) throws(DetectorFailure) -> [FoundFace] {
      let (network, canvas) = (finder.small, canvas(finder.large.side))
      let cut = [Float](unsafeUninitializedCapacity: 3 * network.side * network.side) { cut, count in
        guard let output = cut.baseAddress else { return }
        moderation_cut_planes(
          planes, Int32(canvas.side), Int32(window.left), Int32(window.top), Int32(network.side), output)
        count = cut.count
      }
      return try FaceFinder.boxes(on: cut, network, from: FaceFinder.suspicion).map { face in
        let placed = face.moved(x: Double(window.left), y: Double(window.top))
        guard case .quarter(let turns) = turn else { return Self.scaled(placed, canvas) }
        return Self.scaled(placed.turnedBack(turns, side: Double(canvas.side)), canvas)
      }
    }

    private mutating func canvas(_ side: Int) -> DetectionCanvas {
      if let made = canvases[side] { return made }
      let canvas = DetectionCanvas(picture, side: side)
      canvases[side] = canvas
      return canvas
    }
  }

  /// A square of the large canvas as large as the small one: the same face in the same pixels for a quarter of the work.
  struct Window {
    /// More cost about as much as the large canvas.
    static let most = 3
    /// The network's cells keep their places: its coarsest map has one every so many pixels.
    private static let grid = 32.0
    /// A face is seen as on the whole canvas when so many pixels are around it.
    private static let margin = 24.0

    let left: Int
    let top: Int

    init(around box: PixelRectangle, side: Int, of whole: Int) {
      func start(_ middle: Double) -> Int {
        let start = ((middle - Double(side) / 2) / Self.grid).rounded() * Self.grid
        return Int(min(max(start, 0), Double(whole - side)))
      }
      left = start(box.x + box.width / 2)
      top = start(box.y + box.height / 2)
    }

    func holds(_ box: PixelRectangle, side: Int) -> Bool {
      box.x - Self.margin >= Double(left) && box.x + box.width + Self.margin <= Double(left + side)
        && box.y - Self.margin >= Double(top) && box.y + box.height + Self.margin <= Double(top + side)
    }
  }
}
