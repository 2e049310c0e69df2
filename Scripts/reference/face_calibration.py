#!/usr/bin/env python3
"""How near the faces of different people are, how often that misleads a search, and which cosine belongs to a rate.

    python3 Scripts/reference/face_calibration.py [FOLDER…] [--models DIR] [--synthetic COUNT] [--figure FILE] [--json FILE]

A folder holds photographs. A picture with one face shows the person of its name less a last `_1`, `_2`; of files that differ
in nothing but the ending the first counts; each face of a picture with several is another person. Without folders: those of
photos-faces, which are two. Faces are found and read by OpenCV's own classes, which agree with ours (Fixtures/faces): out of
at most 1,600 pixels, with a score of 0.8 and a norm of 9 at least, as the service asks.

Impostors are pairs of different people in different photographs. Their cosines are fitted with a normal curve; intervals come of
drawing the persons anew. Beyond what so few pairs reach, synthetic people stand in: directions of a normal distribution with the
mean and the covariance of the real ones, which is drawn towards equal variance in all directions until the cosines have the
deviation that they are to have. Needs requirements-faces.txt and a models folder filled by `./run setup`.
"""
import argparse
import json
import math
import re
import sys
from pathlib import Path

import cv2
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
LONGEST_SIDE = 1600
LEAST_SCORE = 0.8
LEAST_NORM = 9
DRAWS = 2000
SYNTHETIC_QUERIES = 5000
BIN = 1e-4
SEED = 20261128
KINDS = {".jpg", ".jpeg", ".png", ".bmp", ".webp"}

# The curve of FaceFalseAccepts.swift, which is held against what comes out here.
CURVE = (0.142, 0.103)
# OpenCV's tutorial of these two models names, for public sets, the threshold at which most pairs are told apart and the share
# that is. With as many pairs of each kind, both kinds of errors together bound the false accepts there.
PUBLISHED = [("LFW", 0.363, 0.9960), ("CALFW", 0.340, 0.9395), ("CPLFW", 0.275, 0.9105), ("AgeDB-30", 0.277, 0.9490),
             ("CFP-FP", 0.212, 0.9480)]
# Score of the service: faces searched, rate of the search.
ANCHORS = [(10_000, 70, 1e-2), (10_000, 80, 1e-3), (10_000, 90, 1e-4), (100_000, 80, 1e-2), (100_000, 90, 1e-3),
           (100_000, 100, 1e-4), (300_000, 85, 1e-2), (300_000, 95, 1e-3), (1, 40, 1e-3), (1, 50, 1e-4), (1, 60, 1e-5)]


class Reader:
    def __init__(self, models: Path) -> None:
        folder = models / "politics"
        self.finder = cv2.FaceDetectorYN.create(
            str(folder / "face_detection_yunet_2023mar.onnx"), "", (640, 640), LEAST_SCORE, 0.3, 5000)
        self.embedder = cv2.FaceRecognizerSF.create(str(folder / "face_recognition_sface_2021dec.onnx"), "")

    def faces(self, picture: np.ndarray) -> list[tuple[np.ndarray, np.ndarray, float]]:
        """Rows as the detector gives them, directions and norms, largest face first."""
        self.finder.setInputSize((picture.shape[1], picture.shape[0]))
        rows = self.finder.detect(picture)[1]
        rows = [] if rows is None else sorted(rows, key=lambda row: -row[2] * row[3])
        found = []
        for row in rows:
            raw = self.embedder.feature(self.embedder.alignCrop(picture, row))[0].astype(np.float64)
            norm = float(np.linalg.norm(raw))
            found.append((row, raw / norm, norm))
        return found


def shrunk(picture: np.ndarray, scale: float) -> np.ndarray:
    size = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def turned(picture: np.ndarray, degrees: float) -> np.ndarray:
    height, width = picture.shape[:2]
    return cv2.warpAffine(picture, cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1), (width, height))


