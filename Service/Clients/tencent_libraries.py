"""Libraries of known pictures (TIIA) and of words (CMS) by Tencent's SDKs: every action, every documented code that a
request can provoke, and what moderation finds afterwards, without a restart."""

import json
import time
from pathlib import Path

from checks import Checks, Context, run
from tencent import ERROR, REGION, code, credentials, profile, text
from tencentcloud.cms.v20190321 import cms_client
from tencentcloud.cms.v20190321 import models as cms
from tencentcloud.common.common_client import CommonClient
from tencentcloud.tiia.v20190529 import models as tiia
from tencentcloud.tiia.v20190529 import tiia_client
from verdicts import FIXTURES, PICTURES

LIVE_SECONDS = 20
BOUNDARY = FIXTURES / "images/generated/boundary"
POSTER, HOPPER = (text(PICTURES[name].read_bytes()) for name in ("poster", "clean"))
CHELSEA = text(PICTURES["photo"].read_bytes())


class Library:
    """The actions of both SDKs as one caller calls them."""

    def __init__(self, context: Context, key="main", method="POST", sign=None):
        made = (credentials(context, key), REGION, profile(context, sign, method))
        self.tiia, self.cms = tiia_client.TiiaClient(*made), cms_client.CmsClient(*made)
        self.ims = CommonClient("ims", "2020-12-29", *made)

    def __call__(self, action: str, **fields) -> dict:
        models, client = (cms, self.cms) if action.endswith(("Samples", "Libs")) else (tiia, self.tiia)
        request = getattr(models, f"{action}Request")()
        # As the SDK fills it: what a request does not have is warned of and sent all the same.
        request.from_json_string(json.dumps(fields))
        return json.loads(getattr(client, action)(request).to_json_string())

    def suggestion(self, content: str, policy: str) -> str:
        answer = self.ims.call_json("ImageModeration", {"FileContent": content, "BizType": policy})
        return answer["Response"]["Suggestion"]

    def becomes(self, content: str, policy: str, expected: str) -> str:
        """What moderation says in the end: policies follow their lists within a moment."""
        deadline = time.monotonic() + LIVE_SECONDS
        while True:
            try:
                got = self.suggestion(content, policy)
            except ERROR as error:
                got = code(error)
            if got == expected or time.monotonic() > deadline:
                return got
            time.sleep(0.05)


def picture(name: str, content=HOPPER, entity="banned", group="known", **more) -> dict:
    return {"GroupId": group, "EntityId": entity, "PicName": name, "ImageBase64": content, **more}


def groups(library: Library, checks: Checks):
    library("CreateGroup", GroupId="known", GroupName="已知图片", MaxCapacity=12, Brief="b", MaxQps=20, GroupType=4)
    library("CreateGroup", GroupId="other_1", GroupName="o", MaxCapacity=1)
    found = library("DescribeGroups")["Groups"]
    checks.equal("groups", [one["GroupId"] for one in found], ["known", "other_1"])
    known = {name: found[0][name] for name in ("GroupName", "Brief", "MaxCapacity", "MaxQps", "GroupType", "PicCount")}
    checks.equal(
        "a group", known,
        {"GroupName": "已知图片", "Brief": "b", "MaxCapacity": 12, "MaxQps": 20, "GroupType": 4, "PicCount": 0})
    page = library("DescribeGroups", Offset=1, Limit=1)["Groups"]
    checks.equal("a page", [one["GroupId"] for one in page], ["other_1"])
    checks.equal("one", len(library("DescribeGroups", GroupId="known")["Groups"]), 1)


