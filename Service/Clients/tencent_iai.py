"""IAI of 2020-03-03 by its SDK: every action, and its documented error codes, each provoked where it can be."""

import secrets
import struct
import zlib

from checks import FIXTURES, Checks, Context, run
from tencent import ERROR, REGION, code, credentials, profile, text
from tencentcloud.iai.v20200303 import errorcodes, iai_client, models

FACES = FIXTURES / "images/photos-faces"
HOPPER, HOPPER_PNG, HOPPER_BMP, ASTRONAUT = (
    text((FACES / name).read_bytes()) for name in ("hopper.jpg", "hopper.png", "hopper.bmp", "astronaut.png"))
CAT = text((FACES / "chelsea.png").read_bytes())
GIF = text((FACES / "hopper.gif").read_bytes())
VALUE, FAILED = "InvalidParameterValue.", "FailedOperation."

# What the documents list and nothing here can provoke, with the reason.
NEVER = {
    "it speaks of bills, and nobody is charged here": (
        "ResourceUnavailable.ChargeStatusException", "ResourceUnavailable.Delivering", "ResourceUnavailable.Freeze",
        "ResourceUnavailable.GetAuthInfoError", "ResourceUnavailable.InArrears", "ResourceUnavailable.LowBalance",
        "ResourceUnavailable.NotReady", "ResourceUnavailable.Recover", "ResourceUnavailable.StopUsing",
        "ResourceUnavailable.UnknownStatus", "ResourcesSoldOut.ChargeStatusException"),
    "it speaks of jobs of other models, which are refused as a whole": (
        "FailedOperation.AcrossVersionsError", "FailedOperation.CheckDuplicatePersonTaskNotFinished",
        "FailedOperation.CheckSimilarPersonTimeExceed", "FailedOperation.GroupCannotUpgrade",
        "FailedOperation.JobCannnotRollback", "FailedOperation.JobIdNotExist", "FailedOperation.JobNotExist",
        "FailedOperation.UpgradeJobIdNotExist", "InvalidParameterValue.UnsupportedGroupFaceModelVersion"),
    "changes are whole and wait for each other: nothing is half-deleted, lost or in conflict": (
        "FailedOperation.ConflictOperation", "FailedOperation.CreateFaceConcurrent",
        "FailedOperation.GroupInDeletedState", "FailedOperation.GroupLostFaces"),
    "a code that says more, or another of the same meaning, is told": (
        "AuthFailure.InvalidAuthorization", "FailedOperation", "FailedOperation.CompareFail",
        "FailedOperation.GroupPersonMapExist", "FailedOperation.RequestLimitExceeded", "FailedOperation.RpcFail",
        "FailedOperation.UnKnowError", "LimitExceeded", "InvalidParameterValue.GroupFaceNumExceed",
        "InvalidParameterValue.GroupIdNotExists", "InvalidParameterValue.ImageEmptyError",
        "UnsupportedOperation.UnknowMethod"),
    "no action here checks photos of documents": (
        "FailedOperation.LifePhotoDetectFaces", "FailedOperation.LifePhotoDetectFake",
        "FailedOperation.LifePhotoDetectNoFaces", "FailedOperation.LifePhotoSizeError"),
    "it takes a machine that fails, a clock that runs out, or more than a test should write": (
        "FailedOperation.ImageFacedetectFailed", "FailedOperation.RequestTimeout", "FailedOperation.ServerError",
        "InternalError", "InvalidParameterValue.AccountFaceNumExceed", "InvalidParameterValue.GroupNumExceed",
        "InvalidParameterValue.GroupNumPerPersonExceed"),
    "an address that leads nowhere is told as one that is refused, so that nobody learns which names there are": (
        "FailedOperation.ImageDownloadError",),
}  # fmt: skip


