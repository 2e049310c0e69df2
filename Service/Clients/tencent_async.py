"""IMS CreateImageModerationAsyncTask by Tencent's current SDK: callbacks equal the synchronous answers, signed."""

import json
import urllib.error
import urllib.request

from callbacks import Receiver, is_signed
from checks import Checks, Context, run
from tencent import ERROR, REGION, code, credentials, profile, text
from tencentcloud.ims.v20201229 import ims_client, models
from verdicts import PICTURES, SEVEN_FRAMES

VALUE = "InvalidParameterValue"


def create(client, receiver: Receiver, content: bytes | None, **fields):
    request = models.CreateImageModerationAsyncTaskRequest()
    request.CallbackUrl = receiver.address()
    if content is not None:
        request.FileContent = text(content)
    for name, value in fields.items():
        setattr(request, name, value)
    return client.CreateImageModerationAsyncTask(request)


def synchronous(client, content: bytes, **fields) -> dict:
    request = models.ImageModerationRequest()
    request.FileContent = text(content)
    for name, value in fields.items():
        setattr(request, name, value)
    answer = json.loads(client.ImageModeration(request).to_json_string())
    answer.pop("RequestId")
    return answer


def read(body: dict) -> dict:
    """The callback's body as the SDK's own model reads it."""
    model = models.ImageModerationResponse()
    model._deserialize(body)
    answer = json.loads(model.to_json_string())
    answer.pop("RequestId")
    return answer


def pictures(context: Context, checks: Checks, client, receiver: Receiver):
    key, secret = context.key()
    wanted = [(name, path, {}) for name, path in PICTURES.items()]
    wanted.append(("poster under live_chat", PICTURES["poster"], {"BizType": context.live_chat}))
    wanted.append(("frames", SEVEN_FRAMES, {"Interval": 3, "MaxFrames": 3}))
    for name, path, fields in wanted:
        with checks.part(name):
            content, data_id = path.read_bytes(), f"id-{path.stem}@#_1"
            accepted = create(client, receiver, content, DataId=data_id, **fields)
            checks.equal("DataId", accepted.DataId, data_id)
            (callback,) = receiver.of(accepted.RequestId)
            checks.equal("RequestId", callback.answer["RequestId"], accepted.RequestId)
            checks.equal("body", read(callback.answer), synchronous(client, content, DataId=data_id, **fields))
            checks.equal("content type", callback.head["Content-Type"], "application/json")
            checks.equal("attempt", callback.head["X-Moderation-Attempt"], "1")
            checks.equal("key", callback.head["X-Moderation-Key-Id"], key)
            checks.true("signature", is_signed(callback.head, callback.body, secret), callback.head)
            changed = is_signed(callback.head, callback.body.replace(b"P", b"p", 1), secret)
            checks.true("a changed body is not signed", not changed, callback.body[:80])


def refusals(context: Context, checks: Checks, client, receiver: Receiver):
    content = PICTURES["clean"].read_bytes()
    for name, given, fields, expected in (
        ("no CallbackUrl", content, {"CallbackUrl": None}, f"{VALUE}.InvalidCallbackUrl"),
        ("ftp", content, {"CallbackUrl": "ftp://hooks.example.com/"}, f"{VALUE}.InvalidCallbackUrl"),
        ("an address", content, {"CallbackUrl": "http://127.0.0.1/"}, f"{VALUE}.InvalidCallbackUrl"),
        ("another port", content, {"CallbackUrl": "http://localhost:1/"}, f"{VALUE}.InvalidCallbackUrl"),
        ("no picture", None, {}, f"{VALUE}.InvalidContent"),
        ("no base64", None, {"FileContent": "###"}, f"{VALUE}.InvalidContent"),
        ("three bytes", b"abc", {}, "InvalidParameter.ImageDataTooSmall"),
        ("DataId", content, {"DataId": "a b"}, f"{VALUE}.InvalidDataId"),
        ("BizType", content, {"BizType": "nothing_of_the_kind"}, f"{VALUE}.InvalidParameter"),
        ("FileUrlList", content, {"FileUrlList": ["https://example.com/a.png"]}, "UnsupportedOperation"),
        ("TextContent", content, {"TextContent": "YQ=="}, "UnsupportedOperation"),
        ("IMAGE_AIGC", content, {"Type": "IMAGE_AIGC"}, "UnsupportedOperation"),
    ):
        checks.raises(name, ERROR, lambda g=given, f=fields: create(client, receiver, g, **f), (code, expected))


