#!/usr/bin/env bash
# Writes Fixtures/images/jpegxl: one drawn gradient of 48×32 pixels, as a bare JPEG XL codestream and in boxes, made with
# cjxl 0.7.0 of Debian's libjxl-tools.
set -euo pipefail

target=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../../Fixtures/images/jpegxl
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT

python3 - "$folder/gradient.ppm" <<'END'
import sys
width, height = 48, 32
pixels = bytes(v for y in range(height) for x in range(width) for v in (x * 255 // 47, y * 255 // 31, 128))
open(sys.argv[1], "wb").write(b"P6 %d %d 255\n" % (width, height) + pixels)
END
mkdir -p -- "$target"
cjxl "$folder/gradient.ppm" "$target/gradient.jxl" --distance 1
cjxl "$folder/gradient.ppm" "$target/gradient-boxes.jxl" --distance 1 --container=1
