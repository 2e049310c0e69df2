"""Every documented code that a request can provoke must be raised by Tencent's SDK: it must lose none and take none for
an answer. Codes that need keys are in tencent_refusals."""

import json

from checks import FIXTURES, Checks, Context, run
from tencent import ERROR, REGION, code, credentials, profile, text
from tencentcloud.common.common_client import CommonClient
from tencentcloud.ims.v20201229 import ims_client, models
from verdicts import PICTURES

BOUNDARY = FIXTURES / "images/generated/boundary"
IMS, TIIA, TICM = ("ims", "2020-12-29"), ("tiia", "2019-05-29"), ("ticm", "2018-11-27")
GOOD = text(PICTURES["tiny"].read_bytes())
# The documents' own example of a body that is too large.
DOCUMENTED_BODY_BYTES = 13_993_388
MAXIMUM_BODY_BYTES = 10_485_760


class Listening(CommonClient):
    """The SDK's client, which also keeps what came on the wire."""

    def _check_error(self, resp):
        self.seen = resp
        super()._check_error(resp)


def client(context: Context, service=IMS, **options) -> Listening:
    return Listening(*service, credentials(context), REGION, profile(context, **options))


def provoke(context: Context, checks: Checks, what: str, expected: str, action: str, fields, service=IMS, **options):
    """One call that must be raised with one code, from an answer as the documents have it."""
    with checks.part(f"{service[0]} {what}"):
        asking = client(context, service, **options)
        error = checks.raises(expected, ERROR, lambda: asking.call_json(action, fields), (code, expected))
        if error is None:
            return None
        checks.true("RequestId", bool(error.get_request_id()), error)
        checks.true("message", bool(error.get_message()), error)
        # A charset makes this SDK skip its error check; another status makes it lose the code.
        seen = asking.seen
        checks.equal("on the wire", (seen.status_code, seen.headers["Content-Type"]), (200, "application/json"))
        return error


def parameters(context: Context, checks: Checks):
    refused, missing = "InvalidParameterValue.InvalidParameter", "InvalidParameterValue.InvalidContent"
    for what, fields, expected in (
        ("no picture", {}, missing),
        ("empty picture", {"FileContent": "", "FileUrl": ""}, missing),
        ("bad base64", {"FileContent": "!!!!"}, missing),
        ("data: header", {"FileContent": "data:image/png;base64," + GOOD}, missing),
        ("DataId with a blank", {"FileContent": GOOD, "DataId": "a b"}, "InvalidParameterValue.InvalidDataId"),
        ("DataId of 65", {"FileContent": GOOD, "DataId": "d" * 65}, "InvalidParameterValue.InvalidDataId"),
        ("DataId of look-alikes", {"FileContent": GOOD, "DataId": "аbс"}, "InvalidParameterValue.InvalidDataId"),
        ("BizType of 2", {"FileContent": GOOD, "BizType": "ab"}, refused),
        ("BizType with a dash", {"FileContent": GOOD, "BizType": "a-b-c"}, refused),
        ("BizType of no policy", {"FileContent": GOOD, "BizType": "nobody_has_this"}, refused),
        ("Type", {"FileContent": GOOD, "Type": "VIDEO"}, refused),
        ("Type IMAGE_AIGC", {"FileContent": GOOD, "Type": "IMAGE_AIGC"}, "UnsupportedOperation"),
        ("Interval below 0", {"FileContent": GOOD, "Interval": -1}, refused),
        ("MaxFrames of 0", {"FileContent": GOOD, "MaxFrames": 0}, refused),
        ("Interval as a text", {"FileContent": GOOD, "Interval": "five"}, "InvalidParameter"),
        ("User as a text", {"FileContent": GOOD, "User": "u1"}, "InvalidParameter"),
        ("an unknown parameter", {"FileContent": GOOD, "Sensitivity": 1}, "UnknownParameter"),
        ("an unknown parameter inside", {"FileContent": GOOD, "User": {"Shoes": 1}}, "UnknownParameter"),
        ("a list for an object", [GOOD], "InvalidParameter"),
    ):
        provoke(context, checks, what, expected, "ImageModeration", fields)
    limit = "InvalidParameterValue.InvalidParameterValueLimit"
    for what, fields, expected in (
        ("no Scenes", {"ImageBase64": GOOD}, "MissingParameter"),
        ("empty Scenes", {"ImageBase64": GOOD, "Scenes": []}, "MissingParameter"),
        ("an unknown scene", {"ImageBase64": GOOD, "Scenes": ["PORN", "CATS"]}, limit),
        ("a scene in small letters", {"ImageBase64": GOOD, "Scenes": ["porn"]}, limit),
        ("Scenes as a text", {"ImageBase64": GOOD, "Scenes": "PORN"}, "InvalidParameter"),
        ("a scene that is not set up", {"ImageBase64": GOOD, "Scenes": ["POLITICS"]}, "FailedOperation.UnOpenError"),
        ("no picture", {"Scenes": ["PORN"]}, limit),
        ("bad base64", {"Scenes": ["PORN"], "ImageBase64": "*"}, "FailedOperation.ImageDecodeFailed"),
        ("an unknown parameter", {"Scenes": ["PORN"], "ImageBase64": GOOD, "FileContent": GOOD}, "UnknownParameter"),
    ):
        provoke(context, checks, what, expected, "ImageModeration", fields, TIIA)
    provoke(
        context, checks, "TEXT", limit, "ImageModeration", {"ImageBase64": GOOD, "Scenes": ["TEXT"]}, TICM)


