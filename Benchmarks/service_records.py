#!/usr/bin/env python3
"""A million records behind the real service: p95 of each kind of search, memory, size on disk, time to start.

    service_records.py PROGRAM MODELS FIXTURES WORK [--count N] [--requests N] [--json FILE]

Records of the last thirty days, written into the store's tables while no service runs: texts of 0 to 400 characters, two thirds
Chinese, one third Latin, with words that are as frequent as words are; a PDQ hash each, some of them near each other; DataIds,
addresses, policies, labels; and each with the result that the service wrote of a photo. A few have words and hashes that no
other has, and the searches must find exactly those. The words are cut as the service cuts them, for these texts; where it came
to do otherwise, they would not be found and this would fail."""
import argparse
import hashlib
import itertools
import json
import pathlib
import random
import sys
import time
import urllib.parse

import service_store as store
from signed import Signed

DAYS = 30
BATCH = 10_000
GAP = "\ue000"
RARE = 7
COLUMNS = {
    "record": ["number", "account", "subAccount", "key", "interface", "application", "sceneName", "dataID", "requestID", "suggestion",
               "label", "subLabel", "score", "policy", "policyVersion", "sha256", "md5", "urlKey", "hasGaps", "rejection",
               "correction"],
    "recordDetail": ["number", "url", "text", "keywords", "codes", "scenes", "models", "width", "height", "format",
                     "durationMilliseconds", "result", "isCut", "thumbnail"],
    "recordFingerprint": ["sequence", "number", "pdq", "quality"],
    "recordText": ["body"],
}
LABELS = [("PASS", None), ("PASS", None), ("PASS", None), ("PASS", None), ("PASS", None), ("PASS", None), ("PASS", None),
          ("PASS", None), ("BLOCK", "Porn"), ("BLOCK", "Ad"), ("REVIEW", "Sexy"), ("REVIEW", "Abuse")]
COMMON = "今天天气很好我们一起去公园散步吧新品上市限时优惠欢迎咨询客服微信扫码关注公众号领取红包会议资料请在周五之前提交谢谢大家的支持和理解"


def word(number):
    """A made-up word of lower-case letters."""
    letters = ""
    number += 27
    while number:
        number, rest = divmod(number, 26)
        letters += chr(97 + rest)
    return letters


