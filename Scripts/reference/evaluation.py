#!/usr/bin/env python3
"""Writes Fixtures/evaluation/figures.json: what scikit-learn and SciPy make of several sets of scores.

    python3 Scripts/reference/evaluation.py [--check]

Sets are short lists, or recipes that the test repeats: a generator with a seed, so that ten thousand rows need no file.

--check  computes everything again and compares instead of writing
Needs requirements-evaluation.txt.
"""
import argparse
import json
import sys
from pathlib import Path

import numpy
import scipy
import sklearn
from scipy.stats import binomtest
from sklearn.calibration import calibration_curve
from sklearn.metrics import (average_precision_score, precision_recall_curve, precision_recall_fscore_support,
                             roc_auc_score, roc_curve)

TARGET = Path(__file__).resolve().parents[2] / "Fixtures/evaluation/figures.json"
THRESHOLDS = [0.05, 0.25, 0.5, 0.75, 0.95]
# Longer curves are compared by their lengths and sums.
LONGEST_LISTED_CURVE = 60
MASK = (1 << 64) - 1


class SplitMix:
    """SplitMix64, as the test has it."""

    def __init__(self, seed: int):
        self.state = seed

    def unit(self) -> float:
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return float((z ^ (z >> 31)) >> 11) / (1 << 53)


def drawn(recipe: dict) -> tuple[list[float], list[bool]]:
    """Scores of expected images lean up, those of others down; `levels` makes ties."""
    source = SplitMix(recipe["seed"])
    scores, truth = [], []
    for _ in range(recipe["count"]):
        positive = source.unit() < recipe["rate"]
        u = source.unit()
        score = 1 - u * u if positive else u * u
        if recipe["levels"] > 0:
            score = float(int(score * recipe["levels"])) / recipe["levels"]
        scores.append(score)
        truth.append(positive)
    return scores, truth


SETS = [
    {"name": "tiny", "scores": [0.1, 0.4, 0.35, 0.8], "truth": [False, False, True, True]},
    {"name": "one of each", "scores": [0.9, 0.2], "truth": [True, False]},
    {"name": "the wrong way round", "scores": [0.9, 0.8, 0.1], "truth": [False, False, True]},
    {"name": "all scores equal", "scores": [0.5] * 8, "truth": [True, False] * 4},
    {"name": "ties across classes", "scores": [0, 0, 0, 0.3, 0.3, 0.3, 0.7, 0.7, 1, 1],
     "truth": [False, False, True, False, True, False, True, False, True, True]},
    {"name": "expected ones alone", "scores": [0.2, 0.6, 0.6, 1], "truth": [True] * 4},
    {"name": "others alone", "scores": [0, 0.1, 0.1, 0.9], "truth": [False] * 4},
    {"name": "edges of bins", "scores": [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
     "truth": [False, False, True, False, False, True, False, True, True, False, True]},
    {"name": "forty", "recipe": {"seed": 7, "count": 40, "rate": 0.5, "levels": 0}},
    {"name": "few among many", "recipe": {"seed": 11, "count": 3000, "rate": 0.004, "levels": 0}},
    {"name": "many ties", "recipe": {"seed": 13, "count": 2000, "rate": 0.3, "levels": 20}},
    {"name": "ten thousand", "recipe": {"seed": 17, "count": 10000, "rate": 0.1, "levels": 0}},
]


def numbers(values) -> list:
    return [None if not numpy.isfinite(value) else float(value) for value in values]


def figures(entry: dict) -> dict:
    scores, truth = drawn(entry["recipe"]) if "recipe" in entry else (entry["scores"], entry["truth"])
    scores, truth = numpy.array(scores, dtype=float), numpy.array(truth, dtype=bool)
    positives, negatives = int(truth.sum()), int((~truth).sum())
    result = dict(entry, positives=positives, negatives=negatives)
    precision, recall, thresholds = precision_recall_curve(truth, scores) if positives else ([], [], [])
    alarms, found, _ = (
        roc_curve(truth, scores, drop_intermediate=False) if positives and negatives else ([], [], []))
    result["averagePrecision"] = float(average_precision_score(truth, scores)) if positives else None
    result["areaUnderROC"] = float(roc_auc_score(truth, scores)) if positives and negatives else None
    curves = {"precision": precision, "recall": recall, "thresholds": thresholds, "falseAlarms": alarms, "found": found}
    result["curves"] = {
        name: {"count": len(values), "sum": float(numpy.sum(values)),
               "values": numbers(values) if len(values) <= LONGEST_LISTED_CURVE else None}
        for name, values in curves.items()}
    result["at"] = []
    for threshold in THRESHOLDS:
        flagged = scores >= threshold
        with numpy.errstate(all="ignore"):
            p, r, f, _ = precision_recall_fscore_support(truth, flagged, average="binary", zero_division=numpy.nan)
        result["at"].append({"threshold": threshold, "flagged": int(flagged.sum()), "precision": numbers([p])[0],
                             "recall": numbers([r])[0], "f1": numbers([f])[0]})
    shares, means = calibration_curve(truth, scores, n_bins=10) if positives and negatives else ([], [])
    edges = numpy.linspace(0, 1, 11)
    bins = numpy.searchsorted(edges[1:-1], scores)
    counts = [int((bins == index).sum()) for index in range(10)]
    # scikit-learn has no expected calibration error; this is its definition on scikit-learn's bins.
    error = sum(
        (bins == index).sum() / len(scores) * abs(scores[bins == index].mean() - truth[bins == index].mean())
        for index in range(10) if (bins == index).any())
    result["calibration"] = {"counts": counts, "shares": numbers(shares), "means": numbers(means),
                             "expectedError": float(error)}
    return result


def intervals() -> list:
    pairs = [(0, 1), (1, 1), (0, 7), (7, 7), (3, 7), (1, 100), (99, 100), (50, 100), (123, 10000), (9999, 10000)]
    result = []
    for count, total in pairs:
        interval = binomtest(count, total).proportion_ci(0.95, method="wilson")
        result.append({"count": count, "of": total, "low": float(interval.low), "high": float(interval.high)})
    return result


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    document = {
        "versions": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": numpy.__version__},
        "intervals": intervals(),
        "sets": [figures(entry) for entry in SETS],
    }
    text = json.dumps(document, indent=1) + "\n"
    if options.check:
        if TARGET.read_text() != text:
            print(f"{TARGET} differs from what is computed now", file=sys.stderr)
            return 1
        return 0
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
