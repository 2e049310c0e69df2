#!/usr/bin/env python3
"""Trains the classes of Chinese text: abuse, advertising, gambling, fraud; linear over hashed groups of characters.

    python3 -m venv .venv && .venv/bin/pip install -r Scripts/training/requirements.txt
    .venv/bin/python Scripts/training/text_classes.py ROWS.tsv.gz            # writes the weights and the golden file
    .venv/bin/python Scripts/training/text_classes.py ROWS.tsv.gz --check    # trains again, compares, and measures

ROWS.tsv.gz is not in the repository: tab-separated labels, split, language, source, text, where the labels are abuse,
ads, porn, gambling, fraud, `1`, `0` or `?` each. Only Chinese rows of the split `train` teach, and beside them the
texts of `ordinary_texts.py` and `unwanted_texts.py`. The model card names the sources.

The file written: `TEXTCLS1`; the bits of a bucket and the number of classes, u32; for each class its scale and its bias,
f32; then for each bucket an i8 for each class. All little-endian. A weight is `sign(q) * (q / 127)^2 * scale`.

--check prints recall on the rows of the split `dev`, and false alarms of models that have not seen the source, on its
rows one by one and five put together, as lines of a picture are.
"""

import argparse
import functools
import gzip
import json
import re
import struct
import sys
import unicodedata
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

import ordinary_texts
import unwanted_texts

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = ROOT / "Models/weights/text-classes.i8"
GOLDEN = ROOT / "Fixtures/text/text-classes.json"
HAN_TABLE = ROOT / "Sources/TextMatching/Readings/SimplifiedHan+Traditional.swift"

CLASSES = ("abuse", "ads", "gambling", "fraud")
COLUMNS = ("abuse", "ads", "porn", "gambling", "fraud")
MAGIC = b"TEXTCLS1"
BITS = 18
# The scores at which a person is asked, as `TextClass.swift` has them.
THRESHOLDS = {"abuse": 2.4, "ads": 1.5, "gambling": -1.0, "fraud": 1.3}
# Liblinear's: inverse strength of the penalty, tolerance, the most iterations.
PENALTY, TOLERANCE, ITERATIONS = 12, 1e-3, 60
MAXIMUM_INPUT = 4000
MAXIMUM_LENGTH = 1000
MAXIMUM_DIGITS = 12
URL, MAIL, HANDLE = "\ue001", "\ue002", "\ue003"
TOP_LEVEL = set("com cn net org top xyz vip cc me io info shop club site app tv co hk tw".split())
NUMERALS = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
TOKEN = re.compile(r"(?:[a-z0-9.\-_%+@/?=&#~]|:(?=//))+")
EDGE = ".-_%+/?=&#~"


def simplified():
    literal = HAN_TABLE.read_text(encoding="utf-8").split('"""')[1].replace("\\\n", " ")
    return {ord(old): item[0] for item in literal.split() for old in item[1:]}


TO_SIMPLIFIED = simplified()


def token(match):
    """An address in place of its letters; anything else as it stands."""
    whole = match.group()
    text = whole.rstrip(EDGE)
    tail = whole[len(text) :]
    if text.startswith("@"):
        return HANDLE + tail if re.fullmatch(r"@[a-z0-9_]{2,}", text) else whole
    scheme = text.find("://")
    if scheme >= 0:
        return URL + tail
    name, sign, host = text.partition("@")
    if sign:
        return MAIL + tail if name and "@" not in host and "." in host[1:-1] else whole
    host, slash, _ = text.partition("/")
    labels = host.split(".")
    if len(labels) >= 2 and all(labels) and (labels[0] == "www" or labels[-1] in TOP_LEVEL):
        return URL + tail
    return whole


@functools.lru_cache(maxsize=None)
def kept(character):
    """The character, or a blank in its place."""
    return character if is_kept(character) else " "


def is_kept(character):
    code = ord(character)
    if 0xE001 <= code <= 0xE003 or 0x1F000 <= code <= 0x1FBFF or 0x2600 <= code <= 0x27BF:
        return True
    return unicodedata.category(character)[0] in "LN"


@functools.lru_cache(maxsize=None)
def is_dropped(character):
    code = ord(character)
    return character not in "\t\n\r" and (
        0x1F3FB <= code <= 0x1F3FF or unicodedata.category(character) in ("Cf", "Mn", "Me", "Cc")
    )