def actions(context: Context, checks: Checks):
    picture = {"FileContent": GOOD}
    provoke(context, checks, "an unknown action", "InvalidAction", "ImageModerate", picture)
    provoke(context, checks, "an unknown version", "NoSuchVersion", "ImageModeration", picture, ("ims", "2020-12-30"))
    error = provoke(
        context, checks, "CMS, which is left out", "NoSuchVersion", "ImageModeration", picture, ("cms", "2019-03-21"))
    checks.true("its message names the way out", error is not None and "2020-12-29" in error.get_message(), error)
    for sign in ("HmacSHA1", "HmacSHA256"):
        provoke(context, checks, f"unknown action, {sign}", "InvalidAction", "Nothing", picture, sign=sign)
        provoke(
            context, checks, f"an unknown parameter, {sign}", "UnknownParameter", "ImageModeration",
            {**picture, "Nonsense": "1"}, sign=sign)


def pictures(context: Context, checks: Checks):
    hostile = FIXTURES / "images/hostile"
    bad = "InvalidParameterValue.InvalidImageContent"
    for what, path, expected in (
        ("50 × 50", BOUNDARY / "d_50x50.png", "InvalidParameterValue.ImageSizeTooSmall"),
        ("51 × 4590", BOUNDARY / "d_51x4590.png", "InvalidParameter.ImageAspectRatioTooLarge"),
        ("51 × 4591", BOUNDARY / "d_51x4591.png", "InvalidParameter.ImageAspectRatioTooLarge"),
        ("a side of 10000", BOUNDARY / "d_10000.webp", bad),
        ("15 bytes", BOUNDARY / "h_15bytes.png", "InvalidParameter.ImageDataTooSmall"),
        ("16 bytes that are no picture", BOUNDARY / "h_16bytes.png", bad),
        ("a truncated PNG", hostile / "truncated_image.png", bad),
        ("a bomb", hostile / "decompression_bomb.gif", bad),
    ):
        provoke(context, checks, what, expected, "ImageModeration", {"FileContent": text(path.read_bytes())})
    for what, path in (("51 × 51", "d_51x51.png"), ("51 × 4589", "d_51x4589.png")):
        with checks.part(f"ims {what}"):
            fields = {"FileContent": text((BOUNDARY / path).read_bytes()), "DataId": "d" * 64}
            answer = client(context).call_json("ImageModeration", fields)["Response"]
            checks.equal("is judged", (answer["Suggestion"], answer["DataId"]), ("Pass", "d" * 64))
    decode = "FailedOperation.ImageDecodeFailed"
    for what, content, expected in (
        ("a GIF", (FIXTURES / "images/photos-faces/hopper.gif").read_bytes(), decode),
        ("a truncated PNG", (hostile / "truncated_image.png").read_bytes(), decode),
        ("more than 4 MiB of base64", bytes(3_145_729), "FailedOperation.TooLargeFileError"),
    ):
        fields = {"Scenes": ["PORN"], "ImageBase64": text(content)}
        provoke(context, checks, what, expected, "ImageModeration", fields, TIIA)
    with checks.part("tiia more than 3 MiB of base64 with TEXT"):
        # A picture with zeros behind its end: of a size that TEXT alone does not take.
        content = PICTURES["clean"].read_bytes() + bytes(2_400_000)
        fields = {"Scenes": ["PORN", "TEXT"], "ImageBase64": text(content)}
        answer = client(context, TIIA).call_json("ImageModeration", fields)["Response"]
        checks.equal("TextResult.Code", answer["TextResult"]["Code"], -1402)
        checks.equal("PornResult.Code", answer["PornResult"]["Code"], 0)
        checks.true("not clean", answer["Suggestion"] != "PASS", answer["Suggestion"])