def pictures(library: Library, context: Context, checks: Checks):
    answer = library("CreateImage", **picture("hopper", CustomContent="note\n2", Tags='{"price": 10, "colour": "red"}'))
    checks.equal("Object", answer.get("Object"), None)
    library("CreateImage", **picture("chelsea", CHELSEA, "cat", Tags='{"price": 99, "colour": "blue"}'))
    found = library("SearchImage", GroupId="known", ImageBase64=HOPPER)
    checks.equal("Count", found["Count"], 1)
    checks.equal(
        "the very picture", found["ImageInfos"][0],
        {"EntityId": "banned", "PicName": "hopper", "CustomContent": "note\n2", "Score": 100,
         "Tags": '{"price": 10, "colour": "red"}'})
    checks.equal("another picture", library("SearchImage", GroupId="known", ImageBase64=POSTER)["Count"], 0)
    for what, asked, expected in (
        ("met", "price<=10 AND colour=red", 1), ("not met", "price>10", 0),
        ("one of two", "price>10 OR colour='red'", 1),
        ("not equal", "colour!=red", 0), ("no such tag", "size=1", 0),
    ):
        answer = library("SearchImage", GroupId="known", ImageBase64=HOPPER, Filter=asked)
        checks.equal(f"Filter {what}", answer["Count"], expected)
    checks.equal("Offset", library("SearchImage", GroupId="known", ImageBase64=HOPPER, Offset=1)["Count"], 0)
    library("UpdateImage", GroupId="known", EntityId="banned", PicName="hopper", Tags='{"price": 11}')
    infos = library("DescribeImages", GroupId="known", EntityId="banned")["ImageInfos"]
    checks.equal("described", [(one["PicName"], one["Tags"]) for one in infos], [("hopper", '{"price": 11}')])
    get = Library(context, method="GET", sign="TC3-HMAC-SHA256")
    checks.equal("by GET", get("DescribeImages", GroupId="known", EntityId="cat")["EntityId"], "cat")


def live(library: Library, context: Context, checks: Checks):
    policies = Path(context.policies)
    rules = policies / "libraries.yaml"
    checks.equal("before", library.suggestion(HOPPER, "default"), "Pass")
    try:
        rules.write_text(
            "lists: {pictures: [lists/main.known.pictures.tsv], words: [lists/main.ads.words.txt]}\n")
        checks.equal("a picture of the group", library.becomes(HOPPER, "libraries", "Block"), "Block")
        head = (policies / "lists/main.known.pictures.tsv").read_text().splitlines()[0]
        checks.true("the list says who writes it", head.startswith("# The service writes this list"), head)
        library("DeleteImages", GroupId="known", EntityId="banned", PicName="hopper")
        checks.equal("taken out", library.becomes(HOPPER, "libraries", "Pass"), "Pass")
        library("CreateImage", **picture("hopper"))
        checks.equal("put back", library.becomes(HOPPER, "libraries", "Block"), "Block")
        word = read_word(library, context)
        content = text(PICTURES["phone"].read_bytes())
        # It has a telephone number, which asks for a person.
        checks.equal("a word before", library.suggestion(content, "libraries"), "Review")
        added = library("CreateKeywordsSamples", LibID="ads", UserKeywords=[{"Content": word, "Label": "Ad"}])
        checks.equal(f"the word {word}", len(added["SampleIDs"]), 1)
        checks.equal("the picture with it", library.becomes(content, "libraries", "Block"), "Block")
        library("DeleteLibSamples", LibID="ads", SampleContents=[word])
        checks.equal("without it", library.becomes(content, "libraries", "Review"), "Review")
    finally:
        rules.unlink(missing_ok=True)


def read_word(library: Library, context: Context) -> str:
    """A word that the service reads in a picture that has nothing else to find."""
    fields = {"FileContent": text(PICTURES["phone"].read_bytes()), "BizType": "default"}
    answer = library.ims.call_json("ImageModeration", fields)["Response"]
    lines = [one["Text"] for one in answer["OcrResults"] or []]
    words = [word for line in lines for word in line.split() if word.isalpha() and len(word) >= 4]
    return words[0]