class Faces:
    """The client, with a prefix of ids that no other run has."""

    def __init__(self, context: Context, checks: Checks):
        self.client = iai_client.IaiClient(credentials(context), REGION, profile(context))
        self.checks = checks
        self.mark = secrets.token_hex(4)
        self.provoked: set[str] = set()

    def id(self, name: str) -> str:
        return f"{name}-{self.mark}"

    def ask(self, action: str, **fields):
        """The typed answer of an action."""
        request = getattr(models, f"{action}Request")()
        request._deserialize(fields)
        return getattr(self.client, action)(request)

    def refuse(self, what: str, action: str, expected: str, **fields):
        error = self.checks.raises(
            f"{action}: {what}", ERROR, lambda: self.ask(action, **fields), (code, expected))
        if error and code(error) == expected:
            self.provoked.add(expected)
            self.checks.true(f"{action}: {what}: RequestId", bool(error.get_request_id()), error)
        return error


def recognition(faces: Faces, checks: Checks):
    pictures = (("JPEG", HOPPER, (128, 128)), ("BMP", HOPPER_BMP, (128, 128)), ("PNG", ASTRONAUT, (512, 512)))
    for name, image, size in pictures:
        with checks.part(f"DetectFace of a {name}"):
            answer = faces.ask("DetectFace", Image=image, MaxFaceNum=5, NeedFaceAttributes=1, NeedQualityDetection=1)
            checks.equal("size", (answer.ImageWidth, answer.ImageHeight), size)
            checks.equal("faces", len(answer.FaceInfos), 1)
            face = answer.FaceInfos[0]
            checks.true("the box lies inside", 0 <= face.X and face.X + face.Width <= size[0] and face.Width > 30, face)
            checks.equal("attributes are not made up", face.FaceAttributesInfo, None)
            checks.true("quality", 0 < face.FaceQualityInfo.Brightness < 100, face.FaceQualityInfo.Brightness)
            checks.equal("FaceModelVersion", answer.FaceModelVersion, "3.0")
    with checks.part("AnalyzeFace"):
        shape = faces.ask("AnalyzeFace", Image=ASTRONAUT).FaceShapeSet[0]
        left, right, nose = shape.LeftPupil[0], shape.RightPupil[0], shape.Nose[0]
        checks.true("the points lie as in a face", left.X < nose.X < right.X and left.Y < nose.Y, (left, right, nose))
        checks.equal("corners of the mouth", len(shape.Mouth), 2)
    with checks.part("CompareFace"):
        same = faces.ask("CompareFace", ImageA=HOPPER, ImageB=HOPPER_PNG)
        other = faces.ask("CompareFace", ImageA=HOPPER, ImageB=ASTRONAUT)
        checks.true("one person", same.Score > 60, same.Score)
        checks.true("two persons", other.Score < 40, other.Score)


def groups(faces: Faces, checks: Checks):
    group = faces.id("group")
    with checks.part("groups"):
        made = faces.ask(
            "CreateGroup", GroupId=group, GroupName=f"组 {faces.mark}", GroupExDescriptions=["学号", "电话"], Tag="标")
        checks.equal("CreateGroup", made.FaceModelVersion, "3.0")
        kept = faces.ask("GetGroupInfo", GroupId=group)
        checks.equal("GetGroupInfo", (kept.GroupName, kept.Tag), (f"组 {faces.mark}", "标"))
        checks.equal("fields", kept.GroupExDescriptions, ["学号", "电话"])
        faces.ask(
            "ModifyGroup", GroupId=group, Tag="", GroupExDescriptionInfos=[
                {"GroupExDescriptionIndex": 1, "GroupExDescription": "phone"}])
        listed = faces.ask("GetGroupList", Limit=1000)
        mine = [one for one in listed.GroupInfos if one.GroupId == group]
        checks.equal("GetGroupList", [(one.Tag, one.GroupExDescriptions) for one in mine], [("", ["学号", "phone"])])
        checks.true("GroupNum", listed.GroupNum >= 1, listed.GroupNum)
        checks.true("times", mine[0].UpdateTimestamp >= mine[0].CreationTimestamp > 1_700_000_000_000, mine[0])
    return group


