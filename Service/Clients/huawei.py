"""Huawei Cloud's client: check_image_moderation of v3."""

import base64

import verdicts
from checks import FIXTURES, Checks, Context, run
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions import exceptions
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkmoderation.v3 import CheckImageModerationRequest, ImageDetectionReq, ModerationClient
from verdicts import PICTURES, Verdicts

SCENES = {"porn": "porn", "terrorism": "terror", "image_text": "text"}


def client(context: Context, key="main", secret=None) -> ModerationClient:
    identifier, own = context.key(key)
    builder = ModerationClient.new_builder().with_credentials(BasicCredentials(identifier, secret or own, "project1"))
    return builder.with_endpoint(context.base).with_http_config(HttpConfig.get_default_config()).build()


def ask(asking: ModerationClient, content: bytes, categories, **fields):
    body = ImageDetectionReq(
        event_type="album", categories=list(categories), image=base64.b64encode(content).decode(), **fields)
    return asking.check_image_moderation(CheckImageModerationRequest(body=body))


def name(error) -> str:
    return error.error_code


def answers(context: Context, checks: Checks, known: Verdicts):
    asking = client(context)
    pictures = ("clean", "poster", "phone", "arcs", "rifle")
    for categories in (("porn", "terrorism", "image_text"), ("porn",)):
        scenes = ",".join(sorted(SCENES[category] for category in categories))
        results = known.of([PICTURES[picture] for picture in pictures], "--scenes", scenes)
        for picture, result in zip(pictures, results):
            with checks.part(f"{picture}, {'+'.join(categories)}"):
                answer = ask(asking, PICTURES[picture].read_bytes(), categories)
                findings = verdicts.counted(result)
                checks.equal("suggestion", answer.result.suggestion, result["suggestion"].lower())
                words = {scene: category for category, scene in SCENES.items()}
                expected = sorted(
                    (one["suggestion"].lower(), words[one["scene"]], one["subLabel"] or one["label"])
                    for one in findings)
                details = answer.result.details or []
                got = sorted((one.suggestion, one.category, one.label) for one in details)
                checks.equal("details", got, expected)
                scores = sorted(round(one["score"], 4) for one in findings)
                checks.equal("confidence", sorted(round(one.confidence, 4) for one in details), scores)
                if "image_text" in categories:
                    text = "\n".join(line["text"] for line in result["text"]) or None
                    checks.equal("ocr_text", answer.result.ocr_text, text)
                checks.true("request_id", bool(answer.request_id), answer)


def refusals(context: Context, checks: Checks):
    asking, small = client(context), PICTURES["tiny"].read_bytes()
    refused = exceptions.ClientRequestException
    too_small = (FIXTURES / "images/generated/boundary/d_50x50.png").read_bytes()
    for what, call, expected in (
        ("no picture", lambda: ask(asking, b"a text of thirty bytes or so.", ["porn"]), "AIS.0502"),
        ("too small", lambda: ask(asking, too_small, ["porn"]), "AIS.0504"),
        ("an unknown category", lambda: ask(asking, small, ["cats"]), "AIS.0012"),
        ("no category", lambda: ask(asking, small, []), "AIS.0011"),
    ):
        checks.raises(what, refused, call, (name, expected))
    if context.asks_for_keys:
        checks.raises(
            "a wrong secret", refused, lambda: ask(client(context, secret="wrong" * 7), small, ["porn"]),
            (name, "APIG.0301"))
        checks.raises(
            "a grant that is missing", refused, lambda: ask(client(context, "reader"), small, ["porn"]),
            (name, "AIS.0004"))
        checks.raises(
            "not opened", refused, lambda: ask(client(context, "narrow"), small, ["porn"]), (name, "AIS.0007"))
        checks.raises(
            "too many calls", refused, lambda: [ask(client(context, "single"), small, ["porn"]) for _ in range(20)],
            (name, "APIG.0308"))


def suite(context: Context, checks: Checks):
    known = Verdicts(context)
    with checks.part("answers"):
        answers(context, checks, known)
    with checks.part("refusals"):
        refusals(context, checks)


if __name__ == "__main__":
    run("huawei", suite)
