#!/usr/bin/env python3
"""Searches in lists of known pictures beside faiss: CPU time, memory and recall, on the same hashes in the same run.

    pictures.py FIGURES WORK_FOLDER [COUNT]

FIGURES is the program PictureFigures; COUNT is how many entries a list has, a million by default. Four lists: hashes of
chance; near duplicates of a thousand pictures; hashes that share half of their bits; hashes that share all but 48 bits.
Half of the queries are entries with up to 31 bits turned, half are unknown; of the hardest list all are entries. What
IndexBinaryFlat finds is the truth. Both run on one thread. Needs pdqhash, faiss and NumPy; `./run bench pictures` sees to that.
"""
import json
import subprocess
import sys
import time
from pathlib import Path

import faiss
import numpy
import pdqhash

DISTANCE = 31
PICTURES = 40
VIEWS = 8


def chance(random, count):
    """Hashes as PDQ makes them: one half of the bits is 1."""
    order = random.random((count, 256), dtype=numpy.float32).argpartition(128, axis=1)[:, :128]
    bits = numpy.zeros((count, 256), numpy.uint8)
    numpy.put_along_axis(bits, order, 1, axis=1)
    return numpy.packbits(bits, axis=1)


def turned(random, hashes, most):
    """The same hashes with up to so many bits turned in each."""
    bits = numpy.unpackbits(hashes, axis=1)
    for row, count in zip(bits, random.integers(0, most + 1, len(bits))):
        row[random.integers(0, 256, count)] ^= 1
    return numpy.packbits(bits, axis=1)


def blocks(make, count, size=50_000):
    return numpy.concatenate([make(min(size, count - start)) for start in range(0, count, size)])


def near_duplicates(random, count):
    families = chance(random, 1000)
    return blocks(lambda size: turned(random, families[random.integers(0, 1000, size)], 24), count)


def sharing(random, count, shared_bits):
    hashes = blocks(lambda size: chance(random, size), count)
    hashes[:, : shared_bits // 8] = chance(random, 1)[0, : shared_bits // 8]
    return hashes


def lists(random, count):
    yield "chance", blocks(lambda size: chance(random, size), count), 0.5, PICTURES
    yield "near duplicates of 1000", near_duplicates(random, count), 0.5, PICTURES
    yield "128 bits shared", sharing(random, count, 128), 1, PICTURES
    # Every entry is within reach of every other: 48 bits are left to chance.
    yield "208 bits shared", sharing(random, count, 208), 1, 1


def search(index, queries):
    start = time.process_time()
    limits, distances, found = index.range_search(queries, DISTANCE + 1)
    seconds = time.process_time() - start
    return seconds / len(queries) * 1000, keys(numpy.repeat(numpy.arange(len(queries)), numpy.diff(limits.astype(numpy.int64))), found, distances)


def keys(queries, entries, distances):
    """Query, entry and distance of each answer as one number."""
    return queries.astype(numpy.int64) << 32 | entries.astype(numpy.int64) << 9 | distances.astype(numpy.int64)


def flat_reference():
    """That the hashes of pdqhash are what is searched here: bits in this order, half of them 1."""
    picture = numpy.random.default_rng(3).integers(0, 256, (32, 32, 3), dtype=numpy.uint8).repeat(16, 0).repeat(16, 1)
    bits, quality = pdqhash.compute(picture)
    assert bits.shape == (256,) and quality == 100 and bits.sum() == 128, (bits.sum(), quality)


def main():
    figures, work = sys.argv[1], Path(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
    faiss.omp_set_num_threads(1)
    flat_reference()
    random = numpy.random.default_rng(11)
    print(f"{count} entries, {PICTURES * VIEWS} hashes asked for ({VIEWS} of the last list), within {DISTANCE} bits, one thread, CPU time")
    print("list | ms a hash | ms a picture | slowest | read s | index s | list MiB | all MiB | recall | faiss flat ms | multi-hash ms | its recall")
    for name, hashes, share, pictures in lists(random, count):
        queries = chance(random, pictures * VIEWS)
        known = random.random(len(queries)) < share
        queries[known] = turned(random, hashes[random.integers(0, len(hashes), known.sum())], DISTANCE)
        hashes = numpy.unique(hashes, axis=0)
        # Fewer ones than a list keeps.
        hashes = hashes[numpy.unpackbits(hashes, axis=1).sum(axis=1) >= 108]
        (work / "list.tsv").write_text("".join(f"{row.tobytes().hex()}\t100\tpicture {i}.jpg\n" for i, row in enumerate(hashes)))
        (work / "queries.txt").write_text("".join(row.tobytes().hex() + "\n" for row in queries))
        run = subprocess.run(
            [figures, work / "list.tsv", work / "queries.txt", work / "answers.tsv"], capture_output=True, text=True, check=True)
        ours = json.loads(run.stdout)
        if ours["entries"] != len(hashes):
            sys.exit(f"{name}: {len(hashes)} hashes, {ours['entries']} entries")
        answers = keys(*numpy.fromstring((work / "answers.tsv").read_text(), dtype=numpy.int64, sep=" ").reshape(-1, 3).T)
        index = faiss.IndexBinaryFlat(256)
        index.add(hashes)
        flat_time, truth = search(index, queries)
        # 16 tables of 16 bits with one flip each: the same exact search as ours, as faiss does it.
        multi = faiss.IndexBinaryMultiHash(256, 16, 16)
        multi.nflip = 1
        multi.add(hashes)
        # Of crowded lists it compares with every member of every piece: eight queries say what that costs.
        asked = len(queries) if share < 1 else VIEWS
        multi_time, multi_found = search(multi, queries[:asked])
        multi_truth = truth[truth >> 32 < asked]
        hits = len(numpy.intersect1d(answers, truth))
        print(
            f"{name} | {ours['hashMilliseconds']:.3f} | {ours['pictureMilliseconds']:.2f} | {ours['slowestMilliseconds']:.2f} | "
            f"{ours['readSeconds']:.2f} | {ours['buildSeconds']:.2f} | {ours['listMiB']:.0f} | {ours['allMiB']:.0f} | "
            f"{hits / max(1, len(truth)):.4f} of {len(truth)}, {len(answers) - hits} wrong | {flat_time:.2f} | {multi_time:.2f} | "
            f"{len(numpy.intersect1d(multi_found, multi_truth)) / max(1, len(multi_truth)):.4f}",
            flush=True)
        del index, multi


main()
