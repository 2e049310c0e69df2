extension PreloadPicture {
  /// Written by Scripts/reference/preload_pictures.sh.
  static let gif = PreloadPicture.hexadecimal(
    """
    4749463839610800080080000047704c00000021ff0b4e45545343415045322e30030100000021f90405000000002c0000000008000800\
    0002078c8fa9cbed5d00003b
    """)
}
