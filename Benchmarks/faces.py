#!/usr/bin/env python3
"""Searches a million made-up faces with us, with faiss (IndexFlatIP) and with usearch (exact), in one run.

    faces.py FACE_FIGURES WORK [COUNT]

All search one query at a time on one thread. Faces are random directions about a common one, as the model's are (mean
cosine 0.1); of each query there is a face at a cosine of 0.4 to 0.9, or none. Recall is against IndexFlatIP, which compares with
every face in fp32.
"""
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

QUERIES = 100
NEAREST = 5

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")


def make(work: Path, count: int) -> None:
    import numpy as np
    random = np.random.default_rng(20261127)
    common = random.standard_normal(128).astype(np.float32)
    common /= np.linalg.norm(common)

    def directions(rows: int) -> np.ndarray:
        raw = random.standard_normal((rows, 128), dtype=np.float32) / np.float32(128**0.5) + np.float32(0.33) * common
        return raw / np.linalg.norm(raw, axis=1, keepdims=True)

    faces = directions(count)
    queries = directions(QUERIES)
    for row in range(0, QUERIES, 2):
        part = random.uniform(0.4, 0.9)
        queries[row] = part * faces[random.integers(count)] + (1 - part**2) ** 0.5 * queries[row]
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    faces.tofile(work / "faces.f32")
    queries.astype(np.float32).tofile(work / "queries.f32")


def peer(name: str, work: Path) -> None:
    """Runs in a process of its own, so that memory is its own."""
    import numpy as np
    faces = np.fromfile(work / "faces.f32", np.float32).reshape(-1, 128)
    queries = np.fromfile(work / "queries.f32", np.float32).reshape(-1, 128)
    started = time.monotonic()
    if name == "faiss":
        import faiss
        faiss.omp_set_num_threads(1)
        index = faiss.IndexFlatIP(128)
        index.add(faces)
        del faces
        search = lambda query: index.search(query[None], NEAREST)[1][0]
    else:
        from usearch.index import MetricKind, search as exact
        search = lambda query: exact(faces, query, NEAREST, MetricKind.IP, exact=True, threads=1).keys
    loaded = time.monotonic() - started
    search(queries[0])
    wall, cpu = time.monotonic(), time.process_time()
    rows = [[int(row) for row in search(query)] for query in queries]
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    print(json.dumps({
        "load": loaded, "wall": wall, "cpu": cpu, "rows": rows,
        "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


def main() -> None:
    if sys.argv[1] == "peer":
        return peer(sys.argv[2], Path(sys.argv[3]))
    figures, work = sys.argv[1], Path(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
    work = work / str(count)
    work.mkdir(parents=True, exist_ok=True)
    if not (work / "queries.f32").exists():
        make(work, count)
    peers = {
        name: json.loads(subprocess.check_output([sys.executable, __file__, "peer", name, str(work)]))
        for name in ["faiss", "usearch"]}
    ours = {}
    for line in subprocess.check_output([figures, str(work), str(count)], text=True).splitlines():
        name, *values = line.split()
        ours[name] = [float(value) for value in values]
    rows = [[int(row) for row in line.split()] for line in (work / "ours.txt").read_text().splitlines()]
    truth = peers["faiss"]["rows"]

    def recall(found: list) -> float:
        return sum(len(set(a) & set(b)) for a, b in zip(found, truth)) / sum(map(len, truth))

    print(f"{count} faces, {QUERIES} queries, the nearest {NEAREST}, one thread")
    print(f"{'':10}{'CPU ms/query':>14}{'wall':>8}{'recall':>8}{'ready s':>9}{'MB resident':>13}{'CPU beside ours':>17}")
    _, wall, cpu = ours["search"]
    for name, load, wall, cpu, found, rss in [
        ("ours", ours["open"][0], wall, cpu, rows, ours["resident"][0]),
        *((name, p["load"], p["wall"], p["cpu"], p["rows"], p["rss"]) for name, p in peers.items()),
    ]:
        print(f"{name:10}{cpu / QUERIES * 1e3:14.2f}{wall / QUERIES * 1e3:8.2f}{recall(found):8.4f}{load:9.3f}{rss / 1e6:13.0f}"
              f"{cpu / ours['search'][2]:17.2f}")
    print(f"ours maps {ours['mapped'][0] / 1e6:.0f} MB; made in {ours['build'][0]:.1f} s"
          + (f"; imported in {ours['import'][0]:.0f} s" if "import" in ours else ""))


main()