class Texts:
    def __init__(self, chance):
        self.chance = chance
        # The first word comes a thousand times as often as the thousandth.
        self.weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(20_000)))
        self.ranks = range(20_000)

    def latin(self, length):
        return " ".join(word(rank) for rank in self.chance.choices(self.ranks, cum_weights=self.weights, k=max(1, length // 5)))

    def chinese(self, length):
        runs, left = [], length
        while left > 0:
            size = min(left, self.chance.randrange(4, 24))
            left -= size
            ranks = self.chance.choices(range(3_000), cum_weights=self.weights[:3_000], k=size)
            runs.append("".join(COMMON[rank] if rank < len(COMMON) else chr(0x4E00 + rank * 6) for rank in ranks))
        return "\n".join(runs)

    def text(self):
        # Half of all pictures have no text.
        if self.chance.random() < 0.5:
            return ""
        length = min(400, int(self.chance.lognormvariate(3.5, 1)))
        return self.latin(length) if self.chance.random() < 1 / 3 else self.chinese(length)


def cut(texts):
    """As the service cuts words: of runs of Han each two neighbours and the last alone, other runs whole."""
    words = []
    for text in texts:
        if not text:
            continue
        if words:
            words.append(GAP)
        run = ""
        for sign in text.lower() + " ":
            joined = ord(sign) >= 0x4E00
            if sign.isalnum() and (not run or (ord(run[-1]) >= 0x4E00) == joined):
                run += sign
                continue
            if run:
                if ord(run[0]) >= 0x4E00:
                    words += [run[index : index + 2] for index in range(len(run) - 1)] + [run[-1], GAP]
                else:
                    words += [run[index : index + 48] for index in range(0, len(run), 48)]
            run = sign if sign.isalnum() else ""
    return " ".join(words)


def rows(count, account, result, chance):
    texts, now = Texts(chance), int(time.time() * 1000)
    step = DAYS * 86_400_000 // count
    models = json.dumps([{"name": "open_nsfw", "sha256": "0" * 64}, {"name": "ppocr", "sha256": "1" * 64}], separators=(",", ":"))
    hashes = [chance.randbytes(32) for _ in range(1000)]
    for index in range(count):
        number = (now - (count - index) * step) << 20 | chance.getrandbits(20)
        rare = index % (count // RARE) == count // RARE // 2
        suggestion, label = chance.choice(LABELS)
        text = texts.text() + ("\n罕见词语在此 zyxwvutsrare" if rare else "")
        keywords = ["限时优惠"] if label == "Ad" else []
        data_id, url = f"upload-{index}", f"https://img{index % 7}.example.org/{index % 997}/{index}.jpg"
        pdq = bytearray(chance.randbytes(32) if index % 100 else hashes[index // 100 % 1000])
        if rare:
            pdq = bytearray(b"\x5a" * 32)
            pdq[index % 32] ^= 1
        scenes = [{"scene": name, "suggestion": "PASS"} for name in ("porn", "terror", "text", "ad", "politics")]
        sha = hashlib.sha256(data_id.encode()).digest()
        yield (
            (number, account, None, store.KEY[0], "ims.ImageModeration", "", f"scene{index % 20}", data_id, f"request-{index}", suggestion,
             label, None, 0.9 if label else 0.1, "default", "1", sha, sha[:16],
             int.from_bytes(hashlib.sha256(url.encode()).digest()[:8], "big", signed=True), 0, None, None),
            (number, url, text, json.dumps(keywords, ensure_ascii=False, separators=(",", ":")), "[]",
             json.dumps(scenes, separators=(",", ":")), models, 1080, 1440, "jpeg", 85, result, 0, None),
            (number, bytes(pdq), 100),
            (number, cut([*text.split("\n"), *keywords, data_id, url])),
        )  # fmt: skip


def fill(work, count):
    database = store.opened(work)
    for table, columns in COLUMNS.items():
        store.expect(database, table, columns)
    account, result = database.execute("SELECT account, result FROM record JOIN recordDetail USING (number)").fetchone()
    made = rows(count, account, result, random.Random(20261128))
    while batch := list(itertools.islice(made, BATCH)):
        record, detail, fingerprint, text = zip(*batch)
        database.execute("BEGIN")
        database.executemany(f"INSERT INTO record VALUES ({','.join('?' * len(COLUMNS['record']))})", record)
        database.executemany(f"INSERT INTO recordDetail VALUES ({','.join('?' * len(COLUMNS['recordDetail']))})", detail)
        database.executemany("INSERT INTO recordFingerprint (number, pdq, quality) VALUES (?, ?, ?)", fingerprint)
        database.executemany("INSERT INTO recordText (rowid, body) VALUES (?, ?)", text)
        database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def searches(count):
    """Kinds of search: what is asked, by the number of the request, and how many records must come; None for any."""
    middle = count // 2
    return {
        "the newest 100": (lambda index: {}, 100),
        "a suggestion": (lambda index: {"suggestion": "BLOCK"}, 100),
        "a label and a scene's name": (lambda index: {"label": "Porn", "scene": f"scene{index % 20}"}, None),
        "a day two weeks ago": (lambda index: {
            "since": int(time.time() * 1000) - 15 * 86_400_000, "until": int(time.time() * 1000) - 14 * 86_400_000}, 100),
        "a DataId": (lambda index: {"dataId": f"upload-{middle + index}"}, 1),
        "an address": (lambda index: {
            "url": f"https://img{(middle + index) % 7}.example.org/{(middle + index) % 997}/{middle + index}.jpg"}, 1),
        "a SHA-256": (lambda index: {"sha256": hashlib.sha256(f"upload-{middle + index}".encode()).hexdigest()}, 1),
        "a rare word of two characters": (lambda index: {"text": "罕见"}, RARE),
        "a rare Latin word": (lambda index: {"text": "zyxwvutsrare"}, RARE),
        "a rare word of many characters": (lambda index: {"text": "罕见词语在此"}, RARE),
        "a frequent word of two characters": (lambda index: {"text": COMMON[:2]}, 100),
        "a frequent Latin word": (lambda index: {"text": word(0)}, 100),
        "a single frequent character": (lambda index: {"text": COMMON[0]}, 100),
        "two words": (lambda index: {"text": f"{COMMON[0]} {word(40)}"}, None),
        "a word that is nowhere": (lambda index: {"text": f"龘靐齉{index}"}, 0),
        "a frequent word and a label": (lambda index: {"text": COMMON[:2], "label": "Ad"}, None),
        "a picture, 4 bits": (lambda index: {"pdq": "5a" * 32 + ":4"}, RARE),
        "a picture, 31 bits": (lambda index: {"pdq": "5a" * 32 + ":31"}, RARE),
        "an application that none has": (lambda index: {"application": "nowhere"}, 0),
        "what was corrected": (lambda index: {"corrected": "true"}, 0),
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("models", type=pathlib.Path)
    parser.add_argument("fixtures", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    work, count = options.work, options.count
    if count < 10_000:
        parser.error("--count must be at least 10000")
    store.empty(work)
    picture = (options.fixtures / "images/photos-faces/hopper.jpg").read_bytes()

    def ask(value):
        status, answer = caller.native("GET", f"/v1/records?{urllib.parse.urlencode({'limit': 100} | value)}")
        if status != 200:
            sys.exit(f"{value}: HTTP {status}: {answer}")
        return answer["records"]

    service = store.Service(options.program, options.models, work, "v1")
    caller = Signed(service.port, store.KEY, timeout=600)
    print(f"start with an empty store: {service.started:.2f} s")
    caller.native("POST", "/v1/moderations", body=picture, kind="application/octet-stream")
    until = time.monotonic() + 30
    while not ask({}):
        if time.monotonic() > until:
            sys.exit("what was judged made no record within 30 s")
        time.sleep(0.2)
    store.told(work, service, "with one record")
    caller.close()
    service.stop()
    began = time.monotonic()
    fill(work, count)
    print(f"{count} records written in {time.monotonic() - began:.0f} s", flush=True)

    service = store.Service(options.program, options.models, work, "v1")
    caller = Signed(service.port, store.KEY, timeout=600)
    print(f"start with {count} records: {service.started:.2f} s")
    store.told(work, service, "before the first search")
    figures = {"count": count, "requests": options.requests, "start": service.started, "p95Milliseconds": {}}
    wrong = []
    store.head()
    for name, (asked, expected) in searches(count).items():
        began = time.perf_counter()
        found = len(ask(asked(0)))
        first = 1000 * (time.perf_counter() - began)
        if expected is not None and found != expected:
            wrong.append(f"{name}: expected {expected} records, got {found}")
        before = service.cpu_seconds()
        times = store.timed(options.requests, lambda index: ask(asked(index)))
        store.line(f"{name} (first: {first:.0f} ms)", times, service.cpu_seconds() - before)
        figures["p95Milliseconds"][name] = store.percentile(times, 0.95)
    page, pages = {}, 0
    began = time.perf_counter()
    while pages < min(50, count // 1000 - 1):
        status, answer = caller.native("GET", f"/v1/records?{urllib.parse.urlencode({'limit': 1000} | page)}")
        if status != 200 or not answer.get("next"):
            wrong.append(f"page {pages}: HTTP {status}, next {answer.get('next')}")
            break
        page, pages = {"after": answer["next"]}, pages + 1
    print(f"{pages} pages of 1000 records: {1000 * (time.perf_counter() - began) / max(1, pages):.1f} ms each")
    times = store.timed(options.requests, lambda index: caller.native(
        "POST", "/v1/moderations", body=picture, kind="application/octet-stream"))
    store.line("a picture judged meanwhile", times)
    store.told(work, service, f"with {count} records")
    figures |= {"memoryMiB": service.memory_mib(), "bytes": store.sizes(work)}
    service.stop()
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")
    if wrong:
        sys.exit("\n".join(wrong))


main()
