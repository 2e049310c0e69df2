#!/usr/bin/env python3
"""Writes Fixtures/MANIFEST.tsv, or with --check tells where the folder and the manifest disagree.

    python3 Scripts/reference/manifest.py [--check]

One row a file: path, sha256, origin, licence, what it proves. A file that no line below describes is an error:
nothing enters Fixtures without an origin and a licence. Needs nothing but Python.
"""
import argparse
import hashlib
import sys
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Fixtures"
MANIFEST = FIXTURES / "MANIFEST.tsv"
HEADER = "path\tsha256\torigin\tlicence\tproves"
NOT_LISTED = {"MANIFEST.tsv", "NOTICES.txt", "README.md"}

PILLOW = "Pillow 9.5.0 source package, Tests/images"
OUR_OWN = "made for this project"
HPND = "HPND (Pillow)"
PUBLIC_DOMAIN = "public domain"
BSD3_IMAGECODECS = "BSD-3-Clause (imagecodecs)"
HOPPER = "HPND (Pillow); US Navy portrait, public domain"

# First match wins: pattern, origin, licence.
ORIGINS = [
    ("images/photos-large/astronaut*", "make_large_photos.py from astronaut.png", "public domain (NASA)"),
    ("images/photos-large/chelsea*", "make_large_photos.py from chelsea.png", "CC0"),
    ("images/photos-large/hopper*", "make_large_photos.py from hopper.png", HOPPER),
    ("images/photos-large/s_png*", "make_large_photos.py from s_png.png", "of this project"),
    ("cases/endmark/restart-markers.jpg", "hopper.png saved by Pillow", HOPPER),
    ("cases/tiff/public-hopper.Lab.tif", PILLOW + "/hopper.Lab.tif", HOPPER),
    ("accuracy/photo-*/000.jpg", "accuracy_pictures.py from chelsea.png", "CC0"),
    ("accuracy/photo-*/001.jpg", "accuracy_pictures.py from hopper.png", HOPPER),
    ("accuracy/drawn-*/*", "accuracy_pictures.py from images/weapon-drawings", "public domain (openclipart)"),
    ("accuracy/GOLDEN.tsv", OUR_OWN, "of this project"),
    ("accuracy/*", "accuracy_pictures.py", "of this project"),
    ("cases/*", OUR_OWN, "of this project"),
    ("images/animations/*", "animations.py", "of this project"),
    ("animations/frames.json", "animations.py", "of this project"),
    ("images/svg/*", "svg_pictures.py", "of this project"),
    ("images/raw/*", "raw_pictures.py from chelsea.png", "CC0"),
    ("images/jpegxl/*", "jpegxl_pictures.sh", "CC0"),
    ("images/jpeg/progressive.jpg", "hopper.png saved by Pillow", HOPPER),
    ("decoding/colour/*", OUR_OWN, "of this project"),
    ("decoding/*", "decoding_reference.py, raw_pictures.py, svg_pictures.py", "of this project"),
    ("images/generated/*", OUR_OWN, "of this project"),
    ("images/text/*", OUR_OWN, "of this project"),
    ("words/*", OUR_OWN, "of this project"),
    ("text/text-classes.json", "Scripts/training/text_classes.py", "of this project"),
    ("text/*", "english_abuse.py", "of this project"),
    ("ocr/*", OUR_OWN, "of this project"),
    ("images/photos-faces/astronaut.png", "imageio 2.9.0 source package", "public domain (NASA)"),
    ("images/photos-faces/chelsea.png", "imageio 2.9.0 source package", "CC0"),
    ("images/photos-faces/hopper.*", PILLOW, HOPPER),
    ("images/orientation/*", PILLOW, HOPPER),
    ("images/ico/hopper*", PILLOW, HOPPER),
    ("images/bmp-*", PILLOW + "/bmp (bmpsuite)", PUBLIC_DOMAIN),
    ("images/apng/*", PILLOW + "/apng", HPND),
    ("images/gif/*", PILLOW, HPND),
    ("images/hostile/*", PILLOW, HPND),
    ("images/jpeg/pil_sample_*", PILLOW, HPND),
    ("images/heif*", "pillow_heif 1.8.1 source package, tests/images", "BSD-3-Clause (pillow_heif)"),
    *[(f"images/{folder}/*", "imagecodecs 2026.8.16 source package, tests/data", BSD3_IMAGECODECS)
      for folder in ("avif", "jpeg", "png", "tiff", "webp")],
    ("images/flags/*", "Debian iso-flags-png-320x240 1.0.2-2", PUBLIC_DOMAIN),
    ("images/weapon-drawings/*", "Debian openclipart-png 0.18+dfsg-19", "public domain (openclipart)"),
    ("open_nsfw/p*/astronaut*", "open_nsfw.py from astronaut.png", "public domain (NASA)"),
    ("open_nsfw/p*/chelsea*", "open_nsfw.py from chelsea.png", "CC0"),
    ("open_nsfw/p*/hopper*", "open_nsfw.py from hopper pictures", HOPPER),
    ("open_nsfw/p*/tiff*", "open_nsfw.py from rgb.u1.tif", BSD3_IMAGECODECS),
    ("open_nsfw/p*/bmp*", "open_nsfw.py from rgb24.bmp", PUBLIC_DOMAIN),
    ("open_nsfw/*", "open_nsfw.py", "of this project"),
    ("faces/aligned/astronaut*", "faces.py from astronaut.png", "public domain (NASA)"),
    ("faces/aligned/hopper*", "faces.py from hopper.png", HOPPER),
    ("faces/*", "faces.py", "of this project"),
    ("safety_classifier/arcs.png", OUR_OWN, "of this project"),
    ("safety_classifier/*", "safety_classifier.py", "of this project"),
    ("efficientnet_lite2/flags-*", "efficientnet_lite2.py from Debian iso-flags-png-320x240 1.0.2-2", PUBLIC_DOMAIN),
    ("efficientnet_lite2/weapon-*", "efficientnet_lite2.py from Debian openclipart-png 0.18+dfsg-19", PUBLIC_DOMAIN),
    ("efficientnet_lite2/*", "efficientnet_lite2.py", "of this project"),
    ("nudenet/*", "nudenet.py", "of this project"),
    ("pdq/*", "pdq.py", "of this project"),
    ("evaluation/*", "evaluation.py", "of this project"),
    ("resampling/*", "resampling.py", "of this project"),
    ("training/*", "training.py", "of this project"),
    ("bitmaps/*", "bitmaps.py", "of this project"),
]