def words(library: Library, context: Context, checks: Checks):
    found = library("DescribeKeywordsLibs")
    checks.equal(
        "libraries", [(one["ID"], one["Suggestion"]) for one in found["Infos"]],
        [("ads", "Block"), ("fine", "Pass"), ("terms", "Review")])
    named = library("DescribeKeywordsLibs", Filters=[{"Name": "LibName", "Values": ["ad"]}])
    checks.equal("by name", [one["ID"] for one in named["Infos"]], ["ads"])
    odd = ["A&B", "#name: x", "back\\slash", "免费领取", "tab\tword", "line\nword", "null\0word", " ", "x" * 41]
    answer = library(
        "CreateKeywordsSamples", LibID="terms",
        UserKeywords=[{"Content": word, "Label": "Ad", "Remark": "r"} for word in odd]
        + [{"Content": "a＆b", "Label": "Porn"}, {"Content": "免费领取", "Label": "Abuse"},
           {"Content": "exempt", "Label": "Normal"},
           {"Content": "fine", "Label": "Nonsense"}, {"Content": "fine", "Label": "Ad", "WordType": "Pinyin"},
           {"Content": "fine", "Label": "Ad", "Remark": "r" * 101}])  # fmt: skip
    checks.equal("added", [one["Content"] for one in answer["SuccessInfos"]], odd[:4])
    checks.equal("twice", [one["Content"] for one in answer["DupInfos"]], ["a＆b", "免费领取"])
    refused = {(one["Content"][:4], one["InvalidCode"]) for one in answer["InvalidSamples"]}
    checks.equal(
        "refused", refused,
        {("exem", 3), ("tab\t", 3), ("line", 3), ("null", 3), (" ", 3), ("xxxx", 2), ("fine", 1), ("fine", 3),
         ("fine", 4)})
    kept = library("DescribeLibSamples", LibID="terms")
    checks.equal("TotalCount", kept["TotalCount"], 4)
    page = library("DescribeLibSamples", LibID="terms", Limit=1, Offset=1)["Infos"]
    checks.equal("a page", [one["Content"] for one in page], [odd[1]])
    checks.equal("by content", library("DescribeLibSamples", LibID="terms", Content="免费")["TotalCount"], 1)
    checks.equal("by type", library("DescribeLibSamples", LibID="terms", EvilTypeList=[20002])["TotalCount"], 0)
    identifier = kept["Infos"][0]["ID"]
    gone = library("DeleteLibSamples", LibID="terms", SampleIDs=[identifier, "999999"])
    checks.equal("Count", gone["Count"], 1)
    checks.equal("Details", [one["Deleted"] for one in gone["Details"]], [True, False])
    many = [{"Content": f"word{number}", "Label": "Ad"} for number in range(2_000)]
    checks.equal("2,000", len(library("CreateKeywordsSamples", LibID="terms", UserKeywords=many)["SampleIDs"]), 2_000)
    library("DeleteLibSamples", LibID="terms", SampleContents=[one["Content"] for one in many])
    exempt = library(
        "CreateKeywordsSamples", LibID="fine",
        UserKeywords=[{"Content": "exempt", "Label": "Normal"}, {"Content": "advert", "Label": "Ad"}])
    checks.equal("exempt words", [one["Content"] for one in exempt["SuccessInfos"]], ["exempt"])
    checks.equal("no others there", [one["InvalidCode"] for one in exempt["InvalidSamples"]], [3])
    checks.equal("another account's", Library(context, "other")("DescribeLibSamples", LibID="ads")["TotalCount"], 0)


REFUSED = "InvalidParameterValue."
FAILED = "FailedOperation."
LIMIT = REFUSED + "InvalidParameterValueLimit"