def persons(faces: Faces, checks: Checks, group: str):
    hopper, astronaut, second = faces.id("hopper"), faces.id("astronaut"), faces.id("second")
    with checks.part("persons"):
        faces.ask("CreateGroup", GroupId=second, GroupName=second)
        made = faces.ask(
            "CreatePerson", GroupId=group, PersonId=hopper, PersonName="Grace", Gender=2, Image=HOPPER,
            PersonExDescriptionInfos=[{"PersonExDescriptionIndex": 0, "PersonExDescription": "1"}])
        checks.true("CreatePerson", bool(made.FaceId) and made.FaceRect.Width > 0, made)
        faces.ask("CreatePerson", GroupId=group, PersonId=astronaut, PersonName="Eileen", Image=ASTRONAUT)
        again = faces.ask(
            "CreatePerson", GroupId=group, PersonId=faces.id("x"), PersonName="x", Image=HOPPER_PNG,
            UniquePersonControl=4)
        checks.equal("UniquePersonControl", (again.SimilarPersonId, again.FaceId), (hopper, ""))
        copied = faces.ask("CopyPerson", PersonId=hopper, GroupIds=[second])
        checks.equal("CopyPerson", (copied.SucGroupNum, copied.SucGroupIds), (1, [second]))
        faces.ask("ModifyPersonBaseInfo", PersonId=hopper, PersonName="Grace 2", Gender=0)
        faces.ask(
            "ModifyPersonGroupInfo", GroupId=group, PersonId=hopper, PersonExDescriptionInfos=[
                {"PersonExDescriptionIndex": 1, "PersonExDescription": "555"}])
        base = faces.ask("GetPersonBaseInfo", PersonId=hopper)
        checks.equal("GetPersonBaseInfo", (base.PersonName, base.Gender, base.FaceIds), ("Grace 2", 0, [made.FaceId]))
        within = faces.ask("GetPersonGroupInfo", PersonId=hopper)
        checks.equal(
            "GetPersonGroupInfo", [(one.GroupId, one.PersonExDescriptions) for one in within.PersonGroupInfos],
            [(group, ["1", "555"]), (second, [])])
        listed = faces.ask("GetPersonList", GroupId=group)
        checks.equal("GetPersonList", [one.PersonId for one in listed.PersonInfos], [hopper, astronaut])
        counted = faces.ask("GetPersonListNum", GroupId=group)
        checks.equal("GetPersonListNum", (counted.PersonNum, counted.FaceNum), (2, 2))
    with checks.part("faces"):
        added = faces.ask("CreateFace", PersonId=hopper, Images=[HOPPER_PNG, CAT, ASTRONAUT, GIF])
        checks.equal("RetCode", added.RetCode, [0, -1101, -1604, -1102])
        checks.equal("SucIndexes", (added.SucFaceNum, added.SucIndexes), (1, [0]))
        deleted = faces.ask("DeleteFace", PersonId=hopper, FaceIds=added.SucFaceIds)
        checks.equal("DeleteFace", (deleted.SucDeletedNum, deleted.SucFaceIds), (1, added.SucFaceIds))
    return hopper, astronaut, second


def searches(faces: Faces, checks: Checks, group: str, hopper: str, second: str):
    with checks.part("searches"):
        for action, counted in (("SearchFaces", "FaceNum"), ("SearchPersons", "PersonNum")):
            answer = faces.ask(action, GroupIds=[group, second], Image=HOPPER_PNG, NeedPersonInfo=1)
            best = answer.Results[0].Candidates[0]
            checks.equal(action, (best.PersonId, best.PersonName), (hopper, "Grace 2"))
            checks.true(f"{action}: score", best.Score > 80, best.Score)
            checks.equal(f"{action}: groups", len(best.PersonGroupInfos), 2)
            checks.equal(f"{action}: {counted}", getattr(answer, counted), 2)
            answer = faces.ask(
                f"{action}ReturnsByGroup", GroupIds=[second, group], Image=HOPPER_PNG, FaceMatchThreshold=70)
            found = answer.ResultsReturnsByGroup[0].GroupCandidates
            checks.equal(f"{action}ReturnsByGroup", [one.GroupId for one in found], [second, group])
            checks.equal("their persons", [[c.PersonId for c in one.Candidates] for one in found], [[hopper], [hopper]])
        for action in ("VerifyFace", "VerifyPerson"):
            checks.equal(action, faces.ask(action, PersonId=hopper, Image=HOPPER_PNG).IsMatch, True)
            checks.equal(f"{action} of another", faces.ask(action, PersonId=hopper, Image=ASTRONAUT).IsMatch, False)


