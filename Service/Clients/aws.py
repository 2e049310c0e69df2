"""Amazon's boto3: Rekognition DetectModerationLabels."""

import boto3
import verdicts
from botocore.config import Config
from botocore.exceptions import ClientError
from checks import FIXTURES, Checks, Context, run
from verdicts import PICTURES, Verdicts


def client(context: Context, key="main", secret=None):
    identifier, own = context.key(key)
    return boto3.client(
        "rekognition", endpoint_url=context.base, region_name="us-east-1", aws_access_key_id=identifier,
        aws_secret_access_key=secret or own, config=Config(retries={"max_attempts": 0}))


def kind(error: ClientError) -> str:
    return error.response["Error"]["Code"]


def expected_names(result: dict) -> set[str]:
    """The coarsest word of each finding that counts: AWS's own where there is one, else ours."""
    own = {"Porn": "Explicit", "Sexy": "Non-Explicit Nudity of Intimate parts and Kissing", "Terror": "Violence"}
    return {
        own.get(one["label"], one["label"]) if one["scene"] != "text" else one["label"]
        for one in verdicts.counted(result)
    }


def answers(context: Context, checks: Checks, known: Verdicts):
    asking = client(context)
    for name in ("clean", "poster", "arcs", "knife", "rifle", "tiny", "heic"):
        with checks.part(name):
            result = known.one(PICTURES[name])
            answer = asking.detect_moderation_labels(Image={"Bytes": PICTURES[name].read_bytes()}, MinConfidence=0)
            labels = answer["ModerationLabels"]
            tops = {label["Name"] for label in labels if label["TaxonomyLevel"] == 1}
            checks.equal("labels", tops, expected_names(result))
            checks.equal("clean", not labels, result["suggestion"] == "PASS")
            checks.true("ModerationModelVersion", bool(answer["ModerationModelVersion"]), answer)
            checks.true("RequestId", bool(answer["ResponseMetadata"]["RequestId"]), answer)
            names = {label["Name"] for label in labels} | {""}
            checks.true("parents stand beside", all(label["ParentName"] in names for label in labels), labels)
            if labels:
                deciding = max(label["Confidence"] for label in labels)
                score = max(one["score"] for one in verdicts.counted(result)) * 100
                checks.true("Confidence", abs(deciding - score) < 0.01, (deciding, score))
    with checks.part("a finer label"):
        answer = asking.detect_moderation_labels(Image={"Bytes": PICTURES["rifle"].read_bytes()})
        got = {(one["Name"], one["ParentName"], one["TaxonomyLevel"]) for one in answer["ModerationLabels"]}
        checks.equal("labels", got, {("Violence", "", 1), ("Weapons", "Violence", 2)})
    with checks.part("MinConfidence above every score"):
        # What does not pass must not look clean because a client asks for surer labels.
        answer = asking.detect_moderation_labels(Image={"Bytes": PICTURES["arcs"].read_bytes()}, MinConfidence=99)
        checks.true("flagged all the same", bool(answer["ModerationLabels"]), answer)


def refusals(context: Context, checks: Checks):
    asking = client(context)
    errors = asking.exceptions
    small = PICTURES["tiny"].read_bytes()
    for what, fields, exception in (
        ("no picture", {"Image": {"Bytes": b"\x89PNG, which it is not"}}, errors.InvalidImageFormatException),
        ("S3", {"Image": {"S3Object": {"Bucket": "bucket", "Name": "k"}}}, errors.InvalidS3ObjectException),
        ("neither", {"Image": {}}, errors.InvalidParameterException),
        ("a side of 10000", {"Image": {"Bytes": (FIXTURES / "images/generated/boundary/d_10000.webp").read_bytes()}},
         errors.ImageTooLargeException),
        ("too many bytes", {"Image": {"Bytes": bytes(5_242_881)}}, errors.ImageTooLargeException),
        ("too small", {"Image": {"Bytes": (FIXTURES / "images/generated/boundary/d_50x50.png").read_bytes()}},
         errors.InvalidParameterException),
        ("MinConfidence", {"Image": {"Bytes": small}, "MinConfidence": 101}, errors.InvalidParameterException),
    ):  # fmt: skip
        checks.raises(what, exception, lambda: asking.detect_moderation_labels(**fields))
    checks.raises("another action", ClientError, lambda: asking.list_collections(), (kind, "UnknownOperationException"))
    if context.asks_for_keys:
        image = {"Bytes": small}
        checks.raises(
            "a wrong secret", ClientError,
            lambda: client(context, secret="wrong" * 7).detect_moderation_labels(Image=image),
            (kind, "InvalidSignatureException"))
        checks.raises(
            "a grant that is missing", errors.AccessDeniedException,
            lambda: client(context, "reader").detect_moderation_labels(Image=image))
        checks.raises(
            "a service that is not opened", errors.AccessDeniedException,
            lambda: client(context, "narrow").detect_moderation_labels(Image=image))
        checks.raises(
            "too many calls", errors.ProvisionedThroughputExceededException,
            lambda: [client(context, "single").detect_moderation_labels(Image=image) for _ in range(20)])


def suite(context: Context, checks: Checks):
    known = Verdicts(context)
    with checks.part("answers"):
        answers(context, checks, known)
    with checks.part("refusals"):
        refusals(context, checks)


if __name__ == "__main__":
    run("aws", suite)