def codes(library: Library, context: Context, checks: Checks):
    group = {"GroupName": "g", "MaxCapacity": 10}
    flat, large = BOUNDARY / "d_51x51.png", "A" * (5 * 1024 * 1024 + 4)
    one = {"GroupId": "known", "EntityId": "banned"}
    word = {"Content": "w", "Label": "Ad"}
    search = {"GroupId": "known", "ImageBase64": HOPPER}
    long, inside, strange = "n" * 65, "http://localhost/a.png", [{"Name": "Colour", "Values": ["a"]}]
    solid, cut = text(flat.read_bytes()), text(PICTURES["clean"].read_bytes()[:600])
    keys, part = {f"k{number}": number for number in range(11)}, {"X": 0, "Y": 0, "Width": 9, "Height": 9}
    for what, action, fields, expected in (
        ("a group that is there", "CreateGroup", {**group, "GroupId": "known"}, REFUSED + "ImageGroupIdAlreadyExist"),
        ("an id with a dash", "CreateGroup", {**group, "GroupId": "a-b"}, REFUSED + "ImageGroupIdIllegal"),
        ("an id with a slash", "CreateGroup", {**group, "GroupId": "../a"}, REFUSED + "ImageGroupIdIllegal"),
        ("an id of 65", "CreateGroup", {**group, "GroupId": "a" * 65}, REFUSED + "ImageGroupIdTooLong"),
        ("no name", "CreateGroup", {**group, "GroupId": "a", "GroupName": ""}, REFUSED + "ImageGroupNameEmpty"),
        ("a long name", "CreateGroup", {**group, "GroupId": "a", "GroupName": long}, REFUSED + "ImageGroupNameTooLong"),
        ("a long Brief", "CreateGroup", {**group, "GroupId": "a", "Brief": "b" * 1025}, REFUSED + "BriefTooLong"),
        ("MaxCapacity 0", "CreateGroup", {**group, "GroupId": "a", "MaxCapacity": 0}, LIMIT),
        ("too much", "CreateGroup", {**group, "GroupId": "a", "MaxCapacity": 5_000_000}, LIMIT),
        ("goods", "CreateGroup", {**group, "GroupId": "a", "GroupType": 5}, "UnsupportedOperation"),
        ("no MaxCapacity", "CreateGroup", {"GroupId": "a", "GroupName": "g"}, "MissingParameter"),
        ("no such group", "DescribeGroups", {"GroupId": "none"}, REFUSED + "ImageGroupIdNotExist"),
        ("Limit 101", "DescribeGroups", {"Limit": 101}, REFUSED + "LimitExceed"),
        ("Offset -1", "DescribeGroups", {"Offset": -1}, LIMIT),
        ("a name that is there", "CreateImage", picture("hopper", CHELSEA), REFUSED + "PicNameAlreadyExist"),
        ("no PicName", "CreateImage", picture(""), REFUSED + "PicNameEmpty"),
        ("PicName of 65", "CreateImage", picture("p" * 65), REFUSED + "PicNameTooLong"),
        ("PicName of two lines", "CreateImage", picture("a\nb"), REFUSED + "PicNameInvalid"),
        ("no EntityId", "CreateImage", picture("p", entity=""), REFUSED + "EntityIdEmpty"),
        ("EntityId of 65", "CreateImage", picture("p", entity="e" * 65), REFUSED + "EntityIdTooLong"),
        ("no group", "CreateImage", picture("p", group="none"), REFUSED + "ImageGroupIdNotExist"),
        ("long content", "CreateImage", picture("p", CustomContent="c" * 4097), REFUSED + "CustomContentTooLong"),
        ("11 tags", "CreateImage", picture("p", Tags=json.dumps(keys)), REFUSED + "TagsKeysExceed"),
        ("tags of a list", "CreateImage", picture("p", Tags="[1]"), REFUSED + "TagsValueIllegal"),
        ("a long tag", "CreateImage", picture("p", Tags=json.dumps({"k": "v" * 65})), REFUSED + "TagsValueSizeExceed"),
        ("no picture", "CreateImage", picture("p", ""), REFUSED + "ImageEmpty"),
        ("no base64", "CreateImage", picture("p", "!!!!"), FAILED + "ImageDecodeFailed"),
        ("no image", "CreateImage", picture("p", text(b"not an image at all")), FAILED + "ImageNotSupported"),
        ("cut off", "CreateImage", picture("p", cut), FAILED + "ImageDecodeFailed"),
        ("too large", "CreateImage", picture("p", large), FAILED + "ImageSizeExceed"),
        ("of one colour", "CreateImage", picture("p", solid), "InvalidParameter.PictureSolidColorError"),
        ("no address", "CreateImage", picture("p", ImageUrl="ftp://example.com/a.png"), FAILED + "ImageUrlInvalid"),
        ("an address inside", "CreateImage", picture("p", ImageUrl=inside), FAILED + "ImageDownloadError"),
        ("a part", "CreateImage", picture("p", ImageRect=part), "UnsupportedOperation"),
        ("no such picture", "UpdateImage", {**one, "PicName": "none", "Tags": "{}"}, FAILED + "ImageNotFoundInfo"),
        ("no such picture", "DeleteImages", {**one, "PicName": "none"}, FAILED + "ImageNotFoundInfo"),
        ("no such entity", "DescribeImages", {**one, "EntityId": "none"}, FAILED + "ImageNotFoundInfo"),
        ("an empty group", "SearchImage", {"GroupId": "other_1", "ImageBase64": HOPPER}, FAILED + "ImageGroupEmpty"),
        ("Filter", "SearchImage", {**search, "Filter": "a LIKE b"}, REFUSED + "FilterInvalid"),
        ("long Filter", "SearchImage", {**search, "Filter": "a=" + "b" * 63}, REFUSED + "FilterSizeExceed"),
        ("threshold", "SearchImage", {**search, "MatchThreshold": 101}, LIMIT),
        ("Limit 101", "SearchImage", {**search, "Limit": 101}, REFUSED + "LimitExceed"),
        ("no library", "CreateKeywordsSamples", {"LibID": "none", "UserKeywords": [word]}, "ResourceNotFound"),
        ("no words", "CreateKeywordsSamples", {"LibID": "ads", "UserKeywords": []}, REFUSED + "InvalidParameter"),
        ("2,001 words", "CreateKeywordsSamples", {"LibID": "ads", "UserKeywords": [word] * 2_001}, "LimitExceeded"),
        ("3,000 words", "CreateKeywordsSamples", {"LibID": "ads", "UserKeywords": [word] * 3_000}, "LimitExceeded"),
        ("no LibID", "CreateKeywordsSamples", {"UserKeywords": [word]}, "MissingParameter"),
        ("no library", "DescribeLibSamples", {"LibID": "none"}, "ResourceNotFound"),
        ("a strange type", "DescribeLibSamples", {"LibID": "ads", "EvilTypeList": [1]}, REFUSED + "InvalidParameter"),
        ("Limit 101", "DescribeLibSamples", {"LibID": "ads", "Limit": 101}, REFUSED + "InvalidParameter"),
        ("a strange filter", "DescribeKeywordsLibs", {"Filters": strange}, REFUSED + "InvalidParameter"),
        ("nothing to delete", "DeleteLibSamples", {"LibID": "ads"}, REFUSED + "InvalidParameter"),
    ):  # fmt: skip
        with checks.part(action):
            checks.raises(what, ERROR, lambda: library(action, **fields), (code, expected))


