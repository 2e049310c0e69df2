#!/usr/bin/env bash
# Writes Sources/moderation-worker/PreloadPictures.swift: one tiny black picture of each format that libvips decodes,
# made with Debian's vips command. The worker decodes them before it takes its first file.
set -euo pipefail

target=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../../Sources/moderation-worker/PreloadPictures.swift
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

{
  printf '%s\n' 'import ModerationCore' '' \
    '/// One tiny black picture of each format, in hexadecimal. Written by Scripts/reference/preload_pictures.sh.' \
    'enum PreloadPictures {' '  static let hexadecimal: [(format: ImageFormat, text: StaticString)] = ['
  for format in jpeg png tiff gif webp heic avif; do
    printf '    (\n      .%s,\n      """\n' "$format"
    xxd -p -c 55 "$format" | sed 's/^/      /; $! s/$/\\/'
    printf '      """\n    ),\n'
  done
  printf '  ]\n}\n'
} >"$target"
