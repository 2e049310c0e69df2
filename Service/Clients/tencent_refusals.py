"""What keys and accounts decide: Tencent's SDK with wrong keys, wrong clocks, missing grants, and too many calls."""

import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from unittest import mock

from checks import Checks, Context, run
from tencent import ERROR, REGION, code, credentials, profile, text
from tencentcloud.common import abstract_client
from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.credential import Credential
from verdicts import PICTURES

CONTENT = text(PICTURES["tiny"].read_bytes())
KINDS = {"TC3": {}, "TC3 GET": {"sign": "TC3-HMAC-SHA256", "method": "GET"}, "HmacSHA1": {"sign": "HmacSHA1"},
         "HmacSHA256": {"sign": "HmacSHA256"}, "HmacSHA256 GET": {"sign": "HmacSHA256", "method": "GET"}}  # fmt: skip
WINDOW_SECONDS = 300
RATE = 20


def ask(context: Context, keys: Credential, service="ims", options=None, **kind) -> dict:
    version = {"ims": "2020-12-29", "tiia": "2019-05-29", "ticm": "2018-11-27"}[service]
    fields = {"FileContent": CONTENT} if service == "ims" else {"Scenes": ["PORN"], "ImageBase64": CONTENT}
    client = CommonClient(service, version, keys, REGION, profile(context, **kind))
    return client.call_json("ImageModeration", fields, options=options)["Response"]


def clock(seconds: float):
    """The SDK's clock, so much ahead."""
    return mock.patch.object(abstract_client, "time", SimpleNamespace(time=lambda: time.time() + seconds))


def keys(context: Context, checks: Checks):
    identifier, secret = context.key()
    wrong = secret[:-1] + ("a" if secret[-1] != "a" else "b")
    mismatch = "AuthFailure.SignatureFailure"
    for name, kind in KINDS.items():
        with checks.part(name):
            for key in ("main", "second", "caller"):
                checks.equal(f"the key {key}", ask(context, credentials(context, key), **kind)["Suggestion"], "Pass")
            for what, pair, expected in (
                ("a wrong secret", (identifier, wrong), mismatch),
                ("another key's secret", (identifier, context.key("second")[1]), mismatch),
                ("an unknown key", ("AKIDnobodyHasThisKey", secret), "AuthFailure.SecretIdNotFound"),
                ("no key's id", ("a", secret), "AuthFailure.InvalidSecretId"),
            ):
                error = checks.raises(what, ERROR, lambda: ask(context, Credential(*pair), **kind), (code, expected))
                checks.true(f"{what}: RequestId", bool(error and error.get_request_id()), error)
                checks.true(f"{what}: no secret is told", secret not in str(error), error)
            checks.raises(
                "a session token", ERROR, lambda: ask(context, credentials(context, token="t"), **kind),
                (code, "AuthFailure.TokenFailure"))
    with checks.part("no signature"):
        checks.raises(
            "SKIP", ERROR, lambda: ask(context, credentials(context), options={"SkipSign": True}),
            (code, "AuthFailure.InvalidAuthorization"))


def clocks(context: Context, checks: Checks):
    for name, kind in KINDS.items():
        with checks.part(name):
            for seconds in (WINDOW_SECONDS + 30, -WINDOW_SECONDS - 30, 86_400):
                with clock(seconds):
                    checks.raises(
                        f"{seconds} s", ERROR, lambda: ask(context, credentials(context), **kind),
                        (code, "AuthFailure.SignatureExpire"))
            for seconds in (WINDOW_SECONDS - 30, 30 - WINDOW_SECONDS):
                with clock(seconds):
                    answer = ask(context, credentials(context), **kind)
                    checks.equal(f"{seconds} s", answer["Suggestion"], "Pass")


def replays(context: Context, checks: Checks):
    now, nonce = time.time(), abstract_client.random.randint(1, 2**62)
    for sign in ("HmacSHA1", "HmacSHA256"):
        nonce += 1
        with (
            checks.part(sign),
            mock.patch.object(abstract_client, "time", SimpleNamespace(time=lambda: now)),
            mock.patch.object(abstract_client, "random", SimpleNamespace(randint=lambda low, high: nonce)),
        ):
            checks.equal("once", ask(context, credentials(context), sign=sign)["Suggestion"], "Pass")
            checks.raises(
                "again", ERROR, lambda: ask(context, credentials(context), sign=sign),
                (code, "AuthFailure.SignatureFailure"))


def grants(context: Context, checks: Checks):
    for service in ("ims", "tiia", "ticm"):
        checks.raises(
            f"{service}: a sub-account without the grant", ERROR,
            lambda: ask(context, credentials(context, "reader"), service), (code, "AuthFailure.UnauthorizedOperation"))
        unopened = "UnauthorizedOperation.Unauthorized" if service == "ims" else "FailedOperation.UnOpenError"
        checks.raises(
            f"{service} is not opened", ERROR, lambda: ask(context, credentials(context, "narrow"), service),
            (code, unopened))


def rates(context: Context, checks: Checks):
    """More than 20 calls of TIIA at a time, by both keys of an account: 20 of each second are answered."""
    ask(context, credentials(context), "tiia")  # the picture is known from here on, so that calls are short
    pairs = [credentials(context, "slow"), credentials(context, "slow2")]

    def outcome(index: int) -> str:
        try:
            return ask(context, pairs[index % 2], "tiia")["Suggestion"]
        except ERROR as error:
            return error.get_code()

    began = time.monotonic()
    with ThreadPoolExecutor(max_workers=2 * RATE) as pool:
        outcomes = list(pool.map(outcome, range(2 * RATE)))
    seconds = time.monotonic() - began
    admitted = outcomes.count("PASS")
    with checks.part(f"{len(outcomes)} calls in {seconds:.2f} s"):
        checks.equal("outcomes", set(outcomes), {"PASS", "RequestLimitExceeded"})
        checks.true("at most 20 a second", RATE <= admitted <= RATE * (int(seconds) + 1), admitted)
    with checks.part("other accounts and services"):
        checks.equal("another account", ask(context, credentials(context), "tiia")["Suggestion"], "PASS")
        checks.equal("IMS of the same account", ask(context, pairs[0])["Suggestion"], "Pass")
    with checks.part("two scenes are two calls"):
        client = CommonClient("tiia", "2019-05-29", credentials(context, "single"), REGION, profile(context))
        one, two = ({"Scenes": scenes, "ImageBase64": CONTENT} for scenes in (["PORN"], ["PORN", "TERRORISM"]))
        # The account may make one call of TIIA a second; what was refused does not count.
        checks.raises(
            "two scenes", ERROR, lambda: client.call_json("ImageModeration", two), (code, "RequestLimitExceeded"))
        checks.equal("one scene", client.call_json("ImageModeration", one)["Response"]["Suggestion"], "PASS")


def suite(context: Context, checks: Checks):
    for part in (keys, clocks, replays, grants, rates):
        with checks.part(part.__name__):
            part(context, checks)


if __name__ == "__main__":
    run("tencent_refusals", suite)