def failures(context: Context, checks: Checks, client, receiver: Receiver):
    for name, content, fields, expected in (
        ("no picture at all", b"not a picture, and long enough", {}, f"{VALUE}.InvalidImageContent"),
        ("nobody there", None, {"FileUrl": "http://nobody.example.invalid/a.png"}, f"{VALUE}.InvalidImageContent"),
    ):
        with checks.part(name):
            accepted = create(client, receiver, content, DataId="d-1", **fields)
            (callback,) = receiver.of(accepted.RequestId)
            checks.equal("code", callback.answer["Error"]["Code"], expected)
            checks.true("message", bool(callback.answer["Error"]["Message"]), callback.answer)
            checks.equal("DataId", callback.answer["DataId"], "d-1")
            checks.equal("fields", set(callback.answer), {"Error", "DataId", "RequestId"})
            checks.true("signature", is_signed(callback.head, callback.body, context.key()[1]), callback.head)


def again(context: Context, checks: Checks, client, receiver: Receiver):
    """A receiver that fails twice is told three times, the same."""
    receiver.status = lambda callback: 200 if int(callback.head["X-Moderation-Attempt"]) > 2 else 500
    accepted = create(client, receiver, PICTURES["clean"].read_bytes())
    found = receiver.of(accepted.RequestId, 3)
    receiver.status = lambda callback: 200
    checks.equal("attempts", [callback.head["X-Moderation-Attempt"] for callback in found], ["1", "2", "3"])
    checks.equal("bodies", len({callback.body for callback in found}), 1)


def operators(context: Context, checks: Checks, client, receiver: Receiver):
    """Our own interface to an account's tasks."""
    accepted = create(client, receiver, PICTURES["clean"].read_bytes(), DataId="listed")
    receiver.of(accepted.RequestId)

    def ask(path: str, key: str, method="GET") -> tuple[int, dict]:
        head = {"Authorization": f"Bearer {context.key(key)[1]}"}
        request = urllib.request.Request(f"{context.base}{path}", headers=head, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    status, listed = ask("/v1/tasks?limit=1000", "main")
    checks.equal("status", status, 200)
    mine = [task for task in listed["tasks"] if task["id"] == accepted.RequestId]
    checks.equal("DataId", [task["dataId"] for task in mine], ["listed"])
    checks.equal("another account's list", ask("/v1/tasks", "slow")[1]["tasks"], [])
    checks.equal("another account's look", ask(f"/v1/tasks/{accepted.RequestId}", "slow")[0], 404)
    checks.equal("another account's drop", ask(f"/v1/tasks/{accepted.RequestId}", "slow", "DELETE")[0], 404)
    checks.equal("a key that may not", ask("/v1/tasks", "caller")[0], 403)
    checks.equal("drop", ask(f"/v1/tasks/{accepted.RequestId}", "main", "DELETE")[0], 200)
    checks.equal("dropped", ask(f"/v1/tasks/{accepted.RequestId}", "main")[0], 404)


def suite(context: Context, checks: Checks):
    client = ims_client.ImsClient(credentials(context), REGION, profile(context))
    receiver = Receiver(context.receiver)
    try:
        for part in (pictures, refusals, failures, again, operators):
            with checks.part(part.__name__):
                part(context, checks, client, receiver)
    finally:
        receiver.close()


if __name__ == "__main__":
    run("tencent_async", suite)