def normalized(text):
    text = text[:MAXIMUM_INPUT]
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = "".join(character for character in text if not is_dropped(character))
    text = text.translate(TO_SIMPLIFIED)
    text = TOKEN.sub(token, text)
    text = re.sub(r"(?<=[a-z])[$@!](?=[a-z])", lambda m: {"$": "s", "@": "a", "!": "i"}[m.group()], text)
    text = "".join(map(kept, text))
    text = re.sub(" +", " ", text).strip()
    text = re.sub(r"(?<![^ ])[a-z](?: [a-z]){2,}(?![^ ])", lambda m: m.group().replace(" ", ""), text)
    text = re.sub(f"[{NUMERALS}]{{5,}}", lambda m: "0" * len(m.group()), text)
    text = re.sub("[0-9]+", lambda m: "0" * min(len(m.group()), MAXIMUM_DIGITS), text)
    text = re.sub("(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)
    text = re.sub(r"([^0])\1{2,}", r"\1\1", text)
    return text[:MAXIMUM_LENGTH]


def is_cjk(codes):
    return ((codes >= 0x3400) & (codes <= 0x9FFF)) | (codes >= 0x20000)


def buckets(text):
    codes = np.frombuffer(("\x02" + text + "\x03").encode("utf-32-le"), dtype="<u4")
    cjk, wide = is_cjk(codes), (codes < 0x20) | (codes >= 0x80)
    found = []
    with np.errstate(over="ignore"):
        for size in range(1, 6):
            count = len(codes) - size + 1
            if count <= 0:
                break
            start = (2166136261 ^ (size * 0x9E3779B1)) & 0xFFFFFFFF
            values = np.full(count, start, dtype=np.uint32)
            some_cjk, some_wide = np.zeros(count, bool), np.zeros(count, bool)
            for offset in range(size):
                values = (values ^ codes[offset : offset + count]) * np.uint32(16777619)
                some_cjk |= cjk[offset : offset + count]
                some_wide |= wide[offset : offset + count]
            values ^= values >> np.uint32(15)
            values *= np.uint32(0x2C1B3C6D)
            values ^= values >> np.uint32(12)
            values *= np.uint32(0x297A2D39)
            values ^= values >> np.uint32(15)
            chosen = some_wide if size <= 2 else np.ones(count, bool) if size == 3 else ~some_cjk
            found.append(values[chosen] >> np.uint32(32 - BITS))
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.uint32)


def matrix(texts):
    rows = [buckets(normalized(text)) for text in texts]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    values = np.concatenate([np.full(len(row), 1 / np.sqrt(max(1, len(row)))) for row in rows])
    return csr_matrix((values, np.concatenate(rows), starts), shape=(len(rows), 1 << BITS))


class Rows:
    def __init__(self, path):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            next(file)
            rows = [line.rstrip("\n").split("\t", 4) for line in file]
        rows = [row for row in rows if row[2] == "zh"]
        own = [(text, (), "ordinary") for text in ordinary_texts.texts()]
        own += [(text, classes, "unwanted" if classes else "warning") for text, classes in unwanted_texts.texts()]
        own = sorted(set(own))
        self.texts = [row[4] for row in rows] + [row[0] for row in own]
        known = {"1": 1, "0": 0, "?": -1}
        self.labels = {
            name: np.array(
                [known[row[0][COLUMNS.index(name)]] for row in rows] + [int(name in classes) for _, classes, _ in own]
            )
            for name in CLASSES
        }
        self.split = np.array([row[1] for row in rows] + ["train"] * len(own))
        sources = [row[3].removesuffix("_train").removesuffix("_dev") for row in rows]
        self.source = np.array(sources + [row[2] for row in own])
        self.features = matrix(self.texts)


def train(rows, name, chosen):
    chosen = chosen & (rows.labels[name] >= 0)
    model = LogisticRegression(C=PENALTY, tol=TOLERANCE, max_iter=ITERATIONS, solver="liblinear")
    model.fit(rows.features[chosen], rows.labels[name][chosen])
    return model.coef_[0], model.intercept_[0]


def companded(weights):
    scale = np.float32(np.abs(weights).max())
    return np.round(np.sign(weights) * np.sqrt(np.abs(weights) / scale) * 127).astype(np.int8), scale


def expanded(values, scale):
    values = values.astype(np.float64)
    return np.sign(values) * (values / 127) ** 2 * float(scale)


def packed(models):
    parts = [companded(weights) for weights, _ in models]
    header = MAGIC + struct.pack("<II", BITS, len(models))
    header += b"".join(struct.pack("<ff", scale, bias) for (_, scale), (_, bias) in zip(parts, models))
    return header + np.stack([values for values, _ in parts], axis=1).tobytes()


def unpacked(data):
    bits, count = struct.unpack_from("<II", data, len(MAGIC))
    if data[: len(MAGIC)] != MAGIC or (bits, count) != (BITS, len(CLASSES)):
        sys.exit("the committed weights are of another kind")
    start = len(MAGIC) + 8
    values = np.frombuffer(data, np.int8, offset=start + 8 * count).reshape(1 << BITS, count)
    scales = [struct.unpack_from("<ff", data, start + 8 * index) for index in range(count)]
    return [(expanded(values[:, index], scale), bias) for index, (scale, bias) in enumerate(scales)]


