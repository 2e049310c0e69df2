#!/usr/bin/env python3
"""Trains the heads of the terror scene: linear layers over the 1,280 features of EfficientNet-lite2.

    python3 -m venv .venv && .venv/bin/pip install -r Scripts/training/requirements.txt
    .venv/bin/python Scripts/training/negatives.py NEGATIVES.npz
    .venv/bin/python Scripts/training/heads.py FEATURES.npz NEGATIVES.npz            # writes Models/weights
    .venv/bin/python Scripts/training/heads.py FEATURES.npz NEGATIVES.npz --check    # trains again, compares, and tests

FEATURES.npz holds no pictures: `l2_u8 * l2_scale` are the features of each picture, `y` its labels (1, 0, or -1 where
nobody knows; columns as in HEADS), `zs_l2` log-odds of groups of classes, `source` where it is from. NEGATIVES.npz
holds features of drawn pictures, which show none of the four; each kind of them counts as a source.

Fire has no class in ImageNet-1k: its head stands alone. Firearms and blades have classes, whose log-odds find them;
their heads are a second opinion, which takes back what only looks like one.

The shipped heads learn from all rows. What is said of them is cross-fitted: --check trains one head for each repository
without that repository, and asks it about that repository alone. The thresholds are quantiles of these answers.

A file written is 1,281 little-endian float32 numbers: a weight for each feature, and the bias. The standardisation of
the features is folded into them.
"""
import argparse
import sys
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

WEIGHTS = Path(__file__).resolve().parents[2] / "Models" / "weights"
FEATURE_COUNT = 1280
# Added to each feature's deviation, so that features that hardly ever stir are not blown up.
DEVIATION_FLOOR = 1e-2
PENALTY = 1e-2
ITERATIONS = 60
# Other processors round otherwise, the network's features too.
TOLERANCE = 0.05
# Name: column of the labels.
HEADS = {"fire": 2, "firearm": 0, "blade": 1}
# Logits of fire at 0.86 and 0.91; the least logits of the second opinions.
FIRE = (0.78, 3.82)
LEAST = {"firearm": -1.0, "blade": 0.5}
# Log-odds of groups of classes: column of `zs_l2`, and those of 0.86 and 0.91.
GROUPS = {"firearm": (0, -4.49, -1.77), "blade": (1, -3.77, -1.20), "tank": (3, -3.5, -2.97)}
# Sources that one person gathered count as one.
REPOSITORIES = {"sparshw": "sparsh", "sparshd": "sparsh", "sparshi": "sparsh", "c101n": "c101"}
# Pictures of things that somebody chose because they look like weapons in a hand.
HAND_HELD = "sparshi"


class Rows:
    def __init__(self, features, negatives):
        file, drawn = np.load(features, allow_pickle=False), np.load(negatives, allow_pickle=False)
        scale = file["l2_scale"].astype(np.float64)
        self.features = file["l2_u8"].astype(np.float64) * scale
        # In the same steps, which also hides how a processor rounds.
        self.drawn = np.clip(np.round(drawn["features"] / scale), 0, 255) * scale
        self.labels, self.group_logits = file["y"], file["zs_l2"]
        self.source = file["source"].astype("U24")
        self.kind = np.char.add("drawn ", drawn["kind"]).astype("U24")
        self.repository = np.array([REPOSITORIES.get(source, source) for source in self.source])
        self.benign = (self.labels <= 0).all(axis=1)


def row_weights(sources, truths):
    """Small sources count for more, and pictures with and without count the same in sum."""
    weights = np.zeros(len(truths))
    for source in sorted(set(sources)):
        for value in (0, 1):
            chosen = (sources == source) & (truths == value)
            if chosen.any():
                weights[chosen] = 1 / np.sqrt(chosen.sum())
    for value in (0, 1):
        weights[truths == value] *= 0.5 / weights[truths == value].sum()
    return weights


