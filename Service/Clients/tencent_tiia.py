"""TIIA of 2019-05-29: ImageModeration by CommonClient, since no SDK in reach has it, and DetectLabel by its own."""

import itertools
import json

import verdicts
from checks import Checks, Context, run
from tencent import ERROR, REGION, code, credentials, profile, text
from tencentcloud.common.common_client import CommonClient
from tencentcloud.tiia.v20190529 import models, tiia_client
from verdicts import PICTURES, Verdicts

VERSION = "2019-05-29"
# What TIIA's profile takes: PNG and JPEG.
NAMES = ("clean", "poster", "phone", "arcs", "knife", "rifle")


def ask(context: Context, chosen=None, **fields) -> dict:
    client = CommonClient("tiia", VERSION, credentials(context), REGION, chosen or profile(context))
    return client.call_json("ImageModeration", fields)["Response"]


def subsets(context: Context, checks: Checks, known: Verdicts):
    scenes = list(verdicts.TIIA_SCENES)
    for count in range(1, len(scenes) + 1):
        for asked in itertools.combinations(scenes, count):
            names = NAMES if asked == tuple(scenes) else ("poster", "rifle")
            results = known.of([PICTURES[name] for name in names], *verdicts.tiia_options(asked))
            for name, result in zip(names, results):
                with checks.part(f"{name}, {'+'.join(asked)}"):
                    answer = ask(context, Scenes=list(asked), ImageBase64=text(PICTURES[name].read_bytes()), Extra=name)
                    verdicts.compare_tiia(checks, result, answer, asked)
                    checks.equal("Extra", answer["Extra"], name)
                    checks.equal("DisgustResult", answer["DisgustResult"], None)


    with checks.part("a code, and no Extra"):
        answer = ask(context, Scenes=["TEXT"], ImageBase64=text(PICTURES["poster"].read_bytes()), Config="{}")
        found = answer["TextResult"]
        checks.equal("Type, Keywords", (found["Type"], found["Keywords"]), ("ADS", ["二维码"]))
        checks.equal("Extra", answer["Extra"], "")


def forms(context: Context, checks: Checks, known: Verdicts):
    content = PICTURES["phone"].read_bytes()
    fields = {"Scenes": ["PORN", "TEXT"], "ImageBase64": text(content), "Extra": "a b&c=十"}
    result = known.one(PICTURES["phone"], *verdicts.tiia_options(["PORN", "TEXT"]))
    for name, chosen in {
        "TC3 GET": profile(context, "TC3-HMAC-SHA256", "GET"), "HmacSHA1 GET": profile(context, "HmacSHA1", "GET"),
        "HmacSHA1 form": profile(context, "HmacSHA1"), "HmacSHA256 form": profile(context, "HmacSHA256"),
    }.items():
        with checks.part(name):
            answer = ask(context, chosen, **fields)
            verdicts.compare_tiia(checks, result, answer, ["PORN", "TEXT"])
            checks.equal("Extra", answer["Extra"], "a b&c=十")
    with checks.part("an address beside bytes"):
        # The bytes are good, so an answer would mean that they were taken.
        checks.raises(
            "the address goes first", ERROR, lambda: ask(context, **fields, ImageUrl="http://localhost/a.png"),
            (code, "FailedOperation.DownLoadError"))


def category(first: str, second: str) -> str:
    return f"{first}/{second}" if second else first


def labels(context: Context, checks: Checks, known: Verdicts):
    client = tiia_client.TiiaClient(credentials(context), REGION, profile(context))
    names = ("photo", "rifle")
    for name, result in zip(names, known.of([PICTURES[name] for name in names], "--scenes", "tags")):
        for scenes in (None, ["CAMERA", "NEWS"]):
            with checks.part(f"DetectLabel of {name}, {scenes}"):
                expected = [
                    (one["details"]["tag"], int(one["score"] * 100 + 0.5), one["details"].get("category", ""))
                    for one in result["findings"] if one["scene"] == "tags"
                ]
                checks.true("the command has labels", bool(expected), expected)
                request = models.DetectLabelRequest()
                request.ImageBase64, request.Scenes = text(PICTURES[name].read_bytes()), scenes
                answer = json.loads(client.DetectLabel(request).to_json_string())
                sets = {"WEB": "Labels", "CAMERA": "CameraLabels", "ALBUM": "AlbumLabels", "NEWS": "NewsLabels"}
                for scene, field in sets.items():
                    if scene not in (scenes or ["WEB"]):
                        checks.equal(field, answer.get(field), None)
                        continue
                    got = [
                        (one["Name"], one["Confidence"], category(one["FirstCategory"], one["SecondCategory"]))
                        for one in answer[field]
                    ]
                    checks.equal(field, sorted(got), sorted(expected))


def suite(context: Context, checks: Checks):
    known = Verdicts(context)
    for part in (subsets, forms, labels):
        with checks.part(part.__name__):
            part(context, checks, known)


if __name__ == "__main__":
    run("tencent_tiia", suite)
