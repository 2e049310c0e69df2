"""IMS ImageModeration by Tencent's current SDK: every kind of signature and body, typed results equal the command's."""

import json
import re

import verdicts
from checks import Checks, Context, run
from tencent import ERROR, REGION, code, credentials, profile, text
from tencentcloud.common.common_client import CommonClient
from tencentcloud.ims.v20200713 import ims_client as older_client
from tencentcloud.ims.v20200713 import models as older
from tencentcloud.ims.v20201229 import ims_client, models
from verdicts import PICTURES, Verdicts

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def ask(client, content: bytes, **fields) -> models.ImageModerationResponse:
    request = models.ImageModerationRequest()
    request.FileContent = text(content)
    for name, value in fields.items():
        setattr(request, name, value)
    return client.ImageModeration(request)


def compare(checks: Checks, response, result: dict, content: bytes, without=()):
    """Every field that the command's result decides."""
    answer = json.loads(response.to_json_string()) if not isinstance(response, dict) else response
    expected, got = verdicts.ims(result, content), verdicts.ims_answer(answer)
    for name, value in expected.items():
        if name not in without:
            checks.equal(name, got[name], value)
    checks.true("RequestId", bool(UUID.fullmatch(answer["RequestId"])), answer["RequestId"])


def pictures(context: Context, checks: Checks, known: Verdicts):
    client = ims_client.ImsClient(credentials(context), REGION, profile(context))
    for (name, path), result in zip(PICTURES.items(), known.of(list(PICTURES.values()))):
        with checks.part(name):
            content = path.read_bytes()
            response = ask(client, content, DataId=f"id-{name}@#_1")
            compare(checks, response, result, content)
            checks.equal("DataId", response.DataId, f"id-{name}@#_1")
            checks.equal("BizType", response.BizType, "")
            checks.equal("LibResults", response.LibResults, [])
    suggestions = {result["suggestion"] for result in known.of(list(PICTURES.values()))}
    checks.equal("the pictures cover every suggestion", suggestions, {"PASS", "REVIEW", "BLOCK"})


def signatures(context: Context, checks: Checks, known: Verdicts):
    path = PICTURES["phone"]
    content, result = path.read_bytes(), known.one(path)
    localhost = f"localhost:{context.port}"
    profiles = {
        "TC3 by name": profile(context, "TC3-HMAC-SHA256"),
        "TC3 in English": profile(context, language="en-US"),
        "TC3 at localhost": profile(context, endpoint=localhost),
        "TC3 GET": profile(context, "TC3-HMAC-SHA256", "GET"),
        "UNSIGNED-PAYLOAD": profile(context, "TC3-HMAC-SHA256", unsigned=True),
        "HmacSHA1 form": profile(context, "HmacSHA1"),
        "HmacSHA256 form": profile(context, "HmacSHA256"),
        "HmacSHA1 GET": profile(context, "HmacSHA1", "GET"),
        "HmacSHA256 GET": profile(context, "HmacSHA256", "GET"),
        "HmacSHA256 GET at localhost": profile(context, "HmacSHA256", "GET", endpoint=localhost),
    }
    for name, chosen in profiles.items():
        with checks.part(name):
            client = ims_client.ImsClient(credentials(context), REGION, chosen)
            user, device = models.User(), models.Device()
            user.UserId, user.Nickname, user.Age = "u_1", "小明 & co=?", 30
            device.Ip = "192.0.2.7"
            response = ask(client, content, DataId="d-1", Interval=5, MaxFrames=5, User=user, Device=device)
            compare(checks, response, result, content)
            checks.equal("DataId", response.DataId, "d-1")
    for name, chosen in profiles.items():
        if "GET" in name or name == "HmacSHA256 form":
            with checks.part(f"{name}, FileUrl"):
                client = ims_client.ImsClient(credentials(context), REGION, chosen)
                request = models.ImageModerationRequest()
                request.FileUrl = "http://localhost/a b.jpg?q=1&z=%2B图"
                refused = "InvalidParameterValue.InvalidImageContent"
                checks.raises("an address inside", ERROR, lambda: client.ImageModeration(request), (code, refused))