def addresses(context: Context, checks: Checks):
    refused, failed = "InvalidParameterValue.InvalidImageContent", "ResourceUnavailable.ImageDownloadError"
    for address, expected in (
        ("www.example.com/a.png", refused),
        ("ftp://www.example.com/a.png", refused),
        ("file:///etc/passwd", refused),
        ("http://localhost/a.png", refused),
        ("http://LOCALHOST./a.png", refused),
        ("http://user:word@www.example.com/a.png", refused),
        ("http://127.0.0.1/a.png", failed),
        ("http://169.254.169.254/latest/meta-data/", failed),
        ("http://[::1]/a.png", failed),
    ):
        provoke(context, checks, address, expected, "ImageModeration", {"FileUrl": address})
        fields = {"Scenes": ["PORN"], "ImageUrl": address}
        provoke(context, checks, address, "FailedOperation.DownLoadError", "ImageModeration", fields, TIIA)


def sizes(context: Context, checks: Checks):
    around = len(json.dumps({"FileContent": ""}))
    for size in (DOCUMENTED_BODY_BYTES, MAXIMUM_BODY_BYTES + 1):
        fields = {"FileContent": "A" * (size - around)}
        error = provoke(context, checks, f"{size} bytes", "RequestSizeLimitExceeded", "ImageModeration", fields)
        if error:
            sentence = f"Your current request size exceed max {MAXIMUM_BODY_BYTES}B, but your {size}B."
            checks.equal(f"the sentence of {size}", error.get_message(), sentence)
    with checks.part("the typed client"):
        asking = ims_client.ImsClient(credentials(context), REGION, profile(context))
        request = models.ImageModerationRequest()
        request.FileContent = "A" * (DOCUMENTED_BODY_BYTES - around)
        checks.raises("raises", ERROR, lambda: asking.ImageModeration(request), (code, "RequestSizeLimitExceeded"))
        request.FileContent = GOOD
        checks.equal("the next call is answered", asking.ImageModeration(request).Suggestion, "Pass")
    for sign in ("HmacSHA1", "HmacSHA256"):
        fields = {"FileContent": "A" * (1_048_577)}
        what, expected = f"{sign} above 1 MiB", "AuthFailure.SignatureFailure"
        error = provoke(context, checks, what, expected, "ImageModeration", fields, sign=sign)
        checks.true("its message names TC3", error is not None and "TC3-HMAC-SHA256" in error.get_message(), error)


def suite(context: Context, checks: Checks):
    for part in (parameters, actions, pictures, addresses, sizes):
        with checks.part(part.__name__):
            part(context, checks)


if __name__ == "__main__":
    run("tencent_errors", suite)
