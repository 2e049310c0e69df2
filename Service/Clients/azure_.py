"""Azure AI Content Safety's client: analyze_image. The file's name leaves the client's package its own."""

import verdicts
from azure.ai.contentsafety import ContentSafetyClient
from azure.ai.contentsafety.models import AnalyzeImageOptions, ImageCategory, ImageData
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from checks import FIXTURES, Checks, Context, run
from verdicts import PICTURES, Verdicts

CATEGORIES = {"Porn": "Sexual", "Sexy": "Sexual", "Terror": "Violence"}
SEVERITIES = {"PASS": 0, "REVIEW": 4, "BLOCK": 6}


def client(context: Context, key="main", secret=None) -> ContentSafetyClient:
    return ContentSafetyClient(
        context.base, AzureKeyCredential(secret or context.key(key)[1]), enforce_https=False, retry_total=0)


def ask(asking: ContentSafetyClient, content: bytes, **options) -> dict[str, int]:
    answer = asking.analyze_image(AnalyzeImageOptions(image=ImageData(content=content), **options))
    return {str(getattr(one.category, "value", one.category)): one.severity for one in answer.categories_analysis}


def name(error: HttpResponseError) -> str:
    return error.error.code if error.error else ""


def answers(context: Context, checks: Checks, known: Verdicts):
    asking = client(context)
    for picture in ("clean", "arcs", "knife", "rifle", "heic"):
        with checks.part(picture):
            result = known.one(PICTURES[picture])
            expected = {"Sexual": 0, "Violence": 0}
            for finding in verdicts.counted(result):
                category = CATEGORIES[finding["label"]]
                expected[category] = max(expected[category], SEVERITIES[finding["suggestion"]])
            # Hate and self-harm are not looked for, and a severity of 0 would say that they were.
            checks.equal("severities", ask(asking, PICTURES[picture].read_bytes()), expected)
    with checks.part("one category"):
        got = ask(asking, PICTURES["rifle"].read_bytes(), categories=[ImageCategory.VIOLENCE])
        checks.equal("severities", got, {"Violence": 6})
    with checks.part("a code, for which Azure has no category"):
        checks.equal("the command's answer", known.one(PICTURES["poster"])["suggestion"], "BLOCK")
        checks.raises(
            "an error, never a 0", HttpResponseError, lambda: ask(asking, PICTURES["poster"].read_bytes()),
            (name, "NotRepresentable"))


def refusals(context: Context, checks: Checks):
    asking, small = client(context), PICTURES["tiny"].read_bytes()
    hate = [ImageCategory.HATE]
    too_small = (FIXTURES / "images/generated/boundary/d_50x50.png").read_bytes()
    for what, call, expected in (
        ("no picture", lambda: ask(asking, b"a text of thirty bytes or so."), "InvalidRequestBody"),
        ("too small", lambda: ask(asking, too_small), "InvalidRequestBody"),
        ("hate alone", lambda: ask(asking, small, categories=hate), "NotSupported"),
    ):
        checks.raises(what, HttpResponseError, call, (name, expected))
    if context.asks_for_keys:
        checks.raises(
            "a wrong key", ClientAuthenticationError, lambda: ask(client(context, secret="wrong" * 7), small))
        for what, key, status in (("a grant that is missing", "reader", 403), ("not opened", "narrow", 403)):
            checks.raises(
                what, HttpResponseError, lambda: ask(client(context, key), small),
                holds=lambda error: error.status_code == status)
        checks.raises(
            "too many calls", HttpResponseError, lambda: [ask(client(context, "single"), small) for _ in range(20)],
            holds=lambda error: error.status_code == 429)


def suite(context: Context, checks: Checks):
    known = Verdicts(context)
    with checks.part("answers"):
        answers(context, checks, known)
    with checks.part("refusals"):
        refusals(context, checks)


if __name__ == "__main__":
    run("azure", suite)
