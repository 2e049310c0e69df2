"""What the command says of a picture, and how each cloud's words for it must read. Standard library only.

The rules here are read from the clouds' documents, not from the service: a slip there shows as a difference.
"""

import hashlib
import json
import subprocess
from pathlib import Path

from checks import FIXTURES, Context

# Each proves something else: clean, a code, a phone number, an account, nudity that is not sure, weapons of both
# severities, and the formats that few decoders have.
PICTURES = {
    "clean": FIXTURES / "images/photos-faces/hopper.jpg",
    "photo": FIXTURES / "images/photos-faces/chelsea.png",
    "poster": FIXTURES / "images/text/poster.png",
    "phone": FIXTURES / "images/text/six-pixels.png",
    "account": FIXTURES / "images/text/vertical.png",
    "arcs": FIXTURES / "safety_classifier/arcs.png",
    "knife": FIXTURES / "images/weapon-drawings/knife.png",
    "rifle": FIXTURES / "images/weapon-drawings/m16_01.png",
    "heic": FIXTURES / "images/generated/still/s_heic.heic",
    "avif": FIXTURES / "images/generated/still/s_avif.avif",
    "tiny": FIXTURES / "images/generated/boundary/d_51x51.png",
}
# A code in the last of seven frames; a code in the second of two; a word of the list in the second of two.
SEVEN_FRAMES = FIXTURES / "cases/animation/last-frame-of-7-gif.gif"
TWO_FRAMES = FIXTURES / "cases/animation/two-2nd-20s-webp.webp"
WORD = FIXTURES / "cases/animation/apng_two.png"

CODES = {"QRCode": "QRCODE"}
IMS = {"PASS": "Pass", "REVIEW": "Review", "BLOCK": "Block"}
GRAVITY = ["PASS", "REVIEW", "BLOCK"]


class Verdicts:
    """The command's results, kept beside the other files of a run so that each is made once."""

    def __init__(self, context: Context):
        self.context = context
        self.kept = context.work / "verdicts.json"
        self.results = json.loads(self.kept.read_text()) if self.kept.exists() else {}

    def of(self, paths: list[Path], *options: str) -> list[dict]:
        names = ["\0".join([str(path), *options]) for path in paths]
        missing = [path for path, name in zip(paths, names) if name not in self.results]
        if missing:
            command = [*self.context.moderate, "--json", "--quiet", "--policies", self.context.policies, *options]
            done = subprocess.run(
                [*command, *map(str, missing)], capture_output=True, text=True, timeout=120, check=False)
            lines = [json.loads(line) for line in done.stdout.splitlines()]
            if len(lines) != len(missing):
                raise RuntimeError(f"{len(lines)} verdicts of {len(missing)}: {done.stderr[-500:]}")
            for path, line in zip(missing, lines):
                self.results["\0".join([str(path), *options])] = line
            self.kept.write_text(json.dumps(self.results))
        return [self.results[name] for name in names]

    def one(self, path: Path, *options: str) -> dict:
        return self.of([path], *options)[0]


def counted(result: dict) -> list[dict]:
    """The findings that count."""
    return [one for one in result["findings"] if one["suppressedBy"] is None and one["suggestion"] != "PASS"]


def percent(finding: dict) -> int:
    """A score as clouds have it; rules and lists have none."""
    return int(finding["score"] * 100 + 0.5) if finding["basis"] == "model" else 0


def is_code(finding: dict) -> bool:
    return finding["detector"].startswith("text.barcodes")


def worst(findings: list[dict]) -> str:
    return max((one["suggestion"] for one in findings), key=GRAVITY.index, default="PASS")


def sublabel(name: str | None) -> str:
    return CODES.get(name, name or "")


def ims(result: dict, content: bytes, text_too: bool = True) -> dict:
    """The fields that an IMS answer must have for a command's result."""
    findings, suggestion = counted(result), result["suggestion"]
    deciding = [one for one in findings if one["suggestion"] == suggestion and one["label"] == result["label"]]
    scenes = {scene["scene"] for scene in result["scenes"]}
    pictures = [one for one in findings if one["scene"] in ("porn", "terror")]
    text = " ".join(line["text"] for line in result["text"])
    codes = [one for one in findings if is_code(one)]
    words = [one for one in findings if one["scene"] == "text" and not is_code(one)]
    expected = {
        "Suggestion": IMS[suggestion],
        "Label": "Normal" if suggestion == "PASS" else result["label"],
        "SubLabel": sublabel(result["subLabel"]),
        "Score": 0 if suggestion == "PASS" else percent(deciding[0]),
        "FileMD5": hashlib.md5(content).hexdigest(),
        "Reason": result["reason"],
        "Policy": result["policy"]["name"],
        "LabelResults": sorted(
            (label, IMS[worst(own)], max(map(percent, own), default=0), label if own else "Normal")
            for label, scene in (("Porn", "porn"), ("Sexy", "porn"), ("Terror", "terror"))
            if scene in scenes
            for own in [[one for one in pictures if one["label"] == label]]
        ),
        "QrCode": sorted((one["text"] or "", sublabel(one["subLabel"]), *place(one)) for one in codes),
        "Keywords": sorted((one["label"], one["keywords"]) for one in words),
        "OcrSuggestion": IMS[worst(words)] if "text" in scenes else None,
        "Text": text.encode()[:5000].decode(errors="ignore"),
    }
    return expected