def views(picture: np.ndarray, face_height: float) -> dict[str, np.ndarray]:
    made = {f"face {height} px": shrunk(picture, height / face_height) for height in (64, 48, 32) if face_height > height}
    made["JPEG 30"] = cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 30])[1], cv2.IMREAD_COLOR)
    made["40 % darker"] = (picture.astype(np.float32) * 0.6).astype(np.uint8)
    made["turned 15°"] = turned(picture, 15)
    made["turned −15°"] = turned(picture, -15)
    return made


def read(folders: list[Path], reader: Reader) -> tuple[list, list]:
    """Faces as (direction, person, photograph), and worse views as (direction or None, person, photograph, kind)."""
    faces, worse, passed_over = [], [], 0
    for folder in folders:
        seen = set()
        for path in sorted(folder.iterdir(), key=lambda path: (path.stem, path.suffix != ".png", path.suffix)):
            picture = cv2.imread(str(path), cv2.IMREAD_COLOR) if path.suffix.lower() in KINDS else None
            if picture is None or path.stem in seen:
                continue
            seen.add(path.stem)
            picture = shrunk(picture, min(1, LONGEST_SIDE / max(picture.shape[:2])))
            found = reader.faces(picture)
            name = re.sub(r"_\d+$", "", path.stem)
            for number, (row, direction, norm) in enumerate(found):
                if norm < LEAST_NORM:
                    passed_over += 1
                    continue
                person = name if len(found) == 1 else f"{path.stem}#{number}"
                faces.append((direction, person, path.stem))
            if len(found) == 1 and found[0][2] >= LEAST_NORM:
                for kind, view in views(picture, float(found[0][0][3])).items():
                    again = [face for face in reader.faces(view) if face[2] >= LEAST_NORM]
                    worse.append((again[0][1] if len(again) == 1 else None, name, path.stem, kind))
    print(f"{len(faces)} faces of {len({face[1] for face in faces})} persons in {len({face[2] for face in faces})} "
          f"photographs; {passed_over} faces too blurred (norm below {LEAST_NORM})")
    return faces, worse


def tail(cosine: float, mean: float, deviation: float) -> float:
    return math.erfc((cosine - mean) / deviation / math.sqrt(2)) / 2


def cosine_at(rate: float, mean: float, deviation: float) -> float:
    low, high = -1.0, 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if tail(middle, mean, deviation) > rate else (low, middle)
    return (low + high) / 2


def described(name: str, values: np.ndarray) -> str:
    if not len(values):
        return f"{name:38}{0:8}"
    quantiles = [f"{np.quantile(values, share):8.3f}" for share in (0.5, 0.99, 0.999)]
    return (f"{name:38}{len(values):8}{values.mean():8.3f}{values.std():8.3f}{''.join(quantiles)}{values.min():8.3f}"
            f"{values.max():8.3f}")


class Pairs:
    def __init__(self, faces: list) -> None:
        self.directions = np.array([face[0] for face in faces])
        self.persons = np.array([face[1] for face in faces])
        photographs = np.array([face[2] for face in faces])
        self.cosines = self.directions @ self.directions.T
        upper = np.triu(np.ones_like(self.cosines, bool), 1)
        same = self.persons[:, None] == self.persons[None]
        together = photographs[:, None] == photographs[None]
        self.impostors = upper & ~same & ~together
        self.neighbours = upper & ~same & together
        self.genuine = upper & same & ~together

    def intervals(self) -> dict[str, tuple[float, float]]:
        """Of 95 %: the persons are drawn anew, and with each all pairs."""
        random = np.random.default_rng(SEED)
        _, person = np.unique(self.persons, return_inverse=True)
        count = person.max() + 1
        drawn = {"mean": [], "deviation": [], **{f"rate at {cosine}": [] for cosine in (0.42, 0.5, 0.6)}}
        for _ in range(DRAWS):
            times = np.bincount(random.integers(count, size=count), minlength=count)[person]
            weights = np.outer(times, times) * self.impostors
            if not weights.sum():
                continue
            mean = (weights * self.cosines).sum() / weights.sum()
            deviation = math.sqrt((weights * (self.cosines - mean) ** 2).sum() / weights.sum())
            if deviation == 0:
                continue
            drawn["mean"].append(mean)
            drawn["deviation"].append(deviation)
            for cosine in (0.42, 0.5, 0.6):
                drawn[f"rate at {cosine}"].append(tail(cosine, mean, deviation))
        return {name: tuple(np.quantile(values, [0.025, 0.975])) for name, values in drawn.items() if values}


