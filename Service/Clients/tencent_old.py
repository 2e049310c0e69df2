"""Tencent's SDK 3.0.500 of 2021: another HTTP library, the host's first label as the signed service, TICM."""

import json

import verdicts
from checks import Checks, Context, run
from tencent import ERROR, REGION, code, credentials, profile, text
from tencentcloud.common.common_client import CommonClient
from tencentcloud.ims.v20201229 import ims_client, models
from tencentcloud.ticm.v20181127 import models as ticm
from tencentcloud.ticm.v20181127 import ticm_client
from tencentcloud.tiia.v20190529 import models as tiia
from tencentcloud.tiia.v20190529 import tiia_client
from verdicts import PICTURES, Verdicts

KINDS = {
    "TC3": {}, "TC3 GET": {"sign": "TC3-HMAC-SHA256", "method": "GET"}, "HmacSHA1 form": {"sign": "HmacSHA1"},
    "HmacSHA256 form": {"sign": "HmacSHA256"}, "HmacSHA256 GET": {"sign": "HmacSHA256", "method": "GET"},
    "UNSIGNED-PAYLOAD": {"sign": "TC3-HMAC-SHA256", "unsigned": True},
}  # fmt: skip


def ims(context: Context, checks: Checks, known: Verdicts):
    for kind, options in KINDS.items():
        # What goes into a query has to be small.
        for name in ("phone", "tiny") if "GET" in kind else ("clean", "poster", "arcs", "rifle"):
            with checks.part(f"{kind}, {name}"):
                content, result = PICTURES[name].read_bytes(), known.one(PICTURES[name])
                client = ims_client.ImsClient(credentials(context), REGION, profile(context, **options))
                request = models.ImageModerationRequest()
                request.FileContent, request.DataId = text(content), "d1"
                answer = json.loads(client.ImageModeration(request).to_json_string())
                expected, got = verdicts.ims(result, content), verdicts.ims_answer({"Extra": "{}", **answer})
                for field in ("Suggestion", "Label", "SubLabel", "Score", "FileMD5", "LabelResults", "Text"):
                    checks.equal(field, got[field], expected[field])
                # This SDK's details of codes have no SubLabel yet.
                codes = [(value, *where) for value, _, *where in expected["QrCode"]]
                checks.equal("QrCode", [(value, *where) for value, _, *where in got["QrCode"]], codes)
                checks.equal("DataId", answer["DataId"], "d1")


def predecessors(context: Context, checks: Checks, known: Verdicts):
    scenes = ["PORN", "TERRORISM"]
    fields = ("PornResult", "TerrorismResult", "PoliticsResult")
    for name in ("clean", "arcs", "rifle"):
        with checks.part(f"TICM {name}"):
            client = ticm_client.TicmClient(credentials(context), REGION, profile(context))
            request = ticm.ImageModerationRequest()
            request.Scenes, request.ImageBase64, request.Extra = scenes, text(PICTURES[name].read_bytes()), "e"
            answer = json.loads(client.ImageModeration(request).to_json_string())
            result = known.one(PICTURES[name], *verdicts.tiia_options(scenes))
            verdicts.compare_tiia(checks, result, answer, scenes, fields)
            checks.equal("Extra", answer["Extra"], "e")
    with checks.part("TIIA by CommonClient"):
        client = CommonClient("tiia", "2019-05-29", credentials(context), REGION, profile(context))
        content = PICTURES["poster"].read_bytes()
        fields = {"Scenes": ["TEXT"], "ImageBase64": text(content), "Extra": "e"}
        answer = client.call_json("ImageModeration", fields)["Response"]
        verdicts.compare_tiia(
            checks, known.one(PICTURES["poster"], *verdicts.tiia_options(["TEXT"])), answer, ["TEXT"])
    with checks.part("DetectLabel"):
        client = tiia_client.TiiaClient(credentials(context), REGION, profile(context))
        request = tiia.DetectLabelRequest()
        request.ImageBase64 = text(PICTURES["photo"].read_bytes())
        got = {label.Name for label in client.DetectLabel(request).Labels}
        result = known.one(PICTURES["photo"], "--scenes", "tags")
        checks.equal("names", got, {one["details"]["tag"] for one in result["findings"] if one["scene"] == "tags"})


def errors(context: Context, checks: Checks, known: Verdicts):
    client = ims_client.ImsClient(credentials(context), REGION, profile(context))
    for name, fields, expected in (
        ("no picture", {}, "InvalidParameterValue.InvalidContent"),
        ("no base64", {"FileContent": "*"}, "InvalidParameterValue.InvalidContent"),
        ("DataId", {"FileContent": "aGk=", "DataId": "a b"}, "InvalidParameterValue.InvalidDataId"),
    ):
        request = models.ImageModerationRequest()
        for field, value in fields.items():
            setattr(request, field, value)
        error = checks.raises(name, ERROR, lambda: client.ImageModeration(request), (code, expected))
        checks.true(f"{name}: RequestId", bool(error and error.get_request_id()), error)


def suite(context: Context, checks: Checks):
    known = Verdicts(context)
    for part in (ims, predecessors, errors):
        with checks.part(part.__name__):
            part(context, checks, known)


if __name__ == "__main__":
    run("tencent_old", suite)
