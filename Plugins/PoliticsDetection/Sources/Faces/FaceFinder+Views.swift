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

      var isUpright: Bool {
        if case .upright = self { true } else { false }
      }

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
    /// What canvases and planes are written into; given back by who made the views.
    private(set) var memory: ViewMemory
    private var smallCanvas: DetectionCanvas?
    private var largeCanvas: DetectionCanvas?

    init(_ picture: PixelView, finder: FaceFinder, detail: FaceDetail, memory: ViewMemory) {
      (self.picture, self.finder, self.detail, self.memory) = (picture, finder, detail, memory)
    }

    /// What may be faces in one view, in pixels of the upright picture.
    ///
    /// The small canvas says where to look, and the large one what is there: points of a face are surer on it, and a
    /// cat is a face more often on the small one.
    mutating func boxes(_ turn: Turn) throws(DetectorFailure) -> Seen {
      guard detail == .usual else {
        let boxes = try largeBoxes(turn)
        return Seen(boxes: boxes, best: boxes.map(\.score).max() ?? 0)
      }
      let canvas = small()
      let whole = Window(side: canvas.side)
      write(whole, turn, of: canvas, memory.small, to: &memory.smallPlanes)
      let seen = try FaceFinder.boxes(on: memory.smallPlanes, finder.small, from: FaceFinder.hint)
      let upright = seen.map { Self.upright($0, in: whole, turn, canvas) }
      let best = seen.map(\.score).max() ?? 0
      // A picture that fits the small canvas looks the same on the large one.
      guard max(picture.width, picture.height) > finder.small.side else { return Seen(boxes: upright, best: best) }
      // Who stands upright beside a face is looked for, too: in a crowd most are too small for the small canvas.
      if best >= FaceFinder.largeHint, turn.isUpright { return Seen(boxes: try largeBoxes(turn), best: best) }
      let hints = zip(seen, upright).filter { seen, _ in
        seen.score >= FaceFinder.largeHint
          || seen.score >= FaceFinder.smallHint && max(seen.box.width, seen.box.height) < FaceFinder.smallHeight
      }.map(\.1)
      if hints.isEmpty { return Seen(boxes: [], best: best) }
      guard let windows = windows(around: hints, turn) else { return Seen(boxes: try largeBoxes(turn), best: best) }
      var boxes: [FoundFace] = []
      for window in windows { boxes += try self.boxes(in: window, turn) }
      return Seen(boxes: boxes, best: best)
    }

    private mutating func largeBoxes(_ turn: Turn) throws(DetectorFailure) -> [FoundFace] {
      let canvas = large()
      let whole = Window(side: canvas.side)
      write(whole, turn, of: canvas, memory.large, to: &memory.largePlanes)
      return try FaceFinder.boxes(on: memory.largePlanes, finder.large, from: FaceFinder.suspicion).map {
        Self.upright($0, in: whole, turn, canvas)
      }
    }

    /// What the small network finds in a part of the large canvas, turned.
    private mutating func boxes(in window: Window, _ turn: Turn) throws(DetectorFailure) -> [FoundFace] {
      let canvas = large()
      write(window, turn, of: canvas, memory.large, to: &memory.smallPlanes)
      return try FaceFinder.boxes(on: memory.smallPlanes, finder.small, from: FaceFinder.suspicion).map {
        Self.upright($0, in: window, turn, canvas)
      }
    }

    /// Where on the large canvas, turned, to look with the small network; nil where the large one costs less.
    private mutating func windows(around hints: [FoundFace], _ turn: Turn) -> [Window]? {
      let canvas = large()
      let places = hints.map { hint in
        let onCanvas = hint.scaled(x: 1 / canvas.pixelsPerCell.x, y: 1 / canvas.pixelsPerCell.y)
        return switch turn {
        case .upright: onCanvas
        case .quarter(let turns): onCanvas.turnedBack(4 - turns, side: Double(canvas.side))
        case .eighth(let eighths): TiltedCanvas(canvas, eighths: eighths).tilted(onCanvas)
        }
      }
      var windows: [Window] = []
      for place in places.sorted(by: { $0.score > $1.score })
      where !windows.contains(where: { $0.holds(place.box) }) {
        guard windows.count < Window.most, max(place.box.width, place.box.height) <= Window.largestFace else {
          return nil
        }
        windows.append(Window(around: place.box, side: finder.small.side, of: canvas.side))
      }
      return windows
    }

    /// Writes a part of a canvas, turned, as the network is fed.
    private func write(
      _ window: Window, _ turn: Turn, of canvas: DetectionCanvas, _ pixels: CanvasMemory, to planes: inout [Float]
    ) {
      switch turn {
      case .upright: canvas.write(window, turnedBy: 0, of: pixels, to: &planes)
      case .quarter(let turns): canvas.write(window, turnedBy: turns, of: pixels, to: &planes)
      case .eighth(let eighths):
        let similarity = TiltedCanvas(canvas, eighths: eighths).similarity(from: window)
        canvas.write(through: similarity, side: window.side, of: pixels, to: &planes)
      }
    }

    /// What was found in a part of a turned canvas, in pixels of the upright picture.
    private static func upright(
      _ face: FoundFace, in window: Window, _ turn: Turn, _ canvas: DetectionCanvas
    ) -> FoundFace {
      let placed = face.moved(x: Double(window.left), y: Double(window.top))
      let turnedBack =
        switch turn {
        case .upright: placed
        case .quarter(let turns): placed.turnedBack(turns, side: Double(canvas.side))
        case .eighth(let eighths): TiltedCanvas(canvas, eighths: eighths).turnedBack(placed)
        }
      return turnedBack.scaled(x: canvas.pixelsPerCell.x, y: canvas.pixelsPerCell.y)
    }

    private mutating func small() -> DetectionCanvas {
      if let smallCanvas { return smallCanvas }
      let canvas = DetectionCanvas(picture, side: finder.small.side, into: &memory.small)
      smallCanvas = canvas
      return canvas
    }

    private mutating func large() -> DetectionCanvas {
      if let largeCanvas { return largeCanvas }
      let canvas = DetectionCanvas(picture, side: finder.large.side, into: &memory.large)
      largeCanvas = canvas
      return canvas
    }
  }

  /// A square part of a canvas. One as large as the small canvas shows a face of the large one in the same pixels, for a
  /// quarter of the work.
  struct Window {
    /// More cost about as much as the large canvas.
    static let most = 3
    /// A larger face is seen better on the large canvas, in pixels of it. With 200, nothing was lost of 1,029 turned and
    /// placed portraits, with 270 one (measured 2026-11-28).
    static let largestFace = 200.0
    /// The network's cells keep their places: its coarsest map has one every so many pixels.
    private static let grid = 32.0
    /// A face is seen as on the whole canvas when so many pixels are around it.
    private static let margin = 24.0

    let left: Int
    let top: Int
    let side: Int

    /// A whole canvas.
    init(side: Int) { (left, top, self.side) = (0, 0, side) }

    init(around box: PixelRectangle, side: Int, of whole: Int) {
      func start(_ middle: Double) -> Int {
        let start = ((middle - Double(side) / 2) / Self.grid).rounded() * Self.grid
        return Int(min(max(start, 0), Double(whole - side)))
      }
      left = start(box.x + box.width / 2)
      top = start(box.y + box.height / 2)
      self.side = side
    }

    func holds(_ box: PixelRectangle) -> Bool {
      box.x - Self.margin >= Double(left) && box.x + box.width + Self.margin <= Double(left + side)
        && box.y - Self.margin >= Double(top) && box.y + box.height + Self.margin <= Double(top + side)
    }
  }
}
