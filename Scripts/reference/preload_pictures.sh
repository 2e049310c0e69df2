#!/usr/bin/env bash
# Writes Sources/ImageDecoding/FORMAT/…PreloadPicture.swift: one tiny black picture of each format that libvips decodes,
# made with Debian's vips command. The worker decodes them before it takes its first file. That of SVG is written by hand.
set -euo pipefail

sources=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../../Sources/ImageDecoding
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
cd -- "$folder"

vips black small.v 8 8 --bands 3
vips black large.v 16 16 --bands 3
vips jpegsave small.v jpeg --strip --Q 20
vips pngsave small.v png --strip
vips tiffsave small.v tiff --strip --compression lzw
vips gifsave small.v gif --strip
vips webpsave small.v webp --strip
vips heifsave large.v heic --compression hevc --strip --Q 20
vips heifsave large.v avif --compression av1 --strip --Q 20

# write FORMAT FILE: the picture of a format, as a file below the sources.
write() {
  {
    printf '%s\n' 'extension PreloadPicture {' '  /// Written by Scripts/reference/preload_pictures.sh.'
    printf '  static let %s = PreloadPicture.hexadecimal(\n    """\n' "$1"
    xxd -p -c 55 "$1" | sed 's/^/    /; $! s/$/\\/'
    printf '    """)\n}\n'
  } >"$sources/$2"
}

write jpeg JPEG/JPEGPreloadPicture.swift
write png PNG/PNGPreloadPicture.swift
write tiff TIFF/TIFFPreloadPicture.swift
write gif GIF/GIFPreloadPicture.swift
write webp WebP/WebPPreloadPicture.swift
write heic HEIF/HEICPreloadPicture.swift
write avif HEIF/AVIFPreloadPicture.swift