def bounds(library: Library, checks: Checks):
    for number in range(9):
        library("CreateImage", **picture(f"p{number}", entity="full" if number else "banned"))
    library("CreateImage", **picture("q", entity="full"))
    checks.raises(
        "a full group", ERROR, lambda: library("CreateImage", **picture("one_more")), (code, FAILED + "ImageNumExceed"))
    library("CreateGroup", GroupId="wide", GroupName="w", MaxCapacity=100)
    for number in range(10):
        library("CreateImage", **picture(f"e{number}", group="wide"))
    checks.raises(
        "an entity of 11", ERROR, lambda: library("CreateImage", **picture("e10", group="wide")),
        (code, FAILED + "ImageEntityCountExceed"))
    for number in range(27):
        library("CreateGroup", GroupId=f"g{number}", GroupName="g", MaxCapacity=1)
    checks.raises(
        "31 groups", ERROR, lambda: library("CreateGroup", GroupId="g31", GroupName="g", MaxCapacity=1),
        (code, FAILED + "GroupCountExceeded"))
    library("DeleteImages", GroupId="wide", EntityId="banned")
    checks.equal("all of an entity", library("DescribeGroups", GroupId="wide")["Groups"][0]["PicCount"], 0)


def grants(context: Context, checks: Checks):
    group = {"GroupId": "mine", "GroupName": "g", "MaxCapacity": 10}
    denied, closed = "AuthFailure.UnauthorizedOperation", "FailedOperation.UnOpenError"
    for key, action, fields, expected in (
        ("caller", "CreateGroup", group, denied), ("reader", "DescribeGroups", {}, denied),
        ("narrow", "DescribeGroups", {}, closed),
        ("narrow", "DescribeKeywordsLibs", {}, "UnauthorizedOperation.Unauthorized"),
        ("caller", "DeleteLibSamples", {"LibID": "ads", "SampleIDs": ["1"]}, denied),
    ):
        checks.raises(f"{key}, {action}", ERROR, lambda: Library(context, key)(action, **fields), (code, expected))
    found = Library(context, "caller")("SearchImage", GroupId="known", ImageBase64=CHELSEA)
    checks.equal("caller searches", found["Count"], 1)
    other = Library(context, "other")
    checks.equal("another account's groups", other("DescribeGroups")["Groups"], [])
    Library(context, "other2")("CreateGroup", **{**group, "GroupId": "known"})
    checks.equal("the same id", len(other("DescribeGroups")["Groups"]), 1)


def suite(context: Context, checks: Checks):
    library = Library(context, "manager")
    for part in (groups, pictures, live, words, codes, bounds, grants):
        with checks.part(part.__name__):
            given = {"library": library, "context": context, "checks": checks}
            part(**{name: given[name] for name in part.__code__.co_varnames[: part.__code__.co_argcount]})


if __name__ == "__main__":
    run("tencent_libraries", suite)
