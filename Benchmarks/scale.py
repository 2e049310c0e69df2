#!/usr/bin/env python3
"""One image at a time and several: what a second one gains, and which stages an image's time goes to.

    scale.py MODERATE PICTURES WORK_FOLDER [ROUNDS] [OPTION FOR MODERATE ...]

Runs `moderate` over the same pictures with 1, 2, … jobs, up to the processors that there are, in turn. Compare CPU time:
on a shared machine wall time says what the others left over.
"""
import os
import statistics
import sys
import time

from peer import cpu, run, stages


def main():
    moderate, pictures, work = map(os.path.abspath, sys.argv[1:4])
    rounds, extra = int((sys.argv[4:5] or ["3"])[0]), sys.argv[5:]
    os.makedirs(work, exist_ok=True)
    jobs = [count for count in (1, 2, 4, 8) if count <= len(os.sched_getaffinity(0))]
    runs, output = {count: [] for count in jobs}, os.path.join(work, "scale.jsonl")
    command = [moderate, "--json", "--quiet", "--remember", "0", *extra]
    for _ in range(rounds):
        for count in jobs:
            start = time.monotonic()
            seconds, peak = run([*command, "--jobs", str(count), pictures], f"{output}.{count}")
            runs[count].append((seconds, time.monotonic() - start, peak))
    images = stages(f"{output}.1")[1]
    print(f"{cpu()}\n{images} pictures, {rounds} rounds in turn; whole processes, start included; medians\n")
    print(f"{'jobs':>6}{'CPU ms per image':>18}{'images per s':>14}{'of one job':>12}{'peak MiB':>10}")
    for count in jobs:
        seconds, wall, peak = (statistics.median(values) for values in zip(*runs[count]))
        gain = statistics.median(one[1] / many[1] for one, many in zip(runs[1], runs[count]))
        print(f"{count:6}{seconds * 1000 / images:18.1f}{images / wall:14.2f}{gain:11.2f}×{peak:10.0f}")
    means = stages(f"{output}.1")[0]
    total = sum(means.values())
    print("\nshares by stage, one job, wall time:")
    for name, value in means.items():
        if value / total >= 0.005:
            print(f"  {name:32}{value:8.1f} ms{100 * value / total:7.1f} %")


if __name__ == "__main__":
    main()
