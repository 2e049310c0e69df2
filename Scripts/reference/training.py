#!/usr/bin/env python3
"""Writes Fixtures/training/vectors.json: what scikit-learn and SciPy make of small numbers, for `moderate train`.

    python3 -m venv .venv && .venv/bin/pip install -r Scripts/reference/requirements-training.txt
    .venv/bin/python Scripts/reference/training.py [--check]

fits: rows, truths, weights of the rows; the slopes and the bias of scikit-learn's LogisticRegression on standardised
columns (deviation plus 0.01) with C = 1 / (2 · penalty), folded back to plain rows. areas: roc_auc_score, ties among
them. intervals: Wilson's, by scipy.stats.binomtest.
"""
import argparse
import json
import random
import sys
from pathlib import Path

import numpy as np
from scipy.stats import binomtest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

TARGET = Path(__file__).resolve().parents[2] / "Fixtures" / "training" / "vectors.json"
DEVIATION_FLOOR = 1e-2
# Rows, columns, penalty.
FITS = [(24, 3, 0.01), (60, 19, 0.01), (30, 40, 0.01), (50, 8, 0.5)]
TOLERANCE = 1e-6


def fit(count, width, penalty, seed):
    source = random.Random(seed)
    truths = [source.random() < 0.35 for _ in range(count)]
    rows = [[round(source.gauss(0.6 if truth and column % 3 == 0 else 0, 1), 3) for column in range(width)]
            for truth in truths]
    # A column that never stirs.
    for row in rows:
        row[-1] = 0.25
    weights = np.array([source.randint(1, 5) for _ in range(count)], float)
    weights /= weights.sum()
    plain = np.array(rows, np.float32).astype(float)
    mean, deviation = plain.mean(axis=0), plain.std(axis=0) + DEVIATION_FLOOR
    model = LogisticRegression(C=1 / (2 * penalty), solver="newton-cholesky", tol=1e-12, max_iter=1000)
    model.fit((plain - mean) / deviation, truths, sample_weight=weights)
    slopes = model.coef_[0] / deviation
    bias = float(model.intercept_[0] - slopes @ mean)
    return {"rows": rows, "truths": truths, "rowWeights": weights.tolist(), "penalty": penalty,
            "weights": slopes.tolist(), "bias": bias}


def area(seed):
    source = random.Random(seed)
    with_ = [round(source.gauss(0.7, 1), 1) for _ in range(source.randint(3, 30))]
    without = [round(source.gauss(0, 1), 1) for _ in range(source.randint(3, 40))]
    truths = [1] * len(with_) + [0] * len(without)
    return {"with": with_, "without": without, "area": float(roc_auc_score(truths, with_ + without))}


def interval(hits, count):
    found = binomtest(hits, count).proportion_ci(method="wilson")
    return {"hits": hits, "count": count, "low": float(found.low), "high": float(found.high)}


def vectors():
    return {
        "fits": [fit(*numbers, seed) for seed, numbers in enumerate(FITS)],
        "areas": [area(seed) for seed in range(8)],
        "intervals": [
            interval(*pair) for pair in [(0, 1), (1, 1), (0, 50), (3, 300), (49, 50), (17, 40), (1000, 1000)]
        ],
    }


def differs(old, new):
    """Whether two documents differ by more than rounding."""
    if isinstance(new, dict):
        return old.keys() != new.keys() or any(differs(old[key], new[key]) for key in new)
    if isinstance(new, list):
        return len(old) != len(new) or any(differs(*pair) for pair in zip(old, new))
    return abs(old - new) > TOLERANCE


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    document = vectors()
    if parser.parse_args().check:
        sys.exit("differs" if differs(json.loads(TARGET.read_text()), document) else 0)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(document) + "\n")


if __name__ == "__main__":
    main()
