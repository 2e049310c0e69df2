"""Decodes the same pictures of 12 megapixels to a longest side of 640 pixels, in one run, with this library and others.

    ./run bench decoders

CPU time of one picture, what a process takes to start subtracted by decoding the picture once and again ten times. This
library, vipsthumbnail and djpeg are processes; Pillow runs in this one, with draft mode and reducing gap as its
documentation advises for thumbnails. djpeg -scale 2/8 is the floor for JPEG: it stops at 1000x750 and resizes nothing.
Then animations of 200 frames of 1000x1000, frames 0 5 10 15 20, one process each: CPU time and peak resident memory.
"""
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()
figures, checkout, work = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])


def photograph():
    """An enlarged photograph with the grain of a sensor: without it, enlarged copies are too easy."""
    small = Image.open(checkout / "Fixtures/images/photos-faces/astronaut.png").convert("RGB")
    large = np.asarray(small.resize((4000, 3000), Image.Resampling.BICUBIC)).astype(int)
    grain = np.random.default_rng(1).integers(-6, 7, (3000, 4000, 1))
    return Image.fromarray((large + grain).clip(0, 255).astype("uint8"))


def draw():
    picture = photograph()
    stills = {
        "photo.jpg": {"quality": 88}, "progressive.jpg": {"quality": 88, "progressive": True},
        "photo.png": {"compress_level": 6}, "photo.webp": {"quality": 80, "method": 2}, "photo.tif": {},
        "photo.bmp": {}, "photo.heic": {"quality": 60}, "photo.avif": {"quality": 60, "speed": 9},
    }
    for name, options in stills.items():
        if not (work / name).exists():
            picture.save(work / name, **options)
    frames = []
    for index in range(200):
        frame = picture.resize((1000, 750)).crop((0, 0, 1000, 1000))
        frame.paste((index, 255 - index, 128), (index * 4, 760, index * 4 + 100, 960))
        frames.append(frame)
    if not (work / "frames.gif").exists():
        palette = frames[0].quantize(64)
        few = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
        few[0].save(work / "frames.gif", save_all=True, append_images=few[1:], duration=40)
    for name, options in {"frames.webp": {"quality": 60, "method": 0}, "frames.png": {"compress_level": 1},
                          "frames.avif": {"quality": 50, "speed": 10}}.items():
        if not (work / name).exists():
            frames[0].save(work / name, save_all=True, append_images=frames[1:], duration=40, **options)
    return list(stills)


def children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def process(command, **options):
    before = children()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    return (children() - before) * 1000


def difference(command, many=10):
    """Milliseconds of one picture: of `many` more pictures in one process, divided."""
    one = min(process(command(1)) for _ in range(3))
    more = min(process(command(1 + many)) for _ in range(2))
    return (more - one) / many


def pillow(path):
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        with Image.open(path) as image:
            image.draft("RGB", (640, 480))
            image.thumbnail((640, 640), Image.Resampling.BILINEAR, reducing_gap=1.0)
            image.convert("RGB")
        best = min(best, (time.process_time() - start) * 1000)
    return best


def main():
    work.mkdir(parents=True, exist_ok=True)
    stills = draw()
    print("| 12 MP to 640 | this library, CPU ms | of vipsthumbnail | of Pillow | of djpeg -scale 2/8 |")
    print("|---|---:|---:|---:|---:|")
    for name in stills:
        path = work / name
        ours = float(subprocess.run([figures, "9", path], check=True, capture_output=True, text=True).stdout.split("\t")[1])
        cells = []
        try:
            peer = difference(lambda count: ["env", "VIPS_CONCURRENCY=1", "vipsthumbnail", "-s", "640", "-o",
                                             "/dev/shm/%s.v", *[str(path)] * count])
            cells.append(f"{ours / peer:.2f}" if peer > 1 else "–")
        except subprocess.CalledProcessError:
            cells.append("–")
        try:
            cells.append(f"{ours / pillow(path):.2f}")
        except OSError:
            cells.append("–")
        if path.suffix == ".jpg":
            Image.new("RGB", (8, 8)).save(work / "tiny.jpeg")
            start = min(process(["djpeg", str(work / "tiny.jpeg")]) for _ in range(9))
            floor = min(process(["djpeg", "-scale", "2/8", str(path)]) for _ in range(9)) - start
            cells.append(f"{ours / floor:.2f}")
        else:
            cells.append("–")
        print(f"| {name} | {ours:.1f} | " + " | ".join(cells) + " |", flush=True)
    print("\n| 200 frames of 1000×1000, five looked at | CPU s | peak MiB |\n|---|---:|---:|")
    for name in ("frames.gif", "frames.webp", "frames.png", "frames.avif"):
        out = subprocess.run([figures, "1", work / name], check=True, capture_output=True, text=True).stdout.split("\t")
        print(f"| {name} ({(work / name).stat().st_size / 1e6:.1f} MB) | {float(out[1]) / 1000:.2f} | {out[3].strip()} |")


main()
