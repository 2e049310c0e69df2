"""OpenAI's client: moderations.create. The file's name leaves the client's package its own."""

import base64

import openai
import verdicts
from checks import Checks, Context, run
from verdicts import PICTURES, Verdicts

CATEGORIES = {"Porn": "sexual", "Sexy": "sexual", "Terror": "violence", "Abuse": "harassment"}


def client(context: Context, secret=None, key="main") -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{context.base}/v1", api_key=secret or context.key(key)[1], max_retries=0)


def ask(asking: openai.OpenAI, content: bytes, kind="png"):
    address = f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
    return asking.moderations.create(
        model="omni-moderation-latest", input=[{"type": "image_url", "image_url": {"url": address}}])


def answers(context: Context, checks: Checks, known: Verdicts):
    asking = client(context)
    for name in ("clean", "poster", "arcs", "knife", "rifle", "avif"):
        with checks.part(name):
            result = known.one(PICTURES[name])
            answer = ask(asking, PICTURES[name].read_bytes(), PICTURES[name].suffix[1:])
            checks.equal("one result", len(answer.results), 1)
            one = answer.results[0]
            checks.equal("flagged", one.flagged, result["suggestion"] != "PASS")
            expected = {}
            for finding in verdicts.counted(result):
                category = CATEGORIES.get(finding["label"])
                if category:
                    expected[category] = max(expected.get(category, 0), finding["score"])
            held = one.categories.model_dump(by_alias=True)
            scores = one.category_scores.model_dump(by_alias=True)
            types = one.category_applied_input_types.model_dump(by_alias=True)
            checks.equal("all categories", (len(held), len(scores), len(types)), (13, 13, 13))
            checks.equal("categories", {name for name, value in held.items() if value}, set(expected))
            for category, score in expected.items():
                checks.true(f"score of {category}", abs(scores[category] - score) < 1e-6, (scores[category], score))
            checks.equal("looked at", (types["sexual"], types["violence"]), (["image"], ["image"]))
            # Nothing here looks for these: they must not read as looked at.
            checks.equal("not looked at", (types["self-harm"], types["sexual/minors"], types["hate"]), ([], [], []))
            checks.true("id, model", bool(answer.id and answer.model), answer)


def refusals(context: Context, checks: Checks):
    asking = client(context)

    def name(error) -> str:
        return error.code

    for what, given, expected in (
        ("a text", "hello", "unsupported"),
        ("texts", ["a", "b"], "unsupported"),
        ("nothing", [], "no_image"),
        ("bad base64", [{"type": "image_url", "image_url": {"url": "data:image/png;base64,*"}}], "invalid_base64"),
        ("an address inside", [{"type": "image_url", "image_url": {"url": "http://localhost/a"}}], "invalid_image_url"),
    ):
        checks.raises(
            what, openai.BadRequestError, lambda: asking.moderations.create(input=given), (name, expected))
    checks.raises("no picture", openai.BadRequestError, lambda: ask(asking, b"a text of thirty bytes or so."))
    if context.asks_for_keys:
        content = PICTURES["tiny"].read_bytes()
        checks.raises(
            "a wrong key", openai.AuthenticationError, lambda: ask(client(context, "wrong" * 7), content),
            (name, "invalid_api_key"))
        for what, key in (("a grant that is missing", "reader"), ("a service that is not opened", "narrow")):
            checks.raises(what, openai.PermissionDeniedError, lambda: ask(client(context, key=key), content))
        checks.raises(
            "too many calls", openai.RateLimitError,
            lambda: [ask(client(context, key="single"), content) for _ in range(20)])


def suite(context: Context, checks: Checks):
    known = Verdicts(context)
    with checks.part("answers"):
        answers(context, checks, known)
    with checks.part("refusals"):
        refusals(context, checks)


if __name__ == "__main__":
    run("openai", suite)