def removals(faces: Faces, checks: Checks, group: str, hopper: str, astronaut: str, second: str):
    with checks.part("removals"):
        faces.ask("DeletePersonFromGroup", PersonId=hopper, GroupId=group)
        checks.equal("still in the other group", len(faces.ask("GetPersonBaseInfo", PersonId=hopper).FaceIds), 1)
        faces.ask("DeletePerson", PersonId=astronaut)
        checks.equal("GetPersonListNum", faces.ask("GetPersonListNum", GroupId=group).PersonNum, 0)
        faces.ask("DeleteGroup", GroupId=second)
        faces.refuse("gone with the last group", "GetPersonBaseInfo", VALUE + "PersonIdNotExist", PersonId=hopper)
        faces.ask("DeleteGroup", GroupId=group)


def refusals(faces: Faces, checks: Checks, group: str, hopper: str):
    """The codes of values, with a group of two fields and a person in it."""
    bad, name, long = "a b", "n" * 61, "i" * 65
    new = {"GroupId": faces.id("new"), "GroupName": "new" + faces.mark}
    six = [str(index) for index in range(6)]

    def info(index: int, value="x", kind="Person") -> dict:
        return {f"{kind}ExDescriptionIndex": index, f"{kind}ExDescription": value}

    for what, expected, fields in (
        ("its id", VALUE + "GroupIdAlreadyExist", {"GroupId": group}),
        ("its name", VALUE + "GroupNameAlreadyExist", {"GroupName": f"组 {faces.mark}"}),
        ("a bad id", VALUE + "GroupIdIllegal", {"GroupId": bad}),
        ("a long id", VALUE + "GroupIdTooLong", {"GroupId": long}),
        ("a bad name", VALUE + "GroupNameIllegal", {"GroupName": "a\nb"}),
        ("a long name", VALUE + "GroupNameTooLong", {"GroupName": name}),
        ("a bad tag", VALUE + "GroupTagIllegal", {"Tag": "\x07"}),
        ("a long tag", VALUE + "GroupTagTooLong", {"Tag": "t" * 41}),
        ("six fields", VALUE + "GroupExDescriptionsExceed", {"GroupExDescriptions": six}),
        ("a field twice", VALUE + "GroupExDescriptionsNameIdentical", {"GroupExDescriptions": ["a", "a"]}),
        ("a bad field", VALUE + "GroupExDescriptionsNameIllegal", {"GroupExDescriptions": [""]}),
        ("a long field", VALUE + "GroupExDescriptionsNameTooLong", {"GroupExDescriptions": ["f" * 31]}),
        ("another model", VALUE + "FaceModelVersionIllegal", {"FaceModelVersion": "2.0"}),
        ("no name", "MissingParameter.ErrorParameterEmpty", {"GroupName": ""}),
    ):
        faces.refuse(what, "CreateGroup", expected, **{**new, **fields})
    faces.refuse(
        "a field's name of another", "ModifyGroup", FAILED + "DuplicatedGroupDescription", GroupId=group,
        GroupExDescriptionInfos=[info(0, "phone", "Group")])
    faces.refuse("no such group", "DeleteGroup", VALUE + "GroupIdNotExist", GroupId=faces.id("none"))
    faces.refuse("Limit", "GetGroupList", VALUE + "LimitExceed", Limit=1001)
    faces.refuse("Offset", "GetGroupList", VALUE + "OffsetExceed", Offset=90_000_000)
    person = {"GroupId": group, "PersonId": faces.id("p"), "PersonName": "p", "Image": HOPPER}
    for what, expected, fields in (
        ("its id", VALUE + "PersonIdAlreadyExist", {"PersonId": hopper}),
        ("a bad id", VALUE + "PersonIdIllegal", {"PersonId": bad}),
        ("a long id", VALUE + "PersonIdTooLong", {"PersonId": long}),
        ("a bad name", VALUE + "PersonNameIllegal", {"PersonName": "\x00"}),
        ("a long name", VALUE + "PersonNameTooLong", {"PersonName": name}),
        ("a gender", VALUE + "PersonGenderIllegal", {"Gender": 3}),
        ("three fields of two", VALUE + "PersonExDescriptionInfosExceed", {"PersonExDescriptionInfos": [info(2)]}),
        (
            "a field twice", VALUE + "PersonExDescriptionsNameIdentical",
            {"PersonExDescriptionInfos": [info(0), info(0)]}),
        ("a bad value", VALUE + "PersonExDescriptionsNameIllegal", {"PersonExDescriptionInfos": [info(0, "\n")]}),
        ("a long value", VALUE + "PersonExDescriptionsNameTooLong", {"PersonExDescriptionInfos": [info(0, "v" * 61)]}),
        ("QualityControl", VALUE + "QualityControlIllegal", {"QualityControl": 5}),
        ("UniquePersonControl", VALUE + "UniquePersonControlIllegal", {"UniquePersonControl": 5}),
        ("no picture", VALUE + "ImageEmpty", {"Image": ""}),
        ("an inside address", VALUE + "UrlIllegal", {"Url": "http://localhost/a.jpg"}),
        ("a cat", VALUE + "NoFaceInPhoto", {"Image": CAT}),
        ("a GIF", FAILED + "ImageDecodeFailed", {"Image": GIF}),
        ("a small picture", FAILED + "ImageResolutionTooSmall", {"Image": text(png(63, 64))}),
        ("a wide PNG", FAILED + "ImageResolutionExceed", {"Image": text(png(2001, 64))}),
        ("a large text", FAILED + "ImageSizeExceed", {"Image": "A" * 5_242_884}),
        ("a poor face", FAILED + "FaceQualityNotQualified", {"Image": HOPPER, "QualityControl": 4}),
    ):
        faces.refuse(what, "CreatePerson", expected, **{**person, **fields})
    faces.refuse("twice", "CopyPerson", VALUE + "PersonExistInGroup", PersonId=hopper, GroupIds=[group])
    faces.refuse(
        "not in it", "DeletePersonFromGroup", FAILED + "GroupPersonMapNotExist", PersonId=hopper,
        GroupId=faces.id("empty"))
    face = faces.ask("GetPersonBaseInfo", PersonId=hopper).FaceIds
    faces.refuse("the last one", "DeleteFace", VALUE + "DeleteFaceNumExceed", PersonId=hopper, FaceIds=face)
    faces.refuse("five", "CreateFace", VALUE + "UploadFaceNumExceed", PersonId=hopper, Images=[HOPPER] * 5)
    faces.refuse(
        "threshold", "CreateFace", VALUE + "FaceMatchThresholdIllegal", PersonId=hopper, Images=[HOPPER],
        FaceMatchThreshold=101)
    faces.ask("CreateFace", PersonId=hopper, Images=[HOPPER_PNG])
    faces.refuse("six", "CreateFace", VALUE + "PersonFaceNumExceed", PersonId=hopper, Images=[HOPPER] * 4)
    search = {"GroupIds": [group], "Image": HOPPER}
    for what, expected, fields in (
        ("101 groups", VALUE + "GroupIdsExceed", {"GroupIds": [group] * 101}),
        ("an empty group", VALUE + "NoFaceInGroups", {"GroupIds": [faces.id("empty")]}),
        ("MaxFaceNum", FAILED + "SearchFacesExceed", {"MaxFaceNum": 11}),
        ("MaxPersonNum", VALUE + "SearchPersonsExceed", {"MaxPersonNum": 101}),
        ("MinFaceSize", FAILED + "FaceSizeTooSmall", {"MinFaceSize": 400}),
        ("MinFaceSize of 4001", "InvalidParameter.InvalidParameter", {"MinFaceSize": 4001}),
    ):
        faces.refuse(what, "SearchFaces", expected, **{**search, **fields})
    faces.refuse("121 faces", "DetectFace", "LimitExceeded.ErrorFaceNumExceed", Image=HOPPER, MaxFaceNum=121)
    faces.refuse("a text", "GetGroupList", "InvalidParameter", Limit="ten")
    for action, fields in (
        ("DetectFaceAttributes", {"Image": HOPPER}), ("AnalyzeDenseLandmarks", {"Image": HOPPER}),
        ("CompareMaskFace", {"ImageA": HOPPER, "ImageB": HOPPER}), ("DetectLiveFaceAccurate", {"Image": HOPPER}),
        ("DetectFaceSimilarity", {"ImageA": HOPPER, "ImageB": HOPPER}),
        ("UpgradeGroupFaceModelVersion", {"GroupId": group, "FaceModelVersion": "3.0"}),
        ("GetUpgradeGroupFaceModelVersionResult", {"JobId": "1"}), ("GetUpgradeGroupFaceModelVersionJobList", {}),
        ("RevertGroupFaceModelVersion", {"JobId": "1"}),
    ):
        error = faces.refuse("says why", action, "UnsupportedOperation", **fields)
        checks.true(f"{action} is named", error is not None and action in error.get_message(), error)