class Synthetic:
    """People whose cosines have a mean and a deviation, in the directions in which real people differ."""

    def __init__(self, pairs: Pairs, mean: float, deviation: float, count: int) -> None:
        _, first = np.unique(pairs.persons, return_index=True)
        real = pairs.directions[first]
        self.real_persons = len(real)
        middle = real.mean(0)
        centred = real - middle
        sizes = (centred**2).sum(1).mean()
        spread, axes = np.linalg.eigh(centred.T @ centred / len(real))
        spread = np.maximum(spread, 0) / spread.sum()
        middle = axes.T @ middle
        middle /= np.linalg.norm(middle)
        random = np.random.default_rng(SEED)
        small = random.standard_normal((4000, len(spread)))

        def made(noise: np.ndarray, shrinkage: float, strength: float) -> np.ndarray:
            scale = np.sqrt((1 - shrinkage) * spread + shrinkage / len(spread))
            raw = noise * scale.astype(noise.dtype) + (strength * middle).astype(noise.dtype)
            return raw / np.linalg.norm(raw, axis=1, keepdims=True)

        def measured(shrinkage: float, strength: float) -> tuple[float, float]:
            directions = made(small, shrinkage, strength)
            cosines = (directions[:2000] @ directions[2000:].T).ravel()
            return float(cosines.mean()), float(cosines.std())

        shrinkage, strength = 0.5, math.sqrt(mean / (1 - mean))
        for _ in range(12):
            low, high = 0.0, 1.0
            for _ in range(20):
                shrinkage = (low + high) / 2
                low, high = (shrinkage, high) if measured(shrinkage, strength)[1] > deviation else (low, shrinkage)
            found = measured(shrinkage, strength)[0]
            strength *= math.sqrt(max(mean, 1e-6) / max(found, 1e-6))
        self.shrinkage, self.strength, self.real_size = shrinkage, strength, sizes
        directions = made(random.standard_normal((count, len(spread)), dtype=np.float32), shrinkage, strength)
        queries = directions[:SYNTHETIC_QUERIES]
        edges = round(2 / BIN) + 1
        histogram = np.zeros(edges, np.int64)
        total = squares = 0.0
        for start in range(SYNTHETIC_QUERIES, count, 2000):
            cosines = (queries @ directions[start : start + 2000].T).ravel()
            total += float(cosines.sum(dtype=np.float64))
            squares += float((cosines.astype(np.float64) ** 2).sum())
            histogram += np.bincount(((cosines + 1) / BIN).astype(np.int64).clip(0, edges - 1), minlength=edges)
        self.count, self.pairs = count, int(histogram.sum())
        self.mean = total / self.pairs
        self.deviation = math.sqrt(squares / self.pairs - self.mean**2)
        self.above = histogram[::-1].cumsum()[::-1]

    def share(self, cosine: float) -> float:
        return int(self.above[math.ceil((cosine + 1) / BIN - 1e-6)]) / self.pairs

    def cosine(self, rate: float) -> float | None:
        """None where fewer than ten pairs would be above it."""
        if rate * self.pairs < 10:
            return None
        return float(np.flatnonzero(self.above >= rate * self.pairs).max() * BIN - 1)