def bodies(context: Context, checks: Checks, known: Verdicts):
    path = PICTURES["poster"]
    content, result = path.read_bytes(), known.one(path)

    def client() -> CommonClient:
        return CommonClient("ims", "2020-12-29", credentials(context), REGION, profile(context))

    with checks.part("CommonClient JSON"):
        answer = client().call_json("ImageModeration", {"FileContent": text(content)})["Response"]
        compare(checks, answer, result, content)
    with checks.part("CommonClient octet stream"):
        head = {"X-IMS-DataId": "octets", "X-IMS-BizType": context.live_chat}
        answer = client().call_octet_stream("ImageModeration", head, content)["Response"]
        compare(checks, answer, known.one(path, "--policy", "live_chat"), content)
        checks.equal("DataId", answer["DataId"], "octets")
    with checks.part("CommonClient multipart"):
        options = {"IsMultipart": True, "BinaryParams": ["FileContent"]}
        fields = {"FileContent": content, "DataId": "parts", "Interval": "5"}
        answer = client().call_json("ImageModeration", fields, options=options)["Response"]
        compare(checks, answer, result, content)
        checks.equal("DataId", answer["DataId"], "parts")


def policies(context: Context, checks: Checks, known: Verdicts):
    client = ims_client.ImsClient(credentials(context), REGION, profile(context))
    for policy, biz_type, path in (
        ("live_chat", context.live_chat, PICTURES["phone"]), ("words", "words", verdicts.WORD),
    ):
        with checks.part(f"BizType {biz_type}"):
            content = path.read_bytes()
            result, usual = known.one(path, "--policy", policy), known.one(path)
            differs = result["suggestion"] != usual["suggestion"]
            checks.true("the policy changes the answer", differs, usual["suggestion"])
            response = ask(client, content, BizType=biz_type)
            compare(checks, response, result, content)
            checks.equal("BizType", response.BizType, biz_type)
            compare(checks, ask(client, content), usual, content)
    with checks.part("a word of a list"):
        detail = ask(client, verdicts.WORD.read_bytes(), BizType="words").OcrResults[0].Details[0]
        checks.equal("Keywords", detail.Keywords, ["FORBIDDENWORD"])
        checks.equal("HitInfos", [(hit.Type, hit.Keyword) for hit in detail.HitInfos], [("Keyword", "FORBIDDENWORD")])


def frames(context: Context, checks: Checks, known: Verdicts):
    """The code stands in the seventh frame of one, in the second of the other."""
    client = ims_client.ImsClient(credentials(context), REGION, profile(context))
    seven, two = verdicts.SEVEN_FRAMES, verdicts.TWO_FRAMES
    documented = ("--frames", "documented")
    for name, path, fields, options, expected in (
        ("GIF as it comes", seven, {}, (), "Block"),
        ("GIF, the documented five", seven, {"Interval": 5, "MaxFrames": 5}, documented, "Pass"),
        ("GIF, every third", seven, {"Interval": 3, "MaxFrames": 3}, None, "Block"),
        ("GIF, the first alone", seven, {"Interval": 0, "MaxFrames": 1}, None, "Pass"),
        ("WebP as it comes", two, {}, (), "Block"),
        ("WebP, each", two, {"Interval": 1, "MaxFrames": 5}, None, "Block"),
        ("WebP, the documented five", two, {"Interval": 5, "MaxFrames": 5}, documented, "Pass"),
    ):
        with checks.part(name):
            content = path.read_bytes()
            response = ask(client, content, **fields)
            checks.equal("Suggestion", response.Suggestion, expected)
            if options is not None:
                compare(checks, response, known.one(path, *options), content)


def predecessor(context: Context, checks: Checks, known: Verdicts):
    client = older_client.ImsClient(credentials(context), REGION, profile(context))
    for name in ("clean", "poster", "arcs"):
        with checks.part(f"2020-07-13 {name}"):
            content, result = PICTURES[name].read_bytes(), known.one(PICTURES[name])
            request = older.ImageModerationRequest()
            request.FileContent, request.DataId = text(content), "d1"
            response = client.ImageModeration(request)
            compare(checks, response, result, content, without=("FileMD5", "Reason"))
            checks.equal("HitFlag", response.HitFlag, 0 if result["suggestion"] == "PASS" else 1)


def suite(context: Context, checks: Checks):
    known = Verdicts(context)
    for part in (pictures, signatures, bodies, policies, frames, predecessor):
        with checks.part(part.__name__):
            part(context, checks, known)


if __name__ == "__main__":
    run("tencent_ims", suite)
