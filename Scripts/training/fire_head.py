#!/usr/bin/env python3
"""Trains the fire head: one linear layer over the 1,280 features of EfficientNet-lite2.

    python3 -m venv .venv && .venv/bin/pip install -r Scripts/training/requirements.txt
    .venv/bin/python Scripts/training/fire_head.py FEATURES.npz            # writes Models/weights/fire-head.f32
    .venv/bin/python Scripts/training/fire_head.py FEATURES.npz --check    # trains again, compares, and tests

FEATURES.npz holds no pictures: `l2_u8 * l2_scale` are the features of each picture, `y` its labels (1, 0, or -1 where
nobody knows; column 2 is fire), `source` where it is from, `split` what it is for. Only the rows of the split `train`
teach. The rest, among them every picture of the source `pratham`, is never seen in training. The thresholds that the
detector uses were taken with the head that comes of exactly this: with all rows the logits have another scale.

The file written is 1,281 little-endian float32 numbers: a weight for each feature, and the bias. The standardisation of
the features is folded into them.

--check prints, for each source of fire, how a head trained without that source does on it. R1 and R.1 are the recall
where 1 % and 0.1 % of the pictures without fire that no head was trained on pass for fire.
"""
import argparse
import sys
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

TARGET = Path(__file__).resolve().parents[2] / "Models" / "weights" / "fire-head.f32"
FIRE = 2
FEATURE_COUNT = 1280
# Added to each feature's deviation, so that features that hardly ever stir are not blown up.
DEVIATION_FLOOR = 1e-2
PENALTY = 1e-2
ITERATIONS = 60
# The logits at which 1 % and 0.1 % of 3,111 benign pictures passed for fire; those pictures are not in the file.
THRESHOLDS = (-1.38, 2.56)
# Other processors round the last digits of a sum otherwise.
TOLERANCE = 1e-3


# Log-odds of the groups of classes are in the columns of `zs_l2`: column, and the logits of 0.86 and 0.91.
GROUPS = {"firearm": (0, -4.49, -1.77), "blade": (1, -3.77, -1.20), "tank": (3, -4.56, -2.97)}


class Rows:
    def __init__(self, path):
        file = np.load(path, allow_pickle=False)
        self.features = file["l2_u8"].astype(np.float64) * file["l2_scale"].astype(np.float64)
        self.labels, self.group_logits = file["y"], file["zs_l2"]
        self.fire = self.labels[:, FIRE]
        self.source, self.split = file["source"], file["split"]
        # Pictures without fire that teach no head.
        self.unseen_benign = (self.fire == 0) & np.isin(self.split, ["hardneg", "testneg"])
        self.fire_sources = sorted(set(self.source[self.fire == 1]))


def row_weights(sources, truths):
    """Small sources count for more, and pictures with and without fire count the same in sum."""
    weights = np.zeros(len(truths))
    for source in sorted(set(sources)):
        for value in (0, 1):
            chosen = (sources == source) & (truths == value)
            if chosen.any():
                weights[chosen] = 1 / np.sqrt(chosen.sum())
    for value in (0, 1):
        weights[truths == value] *= 0.5 / weights[truths == value].sum()
    return weights


def train(rows, chosen):
    """Weights and bias for plain features, and how many iterations they took."""
    mean = rows.features[chosen].mean(axis=0)
    deviation = rows.features[chosen].std(axis=0) + DEVIATION_FLOOR
    known = chosen & (rows.fire >= 0)
    inputs = (rows.features[known] - mean) / deviation
    truths = rows.fire[known].astype(np.float64)
    weights = row_weights(rows.source[known], truths)

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
    return slopes, answer.x[-1] - slopes @ mean, answer.nit


def average_precision(positive, negative):
    logits = np.concatenate([positive, negative])
    truths = np.concatenate([np.ones(len(positive)), np.zeros(len(negative))])
    truths = truths[np.argsort(-logits, kind="stable")]
    return (np.cumsum(truths) / np.arange(1, len(truths) + 1))[truths == 1].mean()


def shares(values, thresholds):
    return " ".join(f"{(values >= threshold).mean():5.3f}" for threshold in thresholds)


def table(rows):
    """One line for each source of fire, by a head that has not seen it."""
    print(f"unseen pictures without fire: {rows.unseen_benign.sum()}")
    print("source   rows of fire     AP    R1   R.1   and recall, false alarms at the detector's thresholds")
    for source in rows.fire_sources:
        slopes, bias, _ = train(rows, (rows.split == "train") & (rows.source != source))
        logits = rows.features @ slopes + bias
        fire = logits[(rows.source == source) & (rows.fire == 1)]
        benign = logits[rows.unseen_benign]
        measured = np.quantile(benign, [0.99, 0.999])
        print(
            f"{source:8} {len(fire):12} {average_precision(fire, benign):6.3f} {shares(fire, measured)}"
            f"   {shares(fire, THRESHOLDS)}   {shares(benign, THRESHOLDS)}"
        )


def by_source(rows, slopes, bias):
    """False alarms of the head that is shipped, on pictures that did not teach it."""
    logits = rows.features @ slopes + bias
    print("shipped head, pictures without fire that it has not seen: share over each threshold")
    for source in sorted(set(rows.source[rows.unseen_benign])):
        chosen = rows.unseen_benign & (rows.source == source)
        print(f"{source:8} {chosen.sum():12}   {shares(logits[chosen], THRESHOLDS)}")
    print(f"{'together':8} {rows.unseen_benign.sum():12}   {shares(logits[rows.unseen_benign], THRESHOLDS)}")


def groups(rows):
    """Recall and false alarms of the groups of classes, which learned from none of these pictures."""
    benign = (rows.labels <= 0).all(axis=1)
    for name, (column, *thresholds) in GROUPS.items():
        truths, logits = rows.labels[:, column], rows.group_logits[:, column]
        print(f"{name}: recall and false alarms at {thresholds[0]} and {thresholds[1]}, by source and together")
        for kind, chosen in ("with", truths == 1), ("without", benign & (truths == 0)):
            for source in [*sorted(set(rows.source[chosen])), "together"]:
                these = chosen if source == "together" else chosen & (rows.source == source)
                print(f"{kind:8} {source:8} {these.sum():6}   {shares(logits[these], thresholds)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("features", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    rows = Rows(options.features)
    slopes, bias, iterations = train(rows, rows.split == "train")
    head = np.append(slopes, bias).astype("<f4")
    print(f"trained on {((rows.split == 'train') & (rows.fire >= 0)).sum()} rows in {iterations} iterations")
    if not options.check:
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_bytes(head.tobytes())
        return
    committed = np.fromfile(TARGET, dtype="<f4").astype(np.float64)
    if committed.shape != head.shape:
        sys.exit(f"{TARGET} holds {len(committed)} numbers, not {len(head)}")
    difference = np.abs(rows.features @ (committed[:-1] - head[:-1]) + committed[-1] - head[-1]).max()
    print(f"largest difference of a logit to the committed head: {difference:.1e}")
    table(rows)
    by_source(rows, committed[:-1], committed[-1])
    groups(rows)
    if difference > TOLERANCE:
        sys.exit("the committed head is another one")


if __name__ == "__main__":
    main()