# First match wins: pattern, what the file proves.
PURPOSES = [
    ("accuracy/GOLDEN.tsv", "what is found in the pictures beside it and in photographs, file by file"),
    ("accuracy/KINDS.tsv", "the kinds of the pictures beside it, and what should be found in each"),
    ("accuracy/words.txt", "a word list of advertising"),
    ("accuracy/*", "a drawn picture of a kind that must not be judged worse unseen"),
    ("cases/EXPECT.tsv", "the right answer for each file of the folder"),
    ("cases/words.txt", "the word that the cases hide"),
    ("cases/sdr.tsv", "the fingerprint of a picture that cases hold in HDR"),
    ("cases/alpha/*", "what is white on transparency is seen"),
    ("cases/animation/*", "frames that the documented rule leaves out are seen"),
    ("cases/colour/*", "colours that viewers read from chunks and profiles"),
    ("cases/tiff/*", "samples and pages as viewers show them"),
    ("cases/dos/*", "codes, and the marks of codes without them, that once ended or held up the reader"),
    ("cases/lists/q-*", "a QR code that is small in its picture"),
    ("cases/svg/*", "what librsvg draws otherwise than browsers, and what it draws alike"),
    ("cases/tiles/*", "words beside and under watermarks, and words on the seams of tiles, are read or named"),
    ("cases/endmark/restart-markers.jpg", "a JPEG with restart markers"),
    ("cases/endmark/*", "lacks nothing but its end mark"),
    ("cases/containers/*", "viewers differ in what they show of it, or it holds more pictures than one; or it is honest"),
    ("images/svg/*", "SVG shapes, text, units and embedded pictures"),
    ("images/raw/preview-*", "camera raw with a preview, full or too small, of the same shape or another"),
    ("images/raw/*", "camera raw: mosaic, linear, turned, cut, lying"),
    ("images/jpegxl/*", "JPEG XL, bare and in boxes, recognised and refused by name"),
    ("images/jpeg/progressive.jpg", "a JPEG in several scans"),
    ("decoding/reference.tsv", "size and block means of every fixture as other decoders find them"),
    ("decoding/disagreements.tsv", "where this project answers otherwise, and why"),
    ("decoding/colour/chromium.tsv", "levels of the ramps beside it as Chromium 156 shows them on a white page"),
    ("decoding/colour/*", "ramps under a colour description"),
    ("decoding/*", "block means of drawn and developed pictures"),
    ("animations/frames.json", "what frames of animations look like to other decoders"),
    ("images/animations/alpha_turned.heics", "HEIC sequence with a track of alpha, turned by its matrix"),
    ("images/animations/clap.heics", "HEIC sequence with a clean aperture"),
    ("images/animations/edited.heics", "HEIC sequence whose edit list shows a part"),
    ("images/animations/ten_bits_444.heics", "HEIC sequence of 10 bits and full chroma, BT.2020"),
    ("images/animations/larger_than_entry.heics", "HEIC sequence whose pictures are larger than its header says"),
    ("images/animations/larger_than_screen.gif", "GIF frame beyond the logical screen, interlaced, each disposal"),
    ("images/animations/turned.webp", "animated WebP with EXIF orientation"),
    ("images/apng/sequence_*", "APNG chunks out of order are refused"),
    ("images/apng/chunk_*", "APNG chunks missing, repeated or misplaced"),
    ("images/apng/syntax_*", "APNG that lies about its number of frames"),
    ("images/apng/*", "APNG disposal, blending, modes and timing"),
    ("images/avif/*", "AVIF with alpha that only a lenient reader may open"),
    ("bitmaps/pictures.json", "BMP, ICO and JNG pictures as Pillow and NumPy decode them"),
    ("images/bmp-bad/badwidth.bmp", "negative width refused"),
    ("images/bmp-bad/shortfile.bmp", "missing pixel rows noticed"),
    ("images/bmp-bad/*", "damaged or lying BMP: refused or shown right, never trapping"),
    ("images/bmp-good/pal1.bmp", "BMP of 1 bit a pixel"),
    ("images/bmp-good/pal8rle.bmp", "run-length coded BMP"),
    ("images/bmp-good/rgb24.bmp", "plain BMP with a row of odd length"),
    ("images/bmp-good/*", "BMP as Windows and OS/2 define it"),
    ("images/bmp-questionable/*", "BMP beyond the letter of its definition, as readers meet it"),
    ("images/flags/*", "flag picture for scene labels; alpha channel"),
    ("images/weapon-drawings/*", "drawing of a weapon, out of the photographs' domain; grey with alpha"),
    ("evaluation/figures.json", "what scikit-learn 1.9.1 and SciPy 1.17.1 make of several sets of scores"),
    ("pdq/pixels.json", "what pdqhash 0.2.8 says of stored pixels"),
    ("pdq/files.json", "what pdqhash 0.2.8 says of picture files"),
    ("ocr/pictures/*", "a page whose text is known, drawn by ppocr_pictures.py"),
    ("ocr/truth.json", "what is drawn into the pages"),
    ("ocr/lines.json", "what rapidocr 3.10.0 reads in the pages"),
    ("ocr/geometry.json", "rectangles, crops and resizing as OpenCV has them"),
    ("ocr/map.gray", "a detection map for the geometry"),
    ("images/text/chat.png", "two words of one list entry on two lines"),
    ("images/text/turned-*", "an advertisement turned by an angle reaches word lists, patterns and the abuse model"),
    ("images/text/vertical.png", "columns of Chinese reach word lists and patterns"),
    ("images/text/spaced.png", "characters that stand apart are put together"),
    ("images/text/six-pixels.png", "letters of six pixels"),
    ("images/text/other-scripts.png", "scripts that are not read are named and give no finding"),
    ("images/text/hostile-qr.png", "a QR code of 2,900 hostile bytes gives a bounded finding and printable JSON"),
    ("text/text-classes.json", "texts as the model of Chinese text classes takes them, their buckets and scores"),
    ("text/english-abuse.json", "reference probabilities of the model of English abuse"),
    ("images/text/poster.png", "the same and a QR code"),
    ("words/night-life.txt", "a word list with directives and a conjunction"),
    ("images/generated/animated/a_avifs.avif", "AVIF sequence, 30 numbered frames"),
    ("images/generated/animated/a_burst.heic", "HEIC burst, 6 pictures in one file"),
    ("images/generated/animated/a_disp_*", "GIF frame disposal"),
    ("images/generated/animated/a_heics_ff.heics", "HEIC sequence made from a plain video track"),
    ("images/generated/animated/a_heics_lh1.heics", "HEIC sequence, low delay, frames predicted from earlier ones"),
    ("images/generated/animated/a_heics_lh2.heics", "HEIC sequence with frames predicted from later ones"),
    ("images/generated/animated/a_webp.webp", "animated WebP, 30 numbered frames"),
    ("images/generated/boundary/d_10000.*", "a side at the longest allowed"),
    ("images/generated/boundary/d_9999.*", "a side just under the longest allowed"),
    ("images/generated/boundary/d_1x*", "one pixel wide, very high"),
    ("images/generated/boundary/d_51x51.png", "the smallest picture inside the side limit"),
    ("images/generated/boundary/d_50x50.png", "a side at the lower limit"),
    ("images/generated/boundary/d_51x*", "side ratio around the largest allowed"),
    ("images/generated/boundary/h_*", "file length around the shortest that can be sniffed"),
    ("images/generated/hostile/b_16383.webp", "bomb: the largest WebP"),
    ("images/generated/hostile/b_30000_1bit.png", "bomb: 900 million pixels of 1 bit"),
    ("images/generated/hostile/b_65535.gif", "bomb: the largest GIF in 43 bytes"),
    ("images/generated/hostile/b_extimg*", "SVG that asks for another file is not followed"),
    ("images/generated/hostile/b_filter.svg", "SVG with costly filters"),
    ("images/generated/hostile/b_hugeview.svg", "SVG of giant size"),
    ("images/generated/hostile/b_lie.*", "header promises far more pixels than the file holds"),
    ("images/generated/hostile/b_lol.svg", "entity expansion bomb"),
    ("images/generated/hostile/b_loop.tif", "TIFF directory that points at itself"),
    ("images/generated/hostile/b_rle.bmp", "bomb: run-length coded BMP"),
    ("images/generated/hostile/b_xxe.svg", "external entity is not read"),
    ("images/generated/hostile/h_corrupt.*", "damaged middle, whole header"),
    ("images/generated/hostile/h_lie_*", "JPEG header with a false size"),
    ("images/generated/hostile/h_poly_*", "file that is valid as two formats"),
    ("images/generated/hostile/h_text.jpg", "text named as a picture"),
    ("images/generated/hostile/h_trunc*", "file cut off in the middle"),
    ("images/generated/hostile/h_wrongext_html.gif", "HTML named as a picture"),
    ("images/generated/hostile/h_zero.jpg", "empty file"),
    ("images/generated/still/s_raw.dng", "camera raw"),
    ("images/generated/still/s_svg_longcomment.svg", "SVG whose element starts late"),
    ("images/generated/still/s_svg_nosize.svg", "SVG without a size"),
    ("images/generated/still/s_svgz.svgz", "gzipped SVG"),
    ("images/generated/still/s_webp_ll.webp", "lossless WebP"),
    ("images/generated/still/s_ico_png.ico", "icon holding a PNG"),
    ("images/generated/still/*", "one plain picture in each format: sniffing, header, decoding"),
    ("images/generated/variant/alpha.*", "alpha channel"),
    ("images/generated/variant/v_1bit.*", "1 bit a pixel"),
    ("images/generated/variant/v_cmyk.jpg", "CMYK JPEG"),
    ("images/generated/variant/v_exif*", "EXIF (or HEIF) orientation is applied"),
    ("images/generated/variant/v_gray.jpg", "grey JPEG"),
    ("images/generated/variant/v_icc.jpg", "JPEG with a colour profile"),
    ("images/generated/variant/v_interlaced.*", "interlaced rows"),
    ("images/generated/variant/v_pal.png", "palette PNG"),
    ("images/generated/variant/v_paltrans.png", "palette PNG with transparency"),
    ("images/gif/dispose_*", "GIF frame disposal"),
    ("images/gif/multiple_comments.gif", "GIF with several comments"),
    ("images/gif/transparent.gif", "GIF transparency"),
    ("images/heif-corrupted/*", "damaged or empty HEIF is refused, not crashed on"),
    ("images/heif/LA_*", "grey HEIF with alpha"),
    ("images/heif/L_10*", "grey HEIF of 10 bits"),
    ("images/heif/L_8*", "grey HEIF"),
    ("images/heif/L_exif_xmp_iptc.heic", "HEIC carrying EXIF, XMP and IPTC"),
    ("images/heif/RGBA_10*", "HEIF of 10 bits with alpha"),
    ("images/heif/RGBA_8*", "HEIF with alpha"),
    ("images/heif/RGB_12*", "HEIF of 12 bits"),
    ("images/heif/RGB_8__*", "plain HEIF"),
    ("images/heif/RGB_8_chroma444.heif", "HEIF of full chroma"),
    ("images/heif/stereo_pair.heic", "two pictures grouped as a stereo pair"),
    ("images/heif/unsupported_depth_image.heic", "depth image of an unusual kind does not hide the main one"),
    ("images/heif/zPug_3.heic", "three pictures in one file"),
    ("images/hostile/crash-*", "once crashed a TIFF reader (found by OSS-Fuzz)"),
    ("images/hostile/oom-*", "once exhausted the memory of a TIFF reader (found by OSS-Fuzz)"),
    ("images/hostile/decompression_bomb*", "bomb: more pixels promised than may be decoded"),
    ("images/hostile/truncated_*", "file cut off or with a short segment"),
    ("images/hostile/broken*", "damaged PNG"),
    ("images/ico/hopper_256x256.ico", "icon of 256 pixels"),
    ("images/ico/*", "small icon: mask, drawing or colour"),
    ("images/jpeg/gray.u1.jpg", "grey JPEG below the side limit"),
    ("images/jpeg/*.u2.jpg", "JPEG of 12 bits"),
    ("images/jpeg/rgba.u1.jpg", "JPEG of four components"),
    ("images/jpeg/rgb.u1.jpg", "JPEG below the side limit"),
    ("images/jpeg/pil_sample_cmyk.jpg", "CMYK JPEG"),
    ("images/jpeg/pil_sample_rgb.jpg", "JPEG with an sRGB profile"),
    ("images/orientation/*", "each EXIF orientation from 2 to 8 is applied"),
    ("images/photos-faces/*", "photograph for scores, faces and format parity"),
    ("images/photos-large/*", "reading and shrinking a picture over one megapixel keeps the reference score"),
    ("images/png/pal8.png", "palette PNG below the side limit"),
    ("images/png/*", "palette PNG with alpha"),
    ("images/tiff/gray.b1.tif", "TIFF of 1 bit"),
    ("images/tiff/gray.bigtiff.u1.tif", "BigTIFF"),
    ("images/tiff/gray.one.f4.tif", "TIFF of two floating-point pixels"),
    ("images/tiff/gray.u1.tif", "grey TIFF"),
    ("images/tiff/gray.u2.tif", "TIFF of 16 bits"),
    ("images/tiff/rgb.predict.u1.tif", "TIFF with a predictor"),
    ("images/tiff/rgb.tiled.jpeg.u1.tif", "tiled TIFF holding JPEG"),
    ("images/tiff/rgb.tiled.lzw.u1.tif", "tiled TIFF, LZW"),
    ("images/tiff/rgb.tiled.webp.u1.tif", "TIFF holding WebP, which many builds cannot read"),
    ("images/tiff/rgb.u1.tif", "plain colour TIFF, two pages"),
    ("images/tiff/rgb_u1_jpeg.tif", "TIFF holding JPEG, below the side limit"),
    ("images/tiff/rgba.separate.u1.tif", "TIFF with alpha and a plane for each channel"),
    ("images/webp/frames.webp", "animated WebP below the side limit"),
    ("images/webp/iss634.webp", "animated WebP, 42 frames"),
    ("images/webp/rgba.u1.webp", "WebP with alpha, below the side limit"),
    ("open_nsfw/files.json", "reference scores of picture files: decoder and classifier together"),
    ("open_nsfw/pixels.json", "reference scores of raw pixels: classifier alone"),
    ("open_nsfw/pixels/*", "raw pixels scored in pixels.json"),
    ("open_nsfw/preprocessed/*", "the reference's picture just before it becomes numbers"),
    ("faces/faces.json", "faces as OpenCV's YuNet finds them, and what its SFace makes of them"),
    ("faces/aligned/*", "a face as OpenCV aligns it"),
    ("safety_classifier/arcs.png", "a drawing of nothing that the porn models are unsure of"),
    ("safety_classifier/pixels.json", "reference scores of raw and drawn pixels: classifier alone"),
    ("safety_classifier/files.json", "reference scores of picture files: decoder and classifier together"),
    ("efficientnet_lite2/reference.json", "reference logits of pictures, and what the fire head says of them"),
    ("efficientnet_lite2/*", "a flag or drawn weapon as the network is shown it; listed in reference.json"),
    ("nudenet/boxes.json", "reference boxes in parts of photographs"),
    ("resampling/vectors.json", "resizing is bit-exact with Pillow"),
    ("training/vectors.json", "heads are fitted and judged as scikit-learn and SciPy do"),
    ("resampling/inputs/*", "input of resampling/vectors.json"),
    ("resampling/outputs/*", "expected result in resampling/vectors.json"),
]


