import ImageFormats

extension ShrinkPlan {
  /// Renders with the box factors; the picture's own axes are exchanged when it is stored lying.
  func render(_ picture: borrowing VipsPicture, transposed: Bool) -> VipsPixels? {
    transposed
      ? picture.render(horizontalShrink: vertical, verticalShrink: horizontal)
      : picture.render(horizontalShrink: horizontal, verticalShrink: vertical)
  }
}