def report(pairs: Pairs, worse: list, count: int) -> dict:
    cosines = pairs.cosines[pairs.impostors]
    print(f"\n{'pairs':38}{'n':>8}{'mean':>8}{'dev.':>8}{'p50':>8}{'p99':>8}{'p99.9':>8}{'least':>8}{'most':>8}")
    print(described("different people, two photographs", cosines))
    print(described("different people, one photograph", pairs.cosines[pairs.neighbours]))
    genuine = pairs.cosines[pairs.genuine]
    print(described("the same person, two photographs", genuine))
    again = []
    for kind in dict.fromkeys(view[3] for view in worse):
        strangers, own, missed = [], [], 0
        for direction, person, photograph, of in worse:
            if of != kind:
                continue
            if direction is None:
                missed += 1
                continue
            to = pairs.directions @ direction
            strangers += list(to[pairs.persons != person])
            own += list(to[pairs.persons == person])
        print(described(f"different people, one of them {kind}", np.array(strangers)))
        print(described(f"the same person, {kind}", np.array(own)) + (f"   {missed} not found" if missed else ""))
        again += own
    again = np.array(again)
    result = {"persons": len(set(pairs.persons)), "impostors": len(cosines), "genuine": len(genuine), "views": len(again)}
    if len(cosines) < 30:
        print("\ntoo few pairs for a curve: name folders with more people")
        return result
    mean, deviation = float(cosines.mean()), float(cosines.std())
    moments = [float((((cosines - mean) / deviation) ** power).mean()) for power in (3, 4)]
    print(f"\nnormal curve {mean:.3f}, {deviation:.3f}; skewness {moments[0]:.2f}, excess {moments[1] - 3:.2f}")
    for name, (low, high) in pairs.intervals().items():
        print(f"  {name}: {low:.3g} to {high:.3g} (95 %)")
    result |= {"mean": mean, "deviation": deviation}

    print(f"\nbounds that OpenCV's tutorial implies, and the curve in use ({CURVE[0]}, {CURVE[1]})")
    for name, cosine, right in PUBLISHED:
        print(f"  {name:10}{cosine:7.3f}  at most {2 * (1 - right):.4f}   in use {tail(cosine, *CURVE):.4f}   "
              f"fitted here {tail(cosine, mean, deviation):.4f}   counted here {(cosines >= cosine).mean():.4f}")

    fitted = Synthetic(pairs, mean, deviation, count)
    upper = Synthetic(pairs, *CURVE, count)
    print(f"\nsynthetic people: {count}, {fitted.pairs:.2e} pairs")
    for name, people, curve in [("as counted", fitted, (mean, deviation)), ("as in use", upper, CURVE)]:
        print(f"  {name}: mean {people.mean:.4f}, deviation {people.deviation:.4f}, shrinkage {people.shrinkage:.2f}, out of "
              f"{people.real_persons} persons")
        print(f"  {'rate':>8}{'normal':>9}{'synthetic':>11}{'real':>8}{'normal there':>14}")
        for power in range(1, 9):
            rate = 10.0**-power
            at = people.cosine(rate)
            real = f"{np.quantile(cosines, 1 - rate):8.3f}" if people is fitted and rate * len(cosines) >= 5 else f"{'–':>8}"
            there = f"{tail(at, *curve):14.2g}" if at is not None else ""
            print(f"  {rate:8.0e}{cosine_at(rate, *curve):9.3f}{at if at is not None else math.nan:11.3f}{real}{there}")

    print("\nscores of the service: the cosine that belongs to each, and who of the same person reaches it")
    print(f"  {'faces':>8}{'score':>7}{'rate':>8}{'of one face':>13}{'cosine':>8}{'fitted here':>13}{'two photographs':>18}"
          f"{'views':>14}")
    for faces, score, rate in ANCHORS:
        one = -math.expm1(math.log1p(-rate) / faces)
        at = cosine_at(one, *CURVE)
        print(f"  {faces:8}{score:7}{rate:8.0e}{one:13.1e}{at:8.3f}{cosine_at(one, mean, deviation):13.3f}"
              f"{(genuine >= at).sum():12} of {len(genuine):2}{(again >= at).sum():7} of {len(again)}")
    result["synthetic"] = {"count": count, "pairs": fitted.pairs}
    return result | {"curves": (cosines, genuine, again, fitted, upper)}