def matching(path: str, table: list[tuple]) -> tuple:
    for pattern, *values in table:
        if fnmatch(path, pattern):
            return tuple(values)
    sys.exit(f"{path}: no origin or purpose is written down for it in {Path(__file__).name}")


def rows() -> dict[str, str]:
    found = {}
    for file in FIXTURES.rglob("*"):
        path = file.relative_to(FIXTURES).as_posix()
        if file.is_file() and path not in NOT_LISTED:
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            found[path] = "\t".join([path, digest, *matching(path, ORIGINS), *matching(path, PURPOSES)])
    return dict(sorted(found.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    checking = parser.parse_args().check
    expected = rows()
    if not checking:
        MANIFEST.write_text("\n".join([HEADER, *expected.values()]) + "\n", encoding="utf-8")
        print(f"{len(expected)} files listed")
        return
    lines = MANIFEST.read_text(encoding="utf-8").splitlines()
    listed = {line.split("\t", 1)[0]: line for line in lines[1:]}
    wrong = [f"not listed: {path}" for path in expected.keys() - listed.keys()]
    wrong += [f"listed but missing: {path}" for path in listed.keys() - expected.keys()]
    wrong += [f"row differs: {path}" for path in expected.keys() & listed.keys() if expected[path] != listed[path]]
    if lines[:1] != [HEADER] or (not wrong and lines[1:] != list(expected.values())):
        wrong.append("header or order differs")
    print("\n".join(sorted(wrong)) or f"{len(expected)} files agree with the manifest")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
