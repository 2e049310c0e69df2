/// What the attributes of SVG's elements must look like. What is not listed, browsers do not know.
enum SVGAttributeForms {
  private static let units = SVGValueForm.words(["userSpaceOnUse", "objectBoundingBox"])
  /// Of clips, because a line has no box to speak of, and browsers cut it away.
  private static let userSpace = SVGValueForm.words(["userSpaceOnUse"])
  private static let number = SVGValueForm.numbers(1...1)
  private static let length = SVGValueForm.length()
  private static let side = SVGValueForm.length(atLeast: 0)
  private static let sideOrAuto = SVGValueForm.either(.length(atLeast: 0), .words(["auto"]))
  private static let oneOrTwo = SVGValueForm.numbers(1...2, atLeast: 0)
  private static let somewhere = SVGValueForm.either(
    .length(), .words(["left", "center", "right", "top", "bottom"]))

  static let all: [String: SVGValueForm] = [
    "x": length, "y": length, "cx": length, "cy": length, "fx": length, "fy": length, "x1": length, "x2": length,
    "y1": length, "y2": length, "r": side, "fr": side, "width": side, "height": side, "rx": side,
    "ry": side, "points": .points, "d": .path, "transform": .transform, "gradientTransform": .transform,
    "patternTransform": .transform, "viewBox": .viewBox, "preserveAspectRatio": .aspectRatio, "gradientUnits": units,
    "patternUnits": units, "patternContentUnits": units, "clipPathUnits": userSpace, "maskUnits": units,
    "maskContentUnits": units, "filterUnits": units, "primitiveUnits": userSpace,
    "spreadMethod": .words(["pad", "reflect", "repeat"]), "offset": .portion,
    "markerUnits": .words(["strokeWidth", "userSpaceOnUse"]), "markerWidth": side, "markerHeight": side,
    "refX": somewhere, "refY": somewhere, "orient": .either(.words(["auto", "auto-start-reverse"]), .angle),
    "contentStyleType": .words(["text/css"]),
    // Filters.
    "stdDeviation": oneOrTwo, "radius": oneOrTwo, "baseFrequency": oneOrTwo, "dx": number, "dy": number, "k1": number,
    "k2": number, "k3": number, "k4": number, "numOctaves": number, "seed": number, "scale": number,
    "surfaceScale": .numbers(1...1, atLeast: 0), "diffuseConstant": number, "specularConstant": number,
    "specularExponent": number,
    "azimuth": number, "elevation": number, "z": number, "pointsAtX": number, "pointsAtY": number,
    "pointsAtZ": number, "limitingConeAngle": number, "slope": number, "intercept": number, "amplitude": number,
    "exponent": number, "divisor": number, "targetX": number, "targetY": number, "kernelUnitLength": .never,
    "tableValues": .numbers(0...1024), "kernelMatrix": .numbers(1...1024), "order": .words(orders),
    "bias": .words(["0", "0.0", "0.00"]), "preserveAlpha": .words(["true", "false"]),
    "edgeMode": .words(["duplicate", "wrap", "none"]), "stitchTiles": .words(["noStitch"]),
    "mode": .words(SVGPropertyForms.blendModes), "xChannelSelector": .words(["R", "G", "B", "A"]),
    "yChannelSelector": .words(["R", "G", "B", "A"]),
  ]

  /// What some elements take in a way of their own.
  static func form(of name: String, on element: String) -> SVGValueForm? {
    switch (element, name) {
    case ("text", _) where textPlaces.contains(name), ("tspan", _) where textPlaces.contains(name): .anything
    case ("radialGradient", "r"): .positiveLength
    case ("rect", "rx"), ("rect", "ry"): sideOrAuto
    // librsvg cuts to it what goes into a primitive, and browsers what comes out of it.
    case (_, "x") where isCutting(element), (_, "y") where isCutting(element), (_, "width") where isCutting(element),
      (_, "height") where isCutting(element):
      .never
    case ("feComposite", "operator"): .words(["over", "in", "out", "atop", "xor", "arithmetic"])
    // librsvg stops growing and shrinking at some size.
    case ("feMorphology", "radius"): .numbers(1...2, atLeast: 0, atMost: 20)
    case ("feMorphology", "operator"): .words(["erode", "dilate"])
    case ("feColorMatrix", "type"): .words(["matrix", "saturate", "hueRotate", "luminanceToAlpha"])
    case ("feTurbulence", "type"): .words(["fractalNoise", "turbulence"])
    case (_, "type") where element.hasPrefix("feFunc"):
      .words(["identity", "table", "discrete", "linear", "gamma"])
    case (_, "offset") where element.hasPrefix("feFunc"): number
    case (_, "x") where SVGElementNames.lights.contains(element),
      (_, "y") where SVGElementNames.lights.contains(element):
      number
    default: all[name]
    }
  }

  private static func isCutting(_ element: String) -> Bool {
    element.hasPrefix("fe") && !["feFlood", "feImage"].contains(element) && !SVGElementNames.lights.contains(element)
  }

  private static let textPlaces: Set<String> = ["x", "y", "dx", "dy", "rotate", "textLength"]
  private static let orders = Set(
    (1...10).flatMap { x in ["\(x)"] + (1...10).flatMap { ["\(x) \($0)", "\(x),\($0)"] } })

  /// Scripts that run without anybody's doing.
  static func isScript(_ name: String) -> Bool {
    guard name.hasPrefix("on") else { return false }
    return !["onclick", "ondblclick", "onmouse", "onkey", "onpointer", "ontouch", "ondrag", "onactivate", "onwheel"]
      .contains(where: name.hasPrefix)
  }
}