def figure(path: Path, result: dict) -> None:
    """Shares of pairs at or above a cosine, on a logarithmic scale; nothing but lines and words."""
    cosines, genuine, again, fitted, upper = result["curves"]
    left, top, width, height, decades = 56, 16, 560, 330, 9
    x = lambda cosine: left + (cosine + 0.1) / 1.1 * width
    y = lambda rate: top + min(decades, -math.log10(rate)) / decades * height
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 400" font-family="sans-serif" font-size="11">',
             '<rect width="640" height="400" fill="white"/>']
    for power in range(decades + 1):
        at = top + power / decades * height
        parts.append(f'<path d="M{left} {at:.1f}h{width}" stroke="#ddd"/><text x="{left - 6}" y="{at + 4:.1f}" '
                     f'text-anchor="end">{"1" if not power else f"1e-{power}"}</text>')
    for tenth in range(0, 11, 2):
        parts.append(f'<text x="{x(tenth / 10):.1f}" y="{top + height + 16}" text-anchor="middle">{tenth / 10:.1f}</text>')
    parts.append(f'<text x="{left + width / 2}" y="{top + height + 34}" text-anchor="middle">cosine</text>')

    def line(points: list, colour: str, name: str, row: int, dash: str = "") -> None:
        text = " ".join(f"{x(cosine):.1f},{y(rate):.1f}" for cosine, rate in points if rate > 0 and cosine >= -0.1)
        parts.append(f'<polyline points="{text}" fill="none" stroke="{colour}" stroke-width="1.6" {dash}/>'
                     f'<text x="{left + 12}" y="{top + 170 + 16 * row}" fill="{colour}">{name}</text>')

    def steps(values: np.ndarray) -> list:
        values = np.sort(values)
        return [(value, 1 - index / len(values)) for index, value in enumerate(values)]

    grid = [step / 100 for step in range(-10, 101)]
    line([(c, tail(c, *CURVE)) for c in grid if tail(c, *CURVE) > 1e-9], "#b00", "curve in use", 0)
    line([(c, upper.share(c)) for c in grid if upper.share(c) * upper.pairs >= 10], "#b00",
         "synthetic people with its mean and deviation", 1, 'stroke-dasharray="2 3"')
    mean, deviation = result["mean"], result["deviation"]
    line([(c, tail(c, mean, deviation)) for c in grid if tail(c, mean, deviation) > 1e-9], "#05a", "fitted to the pairs", 2)
    line([(c, fitted.share(c)) for c in grid if fitted.share(c) * fitted.pairs >= 10], "#05a",
         "synthetic people as counted", 3, 'stroke-dasharray="2 3"')
    line(steps(cosines), "#000", f"pairs of different people, n = {len(cosines)}", 4)
    line(steps(np.concatenate([genuine, again])), "#080",
         f"the same person: {len(genuine)} pairs of photographs, {len(again)} views", 5)
    parts.append("</svg>\n")
    path.write_text("\n".join(parts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[])
    parser.add_argument("--models", type=Path, default=ROOT / ".models")
    parser.add_argument("--synthetic", type=int, default=200_000, metavar="COUNT")
    parser.add_argument("--figure", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if arguments.synthetic <= SYNTHETIC_QUERIES:
        parser.error(f"--synthetic must be above {SYNTHETIC_QUERIES}")
    folders = arguments.folders or [ROOT / "Fixtures/images/photos-faces"]
    faces, worse = read(folders, Reader(arguments.models))
    if not faces:
        sys.exit("no faces")
    result = report(Pairs(faces), worse, arguments.synthetic)
    curves = result.pop("curves", None)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n")
    if arguments.figure:
        if curves is None:
            sys.exit("no figure of so few pairs")
        figure(arguments.figure, result | {"curves": curves})


if __name__ == "__main__":
    main()