def train(rows, column, chosen):
    """Weights and bias for plain features."""
    known = chosen & (rows.labels[:, column] >= 0)
    features = np.concatenate([rows.features[known], rows.drawn])
    truths = np.concatenate([rows.labels[known, column], np.zeros(len(rows.drawn))])
    weights = row_weights(np.concatenate([rows.source[known], rows.kind]), truths)
    mean, deviation = features.mean(axis=0), features.std(axis=0) + DEVIATION_FLOOR
    inputs = (features - mean) / deviation

    def loss(parameters):
        slopes, bias = parameters[:-1], parameters[-1]
        logits = inputs @ slopes + bias
        entropy = weights @ (np.logaddexp(0, logits) - truths * logits)
        errors = weights * (1 / (1 + np.exp(-logits)) - truths)
        gradient = np.append(inputs.T @ errors + 2 * PENALTY * slopes, errors.sum())
        return entropy + PENALTY * slopes @ slopes, gradient

    answer = minimize(
        loss, np.zeros(FEATURE_COUNT + 1), jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS}
    )
    slopes = answer.x[:-1] / deviation
    return slopes, answer.x[-1] - slopes @ mean


def cross_fitted(rows, column):
    """The logit of each row by a head that has seen no row of its repository."""
    logits = np.zeros(len(rows.source))
    for repository in sorted(set(rows.repository)):
        its = rows.repository == repository
        slopes, bias = train(rows, column, ~its)
        logits[its] = rows.features[its] @ slopes + bias
    return logits


def interval(hits, count):
    """Wilson's 95 % interval of a share."""
    share, z2 = hits / count, 1.96**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = 1.96 * np.sqrt(share * (1 - share) / count + z2 / (4 * count**2)) / (1 + z2 / count)
    return f"{share:6.2%} [{max(0, middle - half):6.2%}, {middle + half:6.2%}]"


def report(title, rows, truths, columns):
    """Shares of each source and of all, with intervals, for each named set of hits."""
    print(f"{title}: {', '.join(columns)}")
    for kind, chosen in ("with", truths == 1), ("without", rows.benign & (truths == 0)):
        groups = [(source, chosen & (rows.source == source)) for source in sorted(set(rows.source[chosen]))]
        groups.append(("all but hand-held", chosen & (rows.source != HAND_HELD)))
        for source, these in [*groups, ("together", chosen)]:
            count = int(these.sum())
            shares = "   ".join(interval(int(hits[these].sum()), count) for hits in columns.values())
            print(f"  {kind:8} {source:18} {count:6}   {shares}")


def check(rows, heads):
    fire = cross_fitted(rows, HEADS["fire"])
    truths = rows.labels[:, HEADS["fire"]]
    without = fire[rows.benign & (truths == 0)]
    print(f"fire: 1 % and 0.1 % of {len(without)} pictures reach {np.quantile(without, [0.99, 0.999]).round(2)}")
    report("fire, cross-fitted", rows, truths, {"review": fire >= FIRE[0], "block": fire > FIRE[1]})
    for name, (column, review, block) in GROUPS.items():
        truths, logits = rows.labels[:, column], rows.group_logits[:, column]
        columns = {"review": logits >= review, "block": logits > block}
        if name in LEAST:
            second = cross_fitted(rows, column)
            agreed = second >= LEAST[name]
            columns |= {f"{column}, agreed": hits & agreed for column, hits in columns.items()}
        report(f"{name}, second opinion cross-fitted", rows, truths, columns)
    for name, (slopes, bias) in heads.items():
        logits = rows.drawn @ slopes + bias
        least = FIRE[0] if name == "fire" else LEAST[name]
        print(f"{name}: of {len(logits)} drawn pictures, which taught it, {(logits >= least).sum()} reach {least}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("features", type=Path)
    parser.add_argument("negatives", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    rows, heads, worst = Rows(options.features, options.negatives), {}, 0.0
    for name, column in HEADS.items():
        heads[name] = slopes, bias = train(rows, column, np.ones(len(rows.source), bool))
        target = WEIGHTS / f"{name}-head.f32"
        if not options.check:
            target.write_bytes(np.append(slopes, bias).astype("<f4").tobytes())
            continue
        committed = np.fromfile(target, dtype="<f4").astype(np.float64)
        if len(committed) != FEATURE_COUNT + 1:
            sys.exit(f"{target} holds {len(committed)} numbers, not {FEATURE_COUNT + 1}")
        difference = np.abs(rows.features @ (committed[:-1] - slopes) + committed[-1] - bias).max()
        print(f"{name}: largest difference of a logit to the committed head: {difference:.1e}")
        worst, heads[name] = max(worst, difference), (committed[:-1], committed[-1])
    if options.check:
        check(rows, heads)
    if worst > TOLERANCE:
        sys.exit("a committed head is another one")


if __name__ == "__main__":
    main()
