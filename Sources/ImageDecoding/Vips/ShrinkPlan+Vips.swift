import ImageFormats

extension ShrinkPlan {
  /// Renders with the box factors; the picture's own axes are exchanged when it is stored lying.
  func render(
    _ picture: borrowing VipsPicture, transposed: Bool, on background: Background = .white, look: inout AlphaLook
  ) -> VipsPixels? {
    transposed
      ? picture.render(horizontalShrink: vertical, verticalShrink: horizontal, on: background, look: &look)
      : picture.render(horizontalShrink: horizontal, verticalShrink: vertical, on: background, look: &look)
  }
}
