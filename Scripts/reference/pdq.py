#!/usr/bin/env python3
"""Writes Fixtures/pdq: what the reference package pdqhash 0.2.8 says of our pictures.

    python3 Scripts/reference/pdq.py [--check | --sizes | --robustness [FOLDER …]]

pixels.json   fingerprints of the raw pictures in open_nsfw/pixels (hasher alone)
files.json    fingerprints of picture files, decoded in full (decoder and hasher together)

--check       computes everything again and compares instead of writing
--sizes       prints how far the hash of a shrunk picture is from that of the full one, for several sizes
--robustness  prints how far the hash moves when pictures are changed, and the nearest two different ones:
              those of Fixtures and all pictures in the folders
Needs pdqhash==0.2.8, numpy and Pillow.
"""
import argparse
import io
import json
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pdqhash
from PIL import Image, ImageEnhance, ImageOps

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Fixtures"
TARGET = FIXTURES / "pdq"
# Too long and thin to be photographs.
SKIPPED = "images/generated/boundary/"
PICTURES = {".jpg", ".jpeg", ".png", ".webp"}


def text(bits: np.ndarray) -> str:
    return f"{int(''.join(map(str, bits)), 2):064x}"


def fingerprint(picture: Image.Image) -> dict:
    pixels = np.asarray(picture.convert("RGB"))
    views, quality = pdqhash.compute_dihedral(pixels)
    return {"quality": int(quality), "views": [text(bits) for bits in views]}


def upright(path: str) -> Image.Image:
    return ImageOps.exif_transpose(Image.open(FIXTURES / path)).convert("RGB")


def paths() -> list[str]:
    known = json.loads((FIXTURES / "open_nsfw/files.json").read_text())
    rows = known["plain"] + known["oriented"]
    return [row["path"] for row in rows if not row["path"].startswith(SKIPPED)]


def outputs() -> dict[str, bytes]:
    pixels = []
    for row in json.loads((FIXTURES / "open_nsfw/pixels.json").read_text()):
        size = (row["width"], row["height"])
        data = (FIXTURES / f"open_nsfw/pixels/{row['name']}.rgb").read_bytes()
        picture = Image.frombytes("RGB", size, data)
        pixels.append({"name": row["name"], "width": size[0], "height": size[1]} | fingerprint(picture))
    files = [{"path": path} | fingerprint(upright(path)) for path in paths()]
    return {"pixels.json": as_json(pixels), "files.json": as_json(files)}


def as_json(value: object) -> bytes:
    return (json.dumps(value, indent=1) + "\n").encode()


def bits(picture: Image.Image) -> np.ndarray:
    return pdqhash.compute(np.asarray(picture))[0]


def distance(a: Image.Image, b: Image.Image) -> int:
    return int((bits(a) != bits(b)).sum())


def shrunk(picture: Image.Image, side: int) -> Image.Image:
    longest = max(picture.size)
    if longest <= side:
        return picture
    return picture.resize([max(1, round(s * side / longest)) for s in picture.size], Image.Resampling.BILINEAR)


def sizes() -> None:
    ways = {f"longest side {side}": lambda p, s=side: shrunk(p, s) for side in (256, 512, 768, 1024, 1536, 2048)}
    ways["exactly 512x512"] = lambda p: p.resize((512, 512), Image.Resampling.BILINEAR)
    pictures = [p for p in map(upright, paths()) if pdqhash.compute(np.asarray(p))[1] >= 80]
    for name, way in ways.items():
        found = sorted(distance(p, way(p)) for p in pictures)
        print(f"{name}: n {len(found)}, median {found[len(found) // 2]}, largest {found[-1]}")


def jpeg(picture: Image.Image, quality: int) -> Image.Image:
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=quality)
    return Image.open(data).convert("RGB")


def cropped(picture: Image.Image, share: float) -> Image.Image:
    (w, h), cut = picture.size, share / 2
    return picture.crop((round(w * cut), round(h * cut), round(w * (1 - cut)), round(h * (1 - cut))))


def robustness(folders: list[str]) -> None:
    changes = {
        "JPEG quality 30": lambda p: jpeg(p, 30),
        "half size": lambda p: p.resize([max(1, s // 2) for s in p.size], Image.Resampling.BILINEAR),
        "brightness -40 %": lambda p: ImageEnhance.Brightness(p).enhance(0.6),
        "crop of 10 %": lambda p: cropped(p, 0.1),
        "crop of 4 %": lambda p: cropped(p, 0.04),
        "grey": lambda p: p.convert("L").convert("RGB"),
    }
    names = [path for path in paths() if "/photos-" in path and "/s_png" not in path]
    names += [str(p.resolve()) for folder in folders for p in sorted(Path(folder).rglob("*")) if p.suffix in PICTURES]
    known = {}
    for name in names:
        picture = shrunk(upright(name), 1024)
        if min(picture.size) > 50 and pdqhash.compute(np.asarray(picture))[1] >= 50:
            known.setdefault(bits(picture).tobytes(), (name, picture))
    print(f"{len(known)} pictures of quality 50 or more, different by their hash")
    for name, change in changes.items():
        found = sorted(distance(p, shrunk(change(p), 1024)) for _, p in known.values())
        within = sum(d <= 31 for d in found)
        print(f"{name}: within 31 bits {within} of {len(found)}, median {found[len(found) // 2]}, largest {found[-1]}")
    found, plain = [], []
    for _, p in known.values():
        mirrored = np.asarray(ImageOps.mirror(p))
        views, _ = pdqhash.compute_dihedral(mirrored)
        found.append(min(int((bits(p) != view).sum()) for view in views))
        plain.append(int((bits(p) != views[0]).sum()))
    within = sum(d <= 31 for d in found)
    print(f"mirrored: within 31 bits {within} of {len(found)}, largest {max(found)}; unturned {min(plain)} or more")
    hashes = [(name, bits(picture)) for name, picture in known.values()]
    different = (pair for pair in combinations(hashes, 2) if origin(pair[0][0]) != origin(pair[1][0]))
    pairs = sorted((int((a != b).sum()), first, second) for (first, a), (second, b) in different)
    print(f"nearest of {len(pairs)} pairs of different pictures:")
    for pair in pairs[:5]:
        print(*pair)


def origin(path: str) -> str:
    return Path(path).stem.split("-")[0].split(".")[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("--check", "--sizes"):
        parser.add_argument(option, action="store_true")
    parser.add_argument("--robustness", nargs="*", metavar="FOLDER")
    options = parser.parse_args()
    if options.sizes:
        return sizes()
    if options.robustness is not None:
        return robustness(options.robustness)
    result = outputs()
    if options.check:
        wrong = [name for name, data in result.items() if (TARGET / name).read_bytes() != data]
        print("\n".join(f"differs: {name}" for name in wrong) or f"{len(result)} files agree")
        sys.exit(1 if wrong else 0)
    TARGET.mkdir(exist_ok=True)
    for name, data in result.items():
        (TARGET / name).write_bytes(data)
    print(f"{len(result)} files written")


if __name__ == "__main__":
    main()
