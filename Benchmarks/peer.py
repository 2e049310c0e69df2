#!/usr/bin/env python3
"""Runs `moderate` beside the Python peer on the peer's pictures: same scenes, same machine, same minute, in turn.

    peer.py MODERATE PEER_FOLDER WORK_FOLDER [ROUNDS] [OPTION FOR MODERATE ...]

Prints images per CPU second of the whole process, milliseconds per image and stage, peak memory, and how many of the
lines drawn into the pictures were read exactly. Each process gets one thread for its models and works on one picture at
a time; the rounds alternate, so that a machine that slows down slows down both.
"""
import collections
import json
import os
import statistics
import subprocess
import sys

WORDS = ["红包", "微信", "discount", "sale"]  # the peer's own default list


def run(command, output, **environment):
    """CPU seconds and peak resident MiB of one process, its standard output in a file."""
    with open(output, "wb") as out, open(output + ".err", "wb") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, env={**os.environ, **environment})
        _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1, 2):
        sys.exit(f"{command[0]} ended with {status}: see {output}.err")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def stages(path):
    """Mean milliseconds per image and stage of our own answers."""
    sums, count = collections.Counter(), 0
    for line in open(path, encoding="utf-8"):
        count += 1
        sums.update(json.loads(line)["timing"]["stageMilliseconds"])
    return {name: total / count for name, total in sums.most_common()}, count


def as_peer(path, adapted):
    """Our answers in the form that the peer's own quality script reads."""
    with open(adapted, "w", encoding="utf-8") as out:
        for line in open(path, encoding="utf-8"):
            answer = json.loads(line)
            text = [item["text"] for item in answer["text"]]
            out.write(json.dumps({"path": answer["source"], "text": text}, ensure_ascii=False) + "\n")


def main():
    moderate, peer, work = map(os.path.abspath, sys.argv[1:4])
    rounds = int((sys.argv[4:5] or ["3"])[0])
    extra = sys.argv[5:]
    python = os.path.join(work, ".venv/bin/python")
    images = os.path.join(work, "images")
    words = os.path.join(work, "words.txt")
    open(words, "w", encoding="utf-8").write("# name: peer\n# suggestion: REVIEW\n" + "\n".join(WORDS) + "\n")
    count = len(os.listdir(images))

    ours_output, peer_output = os.path.join(work, "moderate.jsonl"), os.path.join(work, "peer.jsonl")
    ours_command = [moderate, "--json", "--jobs", "1", "--scenes", "porn,text", "--words", words, *extra, images]
    peer_command = [
        python, os.path.join(peer, "peer_pipeline.py"), images, "--out", peer_output, "--workers", "1",
        "--ort-threads", "1", "--warmup", "0", "--ocr-all-frames", "--detectors", "nsfw,ocr,words,qr"]
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(run(ours_command, ours_output))
        theirs.append(run(peer_command, peer_output + ".out", OMP_NUM_THREADS="1"))

    print(f"{count} pictures, {rounds} rounds in turn, porn and text, one thread; whole processes, start included\n")
    print(f"{'':10}{'images per CPU s':>18}{'CPU ms per image':>18}{'peak MiB':>10}")
    for name, runs in (("moderate", ours), ("peer", theirs)):
        cpu = statistics.median(seconds for seconds, _ in runs)
        peak = max(memory for _, memory in runs)
        print(f"{name:10}{count / cpu:18.2f}{cpu * 1000 / count:18.1f}{peak:10.0f}")
    ratios = sorted(b[0] / a[0] for a, b in zip(ours, theirs))
    print(f"\npeer's CPU time by ours, round by round: {', '.join(f'{ratio:.2f}' for ratio in ratios)}")

    means, answers = stages(ours_output)
    if answers != count:
        sys.exit(f"moderate answered for {answers} of {count} pictures: see {ours_output}.err")
    print("\nmoderate, wall ms per image and stage: " + ", ".join(f"{k} {v:.1f}" for k, v in list(means.items())[:8]))
    summary = json.loads(open(peer_output + ".out.err", encoding="utf-8").read().strip().splitlines()[-1])
    peers = sorted(summary["cpu_mean_ms"].items(), key=lambda item: -item[1])
    print("peer, CPU ms per image and stage: " + ", ".join(f"{k} {v:.1f}" for k, v in peers if k != "total"))

    adapted = os.path.join(work, "moderate-as-peer.jsonl")
    as_peer(ours_output, adapted)
    print("\nlines read, by the peer's own script:", flush=True)
    subprocess.run([python, os.path.join(peer, "ocr_quality.py"), adapted, peer_output], cwd=work, check=True)


if __name__ == "__main__":
    main()
