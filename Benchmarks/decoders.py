"""Decodes the same pictures of 12 megapixels to a longest side of 640 pixels, in one run, with this library and others.

    ./run bench decoders

CPU time of one picture, of programs less what they take to start. vipsthumbnail decodes the picture once and again ten
times. djpeg, dwebp, heif-convert and avifdec run once a picture and write what costs nothing to write: djpeg stops at
1000x750, the last two at 4000x3000, and none of the three resizes. Pillow and OpenCV run in this process, on one
thread: Pillow with draft mode and reducing gap as its documentation advises for thumbnails, OpenCV at a reduced size
where that is nearest above 640, and then by area. The last column compares with the fastest of them.
Then animations of 200 frames of 1000x1000, frames 0 5 10 15 20, one process each: CPU time and peak resident memory,
and CPU time of Pillow for the same frames.
"""
import resource
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()
cv2.setNumThreads(1)
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


def fastest(body, repeats=5):
    """Milliseconds of this process, of the fastest run."""
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        body()
        best = min(best, (time.process_time() - start) * 1000)
    return best


def pillow(path):
    def decode():
        with Image.open(path) as image:
            image.draft("RGB", (640, 480))
            image.thumbnail((640, 640), Image.Resampling.BILINEAR, reducing_gap=1.0)
            image.convert("RGB")
    return fastest(decode)


def opencv(path):
    reduced = path.suffix in (".jpg", ".webp", ".png", ".tif", ".bmp")
    how = cv2.IMREAD_REDUCED_COLOR_4 if reduced else cv2.IMREAD_COLOR

    def decode():
        picture = cv2.imread(str(path), how)
        if picture is None:
            raise OSError(f"OpenCV does not read {path.name}")
        cv2.resize(picture, (640, 480), interpolation=cv2.INTER_AREA)
    return fastest(decode)


def vipsthumbnail(path):
    return difference(lambda count: ["env", "VIPS_CONCURRENCY=1", "vipsthumbnail", "-s", "640", "-o", "/dev/shm/%s.v",
                                     *[str(path)] * count])


def program(command):
    """A function of a picture: what a program takes for it, less what it takes for one of 64x64 pixels."""
    def measure(path):
        tiny = work / f"tiny{path.suffix}"
        if not tiny.exists():
            Image.new("RGB", (64, 64)).save(tiny)
        start = min(process(command(tiny)) for _ in range(5))
        return min(process(command(path)) for _ in range(5)) - start
    return measure


PROGRAMS = {
    ".jpg": ("djpeg -scale 2/8", lambda path: ["djpeg", "-scale", "2/8", str(path)]),
    ".webp": ("dwebp -scale", lambda path: ["dwebp", "-quiet", "-scale", "640", "480", "-ppm", str(path), "-o",
                                                "/dev/null"]),
    ".heic": ("heif-convert", lambda path: ["heif-convert", str(path), "/dev/shm/decoders.y4m"]),
    ".avif": ("avifdec", lambda path: ["avifdec", "-j", "1", str(path), "/dev/shm/decoders.y4m"]),
}


def ours(path, repeats):
    command = [figures, str(repeats), str(path)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\t")


def stills(names):
    print("| 12 MP to 640 | this library, CPU ms | others, CPU ms | of the fastest |")
    print("|---|---:|---|---:|")
    for name in names:
        path = work / name
        peers = {"vipsthumbnail": vipsthumbnail, "Pillow": pillow, "OpenCV": opencv}
        if path.suffix in PROGRAMS:
            label, command = PROGRAMS[path.suffix]
            peers[label] = program(command)
        mine, times = float(ours(path, 9)[1]), {}
        for peer, measure in peers.items():
            try:
                if (taken := measure(path)) > 5:
                    times[peer] = taken
            except (OSError, subprocess.CalledProcessError, cv2.error):
                continue
        cells = ", ".join(f"{peer} {taken:.1f}" for peer, taken in sorted(times.items(), key=lambda item: item[1]))
        print(f"| {name} | {mine:.1f} | {cells} | {mine / min(times.values()):.2f} |", flush=True)


def animations():
    print("\n| 200 frames of 1000×1000, five looked at | CPU s | peak MiB | Pillow, CPU s |\n|---|---:|---:|---:|")
    for name in ("frames.gif", "frames.webp", "frames.png", "frames.avif"):
        path = work / name

        def decode():
            with Image.open(path) as image:
                for frame in (0, 5, 10, 15, 20):
                    image.seek(frame)
                    image.convert("RGB").resize((640, 640), Image.Resampling.BILINEAR)
        out = ours(path, 3)
        try:
            peer = f"{fastest(decode, 3) / 1000:.2f}"
        except OSError:
            peer = "–"
        size = path.stat().st_size / 1e6
        print(f"| {name} ({size:.1f} MB) | {float(out[1]) / 1000:.2f} | {out[3].strip()} | {peer} |", flush=True)


work.mkdir(parents=True, exist_ok=True)
stills(draw())
animations()
