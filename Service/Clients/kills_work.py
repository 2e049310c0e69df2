"""What the clients of a service that is killed do, and how they hold it against what they know."""

import base64
import random
import threading
import time

from kills_model import FACES_OF_PERSON, Faces, read
from kills_receiver import Receiver
from signed import Refused, Signed, Uncertain

# Words of an error that says that the service is busy or the picture took too long; nothing else may be refused.
TRANSIENT = (
    "RequestLimitExceeded", "InQueueError", "RequestTimeout", "InternalError", "ServerBusy", "ResourceUnavailable")
MOST_REFUSALS = 50
MOST_WAITING = 50
MOST_GROUPS = 5
MOST_PERSONS = 20
NAMES = ["Ana", "张伟", "Łukasz 'q\"", "a\\b %_", "‮إيمان", "😀 Kim", "x" * 60]
FIELDS = ["", "部门", "a,b;c", "\"quoted\"", "末" * 60]
# Records are written within a second of the answer; what was answered less long before a death may be lost.
RECORD_SECONDS = 2.5
LIBRARY = "ads"


class Caller:
    """One account, one call at a time: at a death one call at most is uncertain."""

    def __init__(
        self, name: str, key: tuple[str, str], pictures: list[bytes], families: set, receiver: Receiver, seed: int):
        self.name, self.key, self.families, self.receiver = name, key, families, receiver
        self.pictures = [base64.b64encode(picture).decode() for picture in pictures]
        self.random = random.Random(seed)
        self.number = 0
        self.faces = Faces()
        self.uncertain: tuple | None = None
        self.accepted: dict[str, str] = {}
        self.answered: list[tuple[float, str]] = []
        self.kept: set[str] = set()
        self.corrected: dict[str, set] = {}
        self.images: dict[str, set] = {}
        self.words: set[str] = set()
        self.acknowledged = self.uncertain_count = self.transient = 0
        self.lost_late = 0
        self.failures: list[str] = []
        self.signed: Signed | None = None

    def fresh(self, prefix: str) -> str:
        self.number += 1
        return f"{prefix}{self.number}"

    def iai(self, action: str, parameters: dict) -> dict:
        return self.signed.call("iai", action, parameters)

    # Faces

    def face_call(self) -> tuple | None:
        """An action, what it asks and the pictures of its faces, chosen so that it must be done."""
        chance, model = self.random, self.faces
        groups, persons = list(model.groups), list(model.persons)
        kinds = ["CreateGroup"] * (3 if len(groups) < 2 else 1) + ["CreatePerson"] * 6 + [
            "CreateFace", "CreateFace", "CreateFace", "DeleteFace", "CopyPerson", "CopyPerson", "DeletePersonFromGroup",
            "DeletePersonFromGroup", "DeletePerson", "ModifyPersonBaseInfo", "ModifyPersonGroupInfo", "ModifyGroup",
            "DeleteGroup"]
        kind = chance.choice(kinds)
        if kind == "CreateGroup":
            if len(groups) >= MOST_GROUPS:
                return None
            name = self.fresh("g%@#&_-")
            return kind, {"GroupId": name, "GroupName": f"{chance.choice(NAMES)[:40]} {self.number}",
                          "Tag": chance.choice(FIELDS)[:40], "GroupExDescriptions": [
                              f"field {index}" for index in range(chance.randrange(4))]}, []
        if not groups:
            return None
        group = chance.choice(groups)
        if kind == "ModifyGroup":
            return kind, {"GroupId": group, "GroupName": self.fresh("renamed "), "Tag": chance.choice(FIELDS)[:40]}, []
        if kind == "DeleteGroup":
            return (kind, {"GroupId": group}, []) if chance.random() < 0.5 else None
        if kind == "CreatePerson":
            if len(persons) >= MOST_PERSONS:
                return None
            picture = chance.randrange(len(self.pictures))
            return kind, {"GroupId": group, "PersonId": self.fresh("p%@#&_-"), "PersonName": chance.choice(NAMES),
                          "Gender": chance.randrange(3), "PersonExDescriptionInfos": self.values(group),
                          "Image": self.pictures[picture]}, [picture]
        if not persons:
            return None
        name = chance.choice(persons)
        person = model.persons[name]
        if kind == "CreateFace":
            count = min(chance.choice([1, 1, 2]), FACES_OF_PERSON - len(person.faces))
            pictures = [chance.randrange(len(self.pictures)) for _ in range(count)]
            return (kind, {"PersonId": name, "FaceMatchThreshold": 0,
                           "Images": [self.pictures[picture] for picture in pictures]}, pictures) if count else None
        if kind == "DeleteFace":
            if len(person.faces) < 2:
                return None
            return kind, {"PersonId": name, "FaceIds": [chance.choice(list(person.faces))]}, []
        if kind == "CopyPerson":
            others = [group for group in groups if group not in person.groups]
            chance.shuffle(others)
            return (kind, {"PersonId": name, "GroupIds": others[: chance.randrange(1, 3)]}, []) if others else None
        if kind == "DeletePersonFromGroup":
            return kind, {"PersonId": name, "GroupId": chance.choice(list(person.groups))}, []
        if kind == "DeletePerson":
            return kind, {"PersonId": name}, []
        if kind == "ModifyPersonBaseInfo":
            return kind, {"PersonId": name, "PersonName": chance.choice(NAMES), "Gender": chance.randrange(3)}, []
        group = chance.choice(list(person.groups))
        values = self.values(group)
        return (kind, {"PersonId": name, "GroupId": group, "PersonExDescriptionInfos": values}, []) if values else None

    def values(self, group: str) -> list:
        count = len(self.faces.groups[group].fields)
        return [{"PersonExDescriptionIndex": index, "PersonExDescription": self.random.choice(FIELDS)}
                for index in range(count) if self.random.random() < 0.6]

    def do_faces(self):
        chosen = self.face_call()
        if chosen is None:
            return
        action, asked, pictures = chosen
        self.uncertain = ("faces", *chosen)
        answer = self.iai(action, asked)
        if action == "CreateFace" and answer["SucFaceNum"] != len(pictures):
            self.failures.append(f"CreateFace took {answer['SucFaceNum']} of {len(pictures)}: {answer['RetCode']}")
            return
        self.faces.apply(action, asked, answer, pictures)
        self.done()

    def check_faces(self, pending: tuple | None):
        seen = read(self.iai)
        expected = [self.faces]
        if pending:
            after = self.faces.copy()
            after.apply(pending[0], pending[1], None, pending[2])
            expected.append(after)
        problems = [state.difference(seen) for state in expected]
        if "" in problems:
            self.faces = expected[problems.index("")]
        else:
            action = pending[0] if pending else "no call"
            self.failures.append(f"after a death, with {action} under way: {' / or '.join(problems)}"[:3000])
            self.faces = seen
            return
        for group in self.faces.groups:
            members = self.faces.members(group)
            if not members:
                continue
            picture = self.random.randrange(len(self.pictures))
            answer = self.iai("SearchFaces", {"GroupIds": [group], "Image": self.pictures[picture], "MaxPersonNum": 100})
            found = {candidate["PersonId"]: candidate["FaceId"] for candidate in answer["Results"][0]["Candidates"]}
            own = {name for name in members if picture in self.faces.persons[name].faces.values()}
            if not own <= found.keys() <= set(members):
                self.failures.append(
                    f"search in {group}: expected {sorted(own)} within {sorted(members)}, got {sorted(found)}")
            for name, face in found.items():
                if name in self.faces.persons and face not in self.faces.persons[name].faces:
                    self.failures.append(f"search in {group}: {name} has no face {face}")

    # Tasks, records, libraries

    def do_tasks(self):
        # No more than can be worked off in the end.
        if len(self.accepted.keys() - self.receiver.seen.keys()) >= MOST_WAITING:
            time.sleep(0.01)
            return
        name = self.fresh(f"{self.name}-task-")
        self.uncertain = ("tasks", name)
        answer = self.signed.call("ims", "CreateImageModerationAsyncTask", {
            "DataId": name, "FileContent": self.pictures[0],
            "CallbackUrl": f"http://localhost:{self.receiver.port}/{self.name}"})
        self.accepted[name] = answer["RequestId"]
        self.done()

    def do_records(self):
        name = self.fresh(f"{self.name}-judged-")
        if self.kept and self.random.random() < 0.4:
            name = self.random.choice(sorted(self.kept))
            found = self.records(name)
            if len(found) != 1:
                self.failures.append(f"the record {name} was there and is there {len(found)} times")
                self.kept.discard(name)
                return
            kind = self.random.choice(["falseAlarm", "missed", "otherLabel"])
            self.uncertain = ("corrections", name, kind)
            value = {"type": kind, "note": self.random.choice(NAMES)}
            if kind != "falseAlarm":
                value |= {"label": "Ad", "suggestion": "BLOCK"}
            status, answer = self.signed.native("PUT", f"/v1/records/{found[0]['id']}/correction", value)
            if status >= 400:
                raise Refused("correction", str(status), str(answer))
            self.corrected[name] = {kind}
        else:
            self.signed.call("ims", "ImageModeration", {"DataId": name, "FileContent": self.pictures[0]})
            self.answered.append((time.monotonic(), name))
        self.done()

    def records(self, name: str) -> list:
        status, answer = self.signed.native("GET", f"/v1/records?dataId={name}")
        if status != 200:
            raise Refused("records", str(status), str(answer))
        return answer["records"]

    def check_records(self, pending: tuple | None, died: float):
        for moment, name in self.answered:
            found = len(self.records(name))
            if found == 1:
                self.kept.add(name)
            elif found or died - moment > RECORD_SECONDS:
                self.failures.append(f"{name} was answered {died - moment:.1f} s before a death and has {found} records")
            else:
                self.lost_late += 1
        self.answered = []
        for name, kinds in self.corrected.items():
            allowed = kinds | ({pending[1]} if pending and pending[0] == name else set())
            found = self.records(name)
            got = (found[0].get("correction") or {}).get("type") if len(found) == 1 else None
            if got not in allowed:
                self.failures.append(f"the correction of {name}: expected {sorted(allowed)}, got {got}")
            self.corrected[name] = {got} if got else kinds
        if pending and pending[0] not in self.corrected:
            found = self.records(pending[0])
            if found and found[0].get("correction"):
                self.corrected[pending[0]] = {found[0]["correction"]["type"]}

    def do_images(self):
        group = f"{self.name}_pictures"
        if group not in self.images:
            self.uncertain = ("images", "group", group)
            self.signed.call("tiia", "CreateGroup", {"GroupId": group, "GroupName": group, "MaxCapacity": 10_000})
            self.images[group] = set()
        elif self.images[group] and self.random.random() < 0.3:
            name = self.random.choice(sorted(self.images[group]))
            self.uncertain = ("images", "remove", group, name)
            self.signed.call("tiia", "DeleteImages", {"GroupId": group, "EntityId": name})
            self.images[group].discard(name)
        elif len(self.images[group]) < 30:
            name = self.fresh("entity")
            self.uncertain = ("images", "add", group, name)
            self.signed.call("tiia", "CreateImage", {
                "GroupId": group, "EntityId": name, "PicName": name, "ImageBase64": self.random.choice(self.pictures)})
            self.images[group].add(name)
        self.done()

    def check_images(self, pending: tuple | None):
        group = f"{self.name}_pictures"
        names = {item["GroupId"] for item in self.signed.call("tiia", "DescribeGroups", {"Limit": 100})["Groups"]}
        allowed = [set(self.images)] + ([set(self.images) | {group}] if pending and pending[0] == "group" else [])
        if names not in allowed:
            self.failures.append(f"groups of pictures: expected {allowed}, got {names}")
        if group not in names:
            self.images.pop(group, None)
            return
        names = self.images.setdefault(group, set())
        # One entity more than is known could have come of the call without an answer, no other.
        other = {pending[2]} if pending and pending[0] in ("add", "remove") else set()
        for name in names | other:
            try:
                there = bool(self.signed.call("tiia", "DescribeImages", {"GroupId": group, "EntityId": name})["ImageInfos"])
            except Refused:
                there = False
            if there != (name in names) and name not in other:
                self.failures.append(f"the picture {name}: expected {name in names}, got {there}")
            if name in other:
                (names.add if there else names.discard)(name)

    def do_words(self):
        if len(self.words) > 4 and self.random.random() < 0.4:
            words = self.random.sample(sorted(self.words), 3)
            self.uncertain = ("words", self.words - set(words))
            answer = self.signed.call("cms", "DeleteLibSamples", {"LibID": LIBRARY, "SampleContents": words})
            done = answer["Count"]
        else:
            words = [self.fresh("禁词 a;#,\"word\"") for _ in range(3)]
            self.uncertain = ("words", self.words | set(words))
            asked = [{"Content": word, "Label": "Ad"} for word in words]
            answer = self.signed.call("cms", "CreateKeywordsSamples", {"LibID": LIBRARY, "UserKeywords": asked})
            done = len(answer["SuccessInfos"])
        if done != len(words):
            self.failures.append(f"{done} of {len(words)} words: {answer}"[:500])
        self.words = self.uncertain[1]
        self.done()

    def check_words(self, pending: tuple | None):
        seen, offset = set(), 0
        while True:
            page = self.signed.call("cms", "DescribeLibSamples", {"LibID": LIBRARY, "Offset": offset, "Limit": 100})
            seen |= {one["Content"] for one in page["Infos"]}
            offset += 100
            if offset >= page["TotalCount"]:
                break
        allowed = [self.words, *(pending or ())]
        if seen not in allowed:
            self.failures.append(
                f"words: expected one of {[sorted(words ^ seen)[:6] for words in allowed]} not to differ"[:1000])
        self.words = seen

    # The whole

    def done(self):
        self.uncertain = None
        self.acknowledged += 1

    def settle(self, died: float):
        """Holds the service against what is known, with the call that had no answer done or not done."""
        pending = self.uncertain
        kind = None
        if pending is not None:
            kind = "records" if pending[0] == "corrections" else pending[0]
        for family in sorted(self.families | ({kind} if kind else set())):
            own = pending[1:] if kind == family else None
            if family == "faces":
                self.check_faces(own)
            elif family == "records":
                self.check_records(own, died)
            elif family == "images":
                self.check_images(own)
            elif family == "words":
                self.check_words(own)
            # Known now, whatever becomes of the other checks.
            if own is not None:
                self.uncertain = None
                self.uncertain_count += 1

    def work(self, port: int, died: float, ready: threading.Event, ends: threading.Event):
        """From a start of the service to its death."""
        self.signed = Signed(port, self.key)
        checks, refused = True, 0
        try:
            while not ends.is_set():
                try:
                    if checks:
                        self.settle(died)
                        checks, refused = False, 0
                        ready.set()
                    getattr(self, f"do_{self.random.choice(sorted(self.families))}")()
                except Refused as refusal:
                    self.transient += 1
                    if not any(word in refusal.code for word in (*TRANSIENT, "429", "503")):
                        self.failures.append(f"refused: {refusal}"[:500])
                    refused += 1
                    if refused == MOST_REFUSALS:
                        self.failures.append(f"nothing can be checked: {refusal}"[:500])
                        return
                    ends.wait(0.1)
                    checks, died = True, time.monotonic() if not checks else died
                except Uncertain:
                    if ends.wait(0.3):
                        return
                    checks, died = True, time.monotonic() if not checks else died
                except Exception as error:
                    self.failures.append(f"{type(error).__name__}: {error}"[:2000])
                    return
        finally:
            ready.set()
            self.signed.close()
