"""What the groups, persons and faces of an account must look like: the truth that a killed service is held against."""

import copy
from dataclasses import dataclass, field

FACES_OF_PERSON = 5


@dataclass
class Group:
    name: str
    tag: str
    fields: list


@dataclass
class Person:
    name: str
    gender: int
    # Face id to the picture that it is of. An id that begins with "?" is of a call without an answer.
    faces: dict = field(default_factory=dict)
    # Group to the values of its fields.
    groups: dict = field(default_factory=dict)


class Faces:
    """Groups and persons of one account, changed by the same calls as the service."""

    def __init__(self):
        self.groups: dict[str, Group] = {}
        self.persons: dict[str, Person] = {}
        self.unknown = 0

    def copy(self) -> "Faces":
        return copy.deepcopy(self)

    def members(self, group: str) -> list[str]:
        return [name for name, person in self.persons.items() if group in person.groups]

    def apply(self, action: str, asked: dict, answer: dict | None, pictures: list):
        """What a call that was done changes; without an answer the ids of new faces are not known."""
        getattr(self, action)(asked, answer, pictures)

    def new_faces(self, person: str, ids: list | None, pictures: list):
        faces = self.persons[person].faces
        for index, picture in enumerate(pictures):
            self.unknown += 1
            faces[ids[index] if ids else f"?{self.unknown}"] = picture

    def CreateGroup(self, asked, answer, pictures):
        self.groups[asked["GroupId"]] = Group(asked["GroupName"], asked["Tag"], list(asked["GroupExDescriptions"]))

    def ModifyGroup(self, asked, answer, pictures):
        group = self.groups[asked["GroupId"]]
        group.name, group.tag = asked["GroupName"], asked["Tag"]

    def DeleteGroup(self, asked, answer, pictures):
        del self.groups[asked["GroupId"]]
        for name in self.members(asked["GroupId"]):
            self.leave(name, asked["GroupId"])

    def leave(self, name: str, group: str):
        person = self.persons[name]
        del person.groups[group]
        if not person.groups:
            del self.persons[name]

    def CreatePerson(self, asked, answer, pictures):
        fields = [""] * len(self.groups[asked["GroupId"]].fields)
        for value in asked["PersonExDescriptionInfos"]:
            fields[value["PersonExDescriptionIndex"]] = value["PersonExDescription"]
        self.persons[asked["PersonId"]] = Person(
            asked["PersonName"], asked["Gender"], groups={asked["GroupId"]: fields})
        self.new_faces(asked["PersonId"], [answer["FaceId"]] if answer else None, pictures)

    def CreateFace(self, asked, answer, pictures):
        self.new_faces(asked["PersonId"], answer["SucFaceIds"] if answer else None, pictures)

    def DeleteFace(self, asked, answer, pictures):
        for face in asked["FaceIds"]:
            del self.persons[asked["PersonId"]].faces[face]

    def CopyPerson(self, asked, answer, pictures):
        for group in asked["GroupIds"]:
            self.persons[asked["PersonId"]].groups[group] = [""] * len(self.groups[group].fields)

    def DeletePersonFromGroup(self, asked, answer, pictures):
        self.leave(asked["PersonId"], asked["GroupId"])

    def DeletePerson(self, asked, answer, pictures):
        del self.persons[asked["PersonId"]]

    def ModifyPersonBaseInfo(self, asked, answer, pictures):
        person = self.persons[asked["PersonId"]]
        person.name, person.gender = asked["PersonName"], asked["Gender"]

    def ModifyPersonGroupInfo(self, asked, answer, pictures):
        for value in asked["PersonExDescriptionInfos"]:
            fields = self.persons[asked["PersonId"]].groups[asked["GroupId"]]
            fields[value["PersonExDescriptionIndex"]] = value["PersonExDescription"]

    def difference(self, seen: "Faces") -> str:
        """What is otherwise in what was read from the service; nothing where both agree. Takes over unknown ids."""
        if self.groups != seen.groups:
            return f"groups: expected {self.groups}, got {seen.groups}"
        if self.persons.keys() != seen.persons.keys():
            return f"persons: expected {sorted(self.persons)}, got {sorted(seen.persons)}"
        for name, person in self.persons.items():
            other = seen.persons[name]
            if (person.name, person.gender, person.groups) != (other.name, other.gender, other.groups):
                return f"person {name}: expected {person}, got {other}"
            known = {face for face in person.faces if not face.startswith("?")}
            if len(person.faces) != len(other.faces) or not known <= other.faces.keys():
                return f"faces of {name}: expected {sorted(person.faces)}, got {sorted(other.faces)}"
        for name, person in self.persons.items():
            new = sorted(seen.persons[name].faces.keys() - person.faces.keys(), key=int)
            unknown = [face for face in person.faces if face.startswith("?")]
            for old, face in zip(unknown, new):
                person.faces[face] = person.faces.pop(old)
        return ""


def read(call) -> Faces:
    """What the service says of all groups of an account. `call` takes an action and its parameters."""
    seen, offset = Faces(), 0
    while True:
        page = call("GetGroupList", {"Offset": offset, "Limit": 1000})
        for group in page["GroupInfos"]:
            seen.groups[group["GroupId"]] = Group(
                group["GroupName"], group["Tag"], list(group["GroupExDescriptions"] or []))
        offset += 1000
        if offset >= page["GroupNum"]:
            break
    for group in seen.groups:
        page = call("GetPersonList", {"GroupId": group, "Limit": 1000})
        persons, faces = page["PersonInfos"] or [], 0
        for person in persons:
            faces += len(person["FaceIds"])
            known = seen.persons.setdefault(
                person["PersonId"], Person(person["PersonName"], person["Gender"], dict.fromkeys(person["FaceIds"])))
            if (known.name, known.faces.keys()) != (person["PersonName"], set(person["FaceIds"])):
                raise AssertionError(f"{person['PersonId']} differs between groups")
            known.groups[group] = list(person["PersonExDescriptions"] or [])
        counts = call("GetPersonListNum", {"GroupId": group})
        told = [(page["PersonNum"], page["FaceNum"]), (counts["PersonNum"], counts["FaceNum"])]
        if told != [(len(persons), faces)] * 2:
            raise AssertionError(f"group {group} has {len(persons)} persons and {faces} faces; the service counts {told}")
    return seen
