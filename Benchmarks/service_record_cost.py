#!/usr/bin/env python3
"""What a record costs a moderation: two services on the same photos in turns, one keeps records for 30 days, one none.

    service_record_cost.py PROGRAM MODELS FIXTURES WORK [--folder NAME] [--blocks N] [--rounds N]

A block is each photo so many times, each time with another comment in its file, since hashes of equal bytes are remembered: one
request after another over one connection. The two services take turns, and which is first. Processor time is of the service and
its workers, the writing after the block's last answer included."""
import argparse
import pathlib
import statistics
import struct
import sys
import time
import zlib

import service_store as store
from signed import Signed

KEPT = (30, 0)
# Records are written each second.
WRITTEN_AFTER_SECONDS = 1.5


def commented(picture, text):
    """The same pixels in other bytes."""
    if picture.startswith(b"\xff\xd8"):
        return picture[:2] + b"\xff\xfe" + struct.pack(">H", 2 + len(text)) + text + picture[2:]
    end = picture.rindex(b"IEND") - 4
    chunk = b"tEXtComment\0" + text
    return picture[:end] + struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) + picture[end:]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("models", type=pathlib.Path)
    parser.add_argument("fixtures", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--folder", default="photos-faces", help="of PNG and JPEG in FIXTURES/images")
    parser.add_argument("--blocks", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=15, help="how often a block has each photo")
    options = parser.parse_args()
    photos = [path.read_bytes() for path in sorted((options.fixtures / "images" / options.folder).glob("*.[jp][pn]g"))]
    count = len(photos) * options.rounds
    services, callers = {}, {}
    for days in KEPT:
        work = options.work / f"days-{days}"
        store.empty(work)
        services[days] = store.Service(options.program, options.models, work, "v1", f"records: {{days: {days}}}\n")
        callers[days] = Signed(services[days].port, store.KEY, timeout=600)

    def judge(days, block, index):
        body = commented(photos[index % len(photos)], f"{block} {index}".encode())
        status, answer = callers[days].native("POST", "/v1/moderations", body=body, kind="application/octet-stream")
        if status != 200:
            sys.exit(f"HTTP {status}: {answer}")

    times, cpu = {days: [] for days in KEPT}, {days: [] for days in KEPT}
    for block in range(options.blocks + 1):
        for days in KEPT if block % 2 else reversed(KEPT):
            before = services[days].cpu_seconds()
            taken = store.timed(count, lambda index: judge(days, block, index))
            time.sleep(WRITTEN_AFTER_SECONDS)
            # The first block warms up.
            if block:
                times[days].append(taken)
                cpu[days].append(1000 * (services[days].cpu_seconds() - before) / count)
    store.head()
    for days in KEPT:
        all_times = [one for block in times[days] for one in block]
        store.line(f"records.days {days}", all_times, sum(cpu[days]) * count / 1000)
    more = sorted(kept - none for kept, none in zip(cpu[30], cpu[0]))
    later = sorted(statistics.median(kept) - statistics.median(none) for kept, none in zip(times[30], times[0]))
    print(f"a record costs {statistics.median(more):.2f} ms of processor time (pairs of blocks: {more[0]:.2f} to {more[-1]:.2f}); "
          f"the answer's p50 is {statistics.median(later):.2f} ms later ({later[0]:.2f} to {later[-1]:.2f})")
    status, answer = callers[30].native("GET", "/v1/records?limit=1")
    if status != 200 or len(answer["records"]) != 1:
        sys.exit(f"no records are kept: HTTP {status}: {answer}")
    status, answer = callers[0].native("GET", "/v1/records?limit=1")
    if answer.get("records"):
        sys.exit("records are kept where none should be")
    written = (options.blocks + 1) * count
    for days in KEPT:
        callers[days].close()
        services[days].stop()
    database = store.opened(options.work / "days-30")
    held = database.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()[0]
    print(f"{written} records have {held / written / 1000:.1f} kB each on disk")


main()