# Made up for this purpose; none teaches.
GOLDEN_TEXTS = """\
加 V.信：ａｂｃ１２３４５６ 開戶送彩金！！！
【招商银行】您的验证码是123456，请勿泄露给他人
代开各类发票，点数低，联系电话13800000000
You stupid idiot, shut up
Win free spins at our online casino http://a.b/c
你就是个垃圾，滚出去
无抵押贷款，凭身份证当天放款
会议室已预订 10:00-11:30
一二三四五六七八九
🔥🔥限时特惠 全场3折起🔥
f.u.c.k you
二〇二四年十月
打击电信诈骗 不转账 不汇款
hello@x.com @bob www.test.com/abc
请看example.com/a?b=1，或写信到QQ:1234@qq.com。
加\u200b微\ufe0f信👍🏽好好好好好 a b c d e
價格 $100 sa$e n!ce ｶﾞ ﬁ é e\u0301
@ a@ @b . .com a..com www. http:// x@y@z.com
""".splitlines()


def golden(models):
    rows = []
    for text in GOLDEN_TEXTS:
        normal = normalized(text)
        found = buckets(normal)
        scores = {
            name: round(float(weights[found].sum() / np.sqrt(max(1, len(found))) + bias), 5)
            for name, (weights, bias) in zip(CLASSES, models)
        }
        first = [int(bucket) for bucket in found[:6]]
        rows.append({"text": text, "normalized": normal, "count": len(found), "first": first, "scores": scores})
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def share(values, threshold):
    return f"{(values >= threshold).sum():5} of {len(values):6} {100 * (values >= threshold).mean():7.3f} %"


def recall(rows, models):
    print("rows of the split dev at and above the threshold: of the class, and of none")
    for name, (weights, bias) in zip(CLASSES, models):
        scores = rows.features @ weights + bias
        for truth in 1, 0:
            for source in sorted(set(rows.source)):
                chosen = (rows.split == "dev") & (rows.source == source) & (rows.labels[name] == truth)
                if chosen.any():
                    print(f"{name:9} {truth} {source:14} {share(scores[chosen], THRESHOLDS[name])}")


def unseen(rows):
    """False alarms on each source by models trained without it."""
    print("rows without the class, of a source that the model has not seen: one by one, five together")
    sums = {name: ([], []) for name in CLASSES}
    for source in sorted(set(rows.source[(rows.split == "train") & ~np.char.startswith(rows.source, "synth")])):
        of_source = rows.source == source
        for name in CLASSES:
            clean = np.flatnonzero(of_source & (rows.labels[name] == 0))
            if len(clean) < 100:
                continue
            weights, bias = train(rows, name, (rows.split == "train") & ~of_source)
            weights = expanded(*companded(weights))
            alone = rows.features[clean] @ weights + bias
            five = [
                " ".join(rows.texts[index][:80] for index in clean[start : start + 5])
                for start in range(0, len(clean), 5)
            ]
            together = matrix(five) @ weights + bias
            sums[name][0].append(alone)
            sums[name][1].append(together)
            print(
                f"{name:9} {source:14} {share(alone, THRESHOLDS[name])}   {share(together, THRESHOLDS[name])}",
                flush=True,
            )
    for name in CLASSES:
        alone, together = (np.concatenate(part) for part in sums[name])
        print(f"{name:9} {'together':14} {share(alone, THRESHOLDS[name])}   {share(together, THRESHOLDS[name])}")
        for rate in 1e-3, 5e-4, 2e-4, 1e-4:
            print(
                f"{name:9} a rate of {rate:.4f} from {np.quantile(alone, 1 - rate):6.2f}, {np.quantile(together, 1 - rate):6.2f}"
            )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    rows = Rows(options.rows)
    teaching = rows.split == "train"
    models = [train(rows, name, teaching) for name in CLASSES]
    for name in CLASSES:
        known = rows.labels[name][teaching]
        print(f"{name}: {(known == 1).sum()} rows of the class, {(known == 0).sum()} without")
    data = packed(models)
    if not options.check:
        WEIGHTS.parent.mkdir(parents=True, exist_ok=True)
        WEIGHTS.write_bytes(data)
        GOLDEN.write_text(golden(unpacked(data)), encoding="utf-8")
        return
    committed = WEIGHTS.read_bytes()
    if GOLDEN.read_text(encoding="utf-8") != golden(unpacked(committed)):
        sys.exit("the golden file does not belong to the committed weights")
    recall(rows, unpacked(committed))
    unseen(rows)
    difference = max(
        np.abs(rows.features @ (old - new) + old_bias - new_bias).max()
        for (old, old_bias), (new, new_bias) in zip(unpacked(committed), unpacked(data))
    )
    print(f"largest difference of a score to the committed weights: {difference:.1e}")
    # Other processors round otherwise, and a rounded weight may fall one step further.
    if difference > 0.05:
        sys.exit("the committed weights are others")


if __name__ == "__main__":
    main()