def accounts(context: Context, faces: Faces, checks: Checks, group: str):
    """Who may what; accounts do not see each other's groups."""
    if not context.asks_for_keys:
        return
    with checks.part("accounts"):
        for key, action, expected in (
            ("caller", "CreateGroup", "AuthFailure.UnauthorizedOperation"),
            ("reader", "GetGroupList", "AuthFailure.UnauthorizedOperation"),
            ("narrow", "GetGroupList", "ResourceUnavailable.NotExist"),
            ("slow", "GetGroupInfo", VALUE + "GroupIdNotExist"),
        ):
            client = iai_client.IaiClient(credentials(context, key), REGION, profile(context))
            fields = {} if action == "GetGroupList" else {"GroupId": group, "GroupName": "n"}
            if action == "GetGroupInfo":
                del fields["GroupName"]
            request = getattr(models, f"{action}Request")()
            request._deserialize(fields)
            error = checks.raises(key, ERROR, lambda: getattr(client, action)(request), (code, expected))
            if error:
                faces.provoked.add(code(error))


def rates(context: Context, faces: Faces, checks: Checks):
    """Groups of interfaces have a rate each; the account may make one call a second of each."""
    if not context.asks_for_keys:
        return
    client = iai_client.IaiClient(credentials(context, "single"), REGION, profile(context))

    def refused() -> bool:
        try:
            client.GetGroupList(models.GetGroupListRequest())
        except ERROR as error:
            faces.provoked.add(code(error))
            return code(error) == "RequestLimitExceeded"
        return False

    # A slow machine may take a second for some of them.
    checks.true("calls of one group are refused above its rate", any([refused() for _ in range(20)]), None)


