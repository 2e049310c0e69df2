"""Judges every image below a folder with Spark, and writes one row each to Parquet.

    spark-submit job.py --input hdfs:///uploads --output hdfs:///answers --policy live_chat

Each Python worker has one `moderate serve --stdio`, which it keeps from task to task; with --socket all of a machine
share one. README.md says where the binary and its models come from on a cluster, and what that costs.
"""
from __future__ import annotations

import argparse
import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Tuple

import pandas
from pyspark import SparkFiles
from pyspark.sql import DataFrame, SparkSession, functions

if TYPE_CHECKING:
    from moderation_stream import Moderator

COLUMNS = "path string, suggestion string, label string, subLabel string, score double, reason string, code string"
SCHEMA = COLUMNS + ", json string"
IMAGES_PER_BATCH = 16  # between the JVM and Python, each of up to 30 MB
ROWS_PER_BATCH = 256

_moderators: Dict[str, Moderator] = {}  # of this Python worker


def moderator(options: Dict[str, Any]) -> Moderator:
    """This Python worker's own, made when it is first needed."""
    from moderation_stream import Moderator

    key = json.dumps(options, sort_keys=True)
    if key not in _moderators:
        command = [part.replace("{files}", SparkFiles.getRootDirectory()) for part in options["command"]]
        _moderators[key] = Moderator(**{**options, "command": command})
    return _moderators[key]


def columns(path: str, row: Dict[str, Any]) -> Tuple[Any, ...]:
    """A row of the stream as one of the table; its json is the line that the command prints."""
    row = {**{key: value for key, value in row.items() if key != "id"}, "source": path}
    code = (row["rejection"] or row["failure"] or {}).get("code")
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return path, row["suggestion"], row["label"], row["subLabel"], row["score"], row["reason"], code, text


def judge(options: Dict[str, Any], batches: Iterator[pandas.DataFrame]) -> Iterator[pandas.DataFrame]:
    """Rows for batches of path and content; the images are taken as the server has room."""
    names = [column.split()[0] for column in SCHEMA.split(", ")]
    images = ((path, bytes(content)) for batch in batches for path, content in zip(batch["path"], batch["content"]))
    ready: List[Tuple[Any, ...]] = []
    for row in moderator(options).judge(images):
        ready.append(columns(row["id"], row))
        if len(ready) >= ROWS_PER_BATCH:
            yield pandas.DataFrame(ready, columns=names)
            ready = []
    yield pandas.DataFrame(ready, columns=names)


def listing(spark: SparkSession, folder: str) -> DataFrame:
    """Every file below a folder, with its length."""
    jvm, hadoop = spark.sparkContext._jvm, spark.sparkContext._jsc.hadoopConfiguration()  # type: ignore[union-attr]
    root = jvm.org.apache.hadoop.fs.Path(folder)  # type: ignore[union-attr]
    files, found = root.getFileSystem(hadoop).listFiles(root, True), []
    while files.hasNext():
        status = files.next()
        found.append((status.getPath().toString(), status.getLen()))
    return spark.createDataFrame(found, "path string, length long")


def complete(batches: Iterator[pandas.DataFrame]) -> Iterator[pandas.DataFrame]:
    """Rows for files that nobody judged."""
    from moderation_stream import failure_row

    message = "Spark did not read the file: its name, or its folder's, begins with . or _, or it has gone"
    for batch in batches:
        for place in batch.index[batch["json"].isna()]:
            path = batch.at[place, "path"]
            batch.loc[place] = columns(path, failure_row(path, "sourceUnreadable", message))
        yield batch


def judged(spark: SparkSession, folder: str, options: Dict[str, Any], partitions: int = 0) -> DataFrame:
    """One row for each file below a folder."""
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(IMAGES_PER_BATCH))
    known = listing(spark, folder)
    read = spark.read.format("binaryFile").option("recursiveFileLookup", True).load(folder).select("path", "content")
    # Spark reads no file of zero bytes, and none whose name begins with . or _: each has its row all the same.
    empty = known.where("length = 0").select("path", functions.lit(b"").alias("content"))
    images = read.unionByName(empty)
    images = images.repartition(partitions) if partitions else images
    rows = images.mapInPandas(lambda batches: judge(options, batches), SCHEMA)
    return known.select("path").join(rows, "path", "left").mapInPandas(complete, SCHEMA)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--input", required=True, help="a folder, of any file system that Spark knows")
    parser.add_argument("--output", required=True, help="a folder that is not there yet")
    parser.add_argument("--policy", help="the policy to judge by; the server's usual one unless given")
    parser.add_argument("--command", default="moderate serve --stdio",
                        help="how a Python worker starts its server; {files} is where --archives are unpacked")
    parser.add_argument("--socket", default="", help="instead: the socket of a server that every machine has")
    parser.add_argument("--partitions", type=int, default=0, help="into how many parts the pictures are dealt")
    parser.add_argument("--answer-timeout", type=float, default=300.0, help="seconds in which an image is answered")
    arguments = parser.parse_args()
    spark = SparkSession.builder.appName("moderate").getOrCreate()
    here = Path(__file__).resolve().parent
    client = next((f for f in (here / "moderation_stream.py", here.parent / "python/moderation_stream.py")
                   if f.exists()), None)
    if client:  # else --py-files brings it
        spark.sparkContext.addPyFile(str(client))
    options = {"command": [] if arguments.socket else shlex.split(arguments.command), "socket": arguments.socket,
               "policy": arguments.policy, "answer_timeout": arguments.answer_timeout}
    judged(spark, arguments.input, options, arguments.partitions).write.parquet(arguments.output)
    counts = spark.read.parquet(arguments.output).groupBy("suggestion", "code").count().orderBy("suggestion", "code")
    for suggestion, code, count in counts.collect():
        print(f"{count:>10} {suggestion or 'not judged'} {code or ''}".rstrip(), file=sys.stderr)
    spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