def place(finding: dict) -> tuple:
    if not finding["boxes"]:
        return ()
    box = finding["boxes"][0]
    return tuple(float(box[side]) for side in ("x", "y", "width", "height"))


def ims_answer(answer: dict) -> dict:
    """An IMS answer in the same form."""
    codes = [one for one in answer["ObjectResults"] if one["Scene"] == "QrCode"]
    texts = answer["OcrResults"]
    extra = json.loads(answer["Extra"])
    return {
        "Suggestion": answer["Suggestion"],
        "Label": answer["Label"],
        "SubLabel": answer["SubLabel"],
        "Score": answer["Score"],
        "FileMD5": answer.get("FileMD5"),
        "Reason": answer.get("Reason"),
        "Policy": extra["Policy"],
        "LabelResults": sorted(
            (one["Scene"], one["Suggestion"], one["Score"], one["Label"]) for one in answer["LabelResults"]
        ),
        "QrCode": sorted(
            (detail["Value"], detail.get("SubLabel"), *location(detail))
            for one in codes for detail in one["Details"] or []
        ),
        "Keywords": sorted(
            (detail["Label"], detail["Keywords"]) for one in texts for detail in one["Details"] or []
        ),
        "OcrSuggestion": texts[0]["Suggestion"] if texts else None,
        "Text": texts[0]["Text"] if texts else "",
    }


def location(detail: dict) -> tuple:
    where = detail.get("Location")
    return tuple(float(where[side]) for side in ("X", "Y", "Width", "Height")) if where else ()


TIIA_SCENES = {"PORN": "porn", "TERRORISM": "terror", "TEXT": "text"}
TIIA_FIELDS = {"PORN": "PornResult", "TERRORISM": "TerrorismResult", "TEXT": "TextResult", "POLITICS": "PoliticsResult"}
# The documented ranges of TerrorismResult with Type LABEL: where a suggestion begins and ends.
TERROR_RANGES = {"PASS": (0, 85), "REVIEW": (86, 90), "BLOCK": (91, 100)}
TEXT_TYPES = {"Ad": "ADS", "Polity": "POLITICS", "Porn": "PORN", "Terror": "TERRORISM", "Abuse": "CURSE"}


def tiia_options(scenes) -> tuple[str, ...]:
    return ("--limits", "tiia-2019-05-29", "--scenes", ",".join(sorted(TIIA_SCENES[scene] for scene in scenes)))


def compare_tiia(checks, result: dict, answer: dict, scenes, fields=tuple(TIIA_FIELDS.values())):
    """Holds a TIIA answer against a command's result of the same scenes."""
    checks.equal("Suggestion", answer["Suggestion"], result["suggestion"])
    by_scene = {scene["scene"]: scene for scene in result["scenes"]}
    for name, field in TIIA_FIELDS.items():
        if field not in fields:
            continue
        got = answer.get(field)
        if name not in scenes:
            checks.equal(f"{field} of a scene that was not asked for", got, None)
            continue
        scene, own = by_scene[TIIA_SCENES[name]], [one for one in counted(result) if one["scene"] == TIIA_SCENES[name]]
        suggestion = scene["suggestion"]
        checks.equal(f"{field}.Code", got["Code"], 0)
        checks.equal(f"{field}.Suggestion", got["Suggestion"], suggestion)
        checks.true(f"{field}.Confidence", isinstance(got["Confidence"], int) and 0 <= got["Confidence"] <= 100, got)
        if name == "PORN":
            kinds = {"Porn": "PORN", "Sexy": "HOT"}
            checks.equal(f"{field}.Type", got["Type"], kinds[scene["label"]] if suggestion != "PASS" else "NORMAL")
            if suggestion != "PASS":
                checks.equal(f"{field}.Confidence", got["Confidence"], int(scene["score"] * 100 + 0.5))
        elif name == "TERRORISM":
            low, high = TERROR_RANGES[suggestion]
            checks.equal(f"{field}.Type", got["Type"], "LABEL")
            checks.equal(f"{field}.FaceResults", got["FaceResults"], [])
            checks.true(f"{field}.Confidence of {suggestion}", low <= got["Confidence"] <= high, got["Confidence"])
        else:
            words = {word for one in own for word in one["keywords"]}
            checks.equal(f"{field}.Keywords", sorted(got["Keywords"]), sorted(words))
            if suggestion == "PASS":
                kind = "NORMAL" if result["text"] else "NOTEXT"
            else:
                kind = TEXT_TYPES.get(scene["label"], "OTHERS")
            checks.equal(f"{field}.Type", got["Type"], kind)