def png(width: int, height: int) -> bytes:
    """A gray PNG."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def table(faces: Faces, checks: Checks):
    """Every code of the SDK's list was provoked, or has its reason."""
    listed = {value for name, value in vars(errorcodes).items() if name.isupper()}
    reasons = {one: reason for reason, codes in NEVER.items() for one in codes}
    for one in sorted(listed | faces.provoked):
        print(f"{one}: {'provoked' if one in faces.provoked else reasons.get(one, 'NOT PROVOKED')}")
        checks.true(f"{one} is provoked or has a reason", one in faces.provoked or one in reasons, one)


def suite(context: Context, checks: Checks):
    faces = Faces(context, checks)
    recognition(faces, checks)
    group = groups(faces, checks)
    hopper, astronaut, second = persons(faces, checks, group)
    searches(faces, checks, group, hopper, second)
    with checks.part("refusals"):
        faces.ask("CreateGroup", GroupId=faces.id("empty"), GroupName=faces.id("empty"))
        refusals(faces, checks, group, hopper)
        accounts(context, faces, checks, group)
        rates(context, faces, checks)
        faces.ask("DeleteGroup", GroupId=faces.id("empty"))
    with checks.part("after the refusals"):
        kept = faces.ask("GetPersonBaseInfo", PersonId=hopper).FaceIds
        faces.ask("DeleteFace", PersonId=hopper, FaceIds=kept[1:])
    removals(faces, checks, group, hopper, astronaut, second)
    table(faces, checks)


if __name__ == "__main__":
    run("tencent_iai", suite)
