#!/usr/bin/env python3
"""Writes the description of our own interface, Service/Sources/ModerationService/Resources/openapi.json: what is said
below, with the schema of results from Documentation/schema. With --check: fails when the file is another one."""
import json
import pathlib
import sys

root = pathlib.Path(__file__).resolve().parents[2]
target = root / "Service/Sources/ModerationService/Resources/openapi.json"
result = json.loads((root / "Documentation/schema/moderation-result-2.json").read_text())


def renamed(value):
    """References of the result's schema as they are inside this document."""
    if isinstance(value, dict):
        return {
            key: "#/components/schemas/Result_" + child.removeprefix("#/$defs/")
            if key == "$ref" and child.startswith("#/$defs/")
            else renamed(child)
            for key, child in value.items()
        }
    return [renamed(child) for child in value] if isinstance(value, list) else value


schemas = {"Result_" + name: renamed(schema) for name, schema in result.pop("$defs").items()}
for key in ("$schema", "$id"):
    result.pop(key)
schemas["Result"] = renamed(result)

text = {"type": "string", "minLength": 1}
TASK_STATES = ["waiting", "judged", "delivered", "dead"]
# TaskLimits.maximumListCount.
MAXIMUM_TASKS = 1000
schemas |= {
    "Error": {
        "type": "object",
        "description": "Why there is no answer. code is stable; message is for people.",
        "required": ["code", "message", "isTransient"],
        "additionalProperties": False,
        "properties": {
            "code": {"type": "string"},
            "message": {"type": "string"},
            "isTransient": {"type": "boolean", "description": "Whether the same request may succeed a moment later."},
        },
    },
    "Failure": {
        "type": "object",
        "required": ["id", "error"],
        "additionalProperties": False,
        "properties": {"id": {"type": "string"}, "error": {"$ref": "#/components/schemas/Error"}},
    },
    "PictureFailure": {
        "type": "object",
        "description": "In the place of a result: this picture of several was not judged. It is not clean.",
        "required": ["source", "error"],
        "additionalProperties": False,
        "properties": {"source": {"type": "string"}, "error": {"$ref": "#/components/schemas/Error"}},
    },
    "Answer": {
        "type": "object",
        "description": "One result for each picture, in order. A result without a suggestion is of a refused picture, "
        "and one with an error of a picture that was not judged; neither is clean.",
        "required": ["id", "results"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string", "description": "The request's id, also in X-Request-Id and in the log."},
            "results": {
                "type": "array",
                "minItems": 1,
                "maxItems": 16,
                "items": {
                    "oneOf": [{"$ref": "#/components/schemas/Result"}, {"$ref": "#/components/schemas/PictureFailure"}]
                },
            },
        },
    },
    "Picture": {
        "type": "object",
        "description": "A picture as base64, or the address to download it from: one of the two.",
        "additionalProperties": False,
        "properties": {
            "id": text | {"maxLength": 256, "description": "What its result calls it, in `source`."},
            "base64": text | {"contentEncoding": "base64"},
            "url": text | {"format": "uri"},
        },
        "oneOf": [{"required": ["base64"]}, {"required": ["url"]}],
    },
    "Order": {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "image": {"$ref": "#/components/schemas/Picture"},
            "images": {"type": "array", "minItems": 1, "maxItems": 16, "items": {"$ref": "#/components/schemas/Picture"}},
            "policy": text | {"description": "A policy by name; else the account's, else the service's."},
            "scenes": {
                "type": "array",
                "minItems": 1,
                "items": text,
                "description": "The scenes to look at, of those of the policy: porn, terror, politics, text, tags; else all.",
            },
        },
        "oneOf": [{"required": ["image"]}, {"required": ["images"]}],
    },
    "Correction": {
        "type": "object",
        "description": "What a person says of an answer.",
        "required": ["type"],
        "additionalProperties": False,
        "properties": {
            "type": {"enum": ["falseAlarm", "missed", "otherLabel"]},
            "label": text | {"maxLength": 256, "description": "The label that is right; missed and otherLabel need one."},
            "subLabel": text | {"maxLength": 256},
            "suggestion": {"enum": ["PASS", "REVIEW", "BLOCK"]},
            "note": {"type": "string", "maxLength": 2000},
        },
    },
    "Record": {
        "type": "object",
        "description": "What is remembered of a picture that was judged or refused. What is unknown is left out.",
        "required": ["id", "time", "milliseconds", "account", "key", "interface", "application", "scene", "requestId",
                     "scenes", "text", "keywords", "codes", "policy", "models", "durationMilliseconds", "isCut"],
        "properties": {
            "id": {"type": "string", "pattern": "^[0-9a-v]{13}$", "description": "Later records have greater ids."},
            "time": {"type": "string", "format": "date-time"},
            "milliseconds": {"type": "integer"},
            "account": text, "subAccount": text, "key": text, "interface": text,
            "application": {"type": "string"},
            "scene": {"type": "string", "description": "The call's BizType."},
            "dataId": text, "requestId": {"type": "string"}, "url": text,
            "suggestion": {"enum": ["PASS", "REVIEW", "BLOCK"], "description": "Absent for a refused picture."},
            "label": text, "subLabel": text, "score": {"type": "number", "minimum": 0, "maximum": 1},
            "scenes": {"type": "array", "items": {"type": "object", "required": ["scene", "suggestion"], "properties": {
                "scene": text, "suggestion": text, "gap": text | {"description": "Why it was not looked at."}}}},
            "rejection": text,
            "text": {"type": "string", "maxLength": 5000},
            "keywords": {"type": "array", "items": {"type": "string"}},
            "codes": {"type": "array", "items": {"type": "string"}},
            "policy": {"type": "string"}, "policyVersion": text,
            "models": {"type": "array", "items": {"type": "object", "required": ["name", "sha256"],
                                                    "properties": {"name": text, "sha256": text}}},
            "sha256": text, "md5": text, "pdq": text, "pdqQuality": {"type": "integer", "minimum": 0, "maximum": 100},
            "width": {"type": "integer"}, "height": {"type": "integer"}, "format": text,
            "durationMilliseconds": {"type": "integer"},
            "isCut": {"type": "boolean", "description": "Whether something was longer than what is kept."},
            "correction": {"type": "object", "required": ["type", "by", "milliseconds", "note"]},
            "distanceBits": {"type": "integer", "description": "How far from the hash that was searched for."},
            "result": {"$ref": "#/components/schemas/Result"},
        },
    },
    "RecordPage": {
        "type": "object",
        "required": ["id", "records", "next"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string"},
            "records": {"type": "array", "maxItems": 1000, "items": {"$ref": "#/components/schemas/Record"}},
            "next": {"type": ["string", "null"], "description": "What to give as after for more."},
            "count": {"type": "integer", "maximum": 10000, "description": "How many there are, where count is true."},
            "hasMore": {"type": "boolean", "description": "Whether there are more than were counted."},
        },
    },
    "Task": {
        "type": "object",
        "description": "A task that was accepted. Times are in milliseconds since 1970. What is unknown is left out.",
        "required": ["id", "account", "key", "state", "interface", "callback", "pictureBytes", "attempts", "accepted"],
        "additionalProperties": False,
        "properties": {
            "id": text, "account": text, "key": text,
            "state": {"enum": TASK_STATES,
                      "description": "Not judged yet; judged, and to be told; told; given up, since nobody could be told."},
            "interface": text, "policy": {"type": "string"}, "dataId": {"type": "string"}, "callback": text,
            "address": text | {"description": "Where the picture is, where it did not come with the call."},
            "pictureBytes": {"type": "integer", "minimum": 0, "description": "Bytes of a picture that are kept."},
            "attempts": {"type": "integer", "minimum": 0,
                         "description": "While it waits, how often judging was begun; afterwards, callbacks that failed."},
            "accepted": {"type": "integer"}, "judged": {"type": "integer"}, "ended": {"type": "integer"},
            "nextAttempt": {"type": "integer"}, "lastError": {"type": "string"},
            "body": {"description": "What the callback says; alone in the answer to one task, until it is delivered."},
        },
    },
    "TaskPage": {
        "type": "object",
        "required": ["tasks", "counts"],
        "additionalProperties": False,
        "properties": {
            "tasks": {"type": "array", "maxItems": MAXIMUM_TASKS, "items": {"$ref": "#/components/schemas/Task"}},
            "next": text | {"description": "What to give as after for more."},
            "counts": {
                "type": "object",
                "description": "All tasks of the account by state.",
                "required": TASK_STATES,
                "additionalProperties": False,
                "properties": {state: {"type": "integer", "minimum": 0} for state in TASK_STATES},
            },
        },
    },
    "TaskSentAgain": {
        "type": "object", "required": ["id", "state"], "additionalProperties": False,
        "properties": {"id": {"type": "string"}, "state": {"const": "judged"}},
    },
    "TaskDropped": {
        "type": "object", "required": ["id", "dropped"], "additionalProperties": False,
        "properties": {"id": {"type": "string"}, "dropped": {"const": True}},
    },
    "TaskFailure": {
        "type": "object",
        "required": ["error"],
        "additionalProperties": False,
        "properties": {"error": {
            "type": "object", "required": ["code", "message"], "additionalProperties": False,
            "properties": {"code": {"type": "string"}, "message": {"type": "string"}}}},
    },
    "Status": {
        "type": "object",
        "required": ["status"],
        "additionalProperties": False,
        "properties": {"status": {"type": "string"}, "reason": {"type": "string"}},
    },
    "PlainError": {
        "type": "object",
        "required": ["error"],
        "additionalProperties": False,
        "properties": {"error": {"type": "string"}},
    },
}


def json_of(name, description):
    return {"description": description, "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}


failures = {
    "400": "Not what this interface takes: JSON, fields, base64, a policy or scene that is not here.",
    "401": "No key, or one that is not known.",
    "403": "The key may not call, or the account has not opened the service.",
    "408": "The body did not come in time.",
    "413": "More bytes than are taken.",
    "415": "Another content type than these.",
    "422": "The picture could not be downloaded.",
    "429": "More calls a second than the account may make.",
    "500": "This machine failed.",
    "503": "Everything that may wait waits, or a model failed, or the process is about to end; nothing was judged.",
    "504": "The time was up before everything was looked at; nothing is said to be clean.",
}
record_fields = {
    "since": "Not before: a day, an instant or milliseconds since 1970.", "until": "Before.",
    "suggestion": "PASS, REVIEW, BLOCK, or REJECTED for refused pictures.", "label": "A label.",
    "subLabel": "A sublabel.", "scene": "The call's BizType.", "application": "The scene's application.",
    "interface": "As ims.ImageModeration.", "policy": "A policy's name.", "dataId": "The caller's own id.",
    "url": "The address that the picture came from.", "key": "A key's id.", "sha256": "Of the bytes.", "md5": "Of the bytes.",
    "corrected": "true or false.", "correction": "falseAlarm, missed or otherLabel.", "gaps": "true or false.",
    "text": "Words of the text, keywords, codes, the id or the address.",
    "pdq": "64 hexadecimal digits, and behind a colon how many bits may differ, 0 to 31.",
    "order": "newestFirst or oldestFirst.", "after": "next of the answer before.",
    "limit": "1 to 1000, with results 200.", "results": "Whether whole results are in it.",
}
record_parameters = [
    {"name": name, "in": "query", "required": False, "schema": {"type": "string"}, "description": what}
    for name, what in record_fields.items()
]
count_parameter = {"name": "count", "in": "query", "required": False, "schema": {"type": "boolean"},
                   "description": "Whether to say how many there are."}
record_id = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
record_failures = {
    status: json_of("Failure", why)
    for status, why in {
        "400": "A field or value that is not taken.", "401": failures["401"],
        "403": "The key lacks the grant readRecords, for corrections manage.",
        "405": "Another method.", "503": "The records cannot be read or written now.",
    }.items()
}
missing = {"404": json_of("Failure", "The account has no such record.")}
task_failures = {
    status: json_of("TaskFailure", why)
    for status, why in {
        "400": "A value that is not taken, or no tasks are kept here.", "401": failures["401"], "403": "The key lacks the grant manage, or the account "
        "has not opened the service v1.", "405": "Another method.", "408": failures["408"], "413": failures["413"],
        "500": failures["500"], "503": "The tasks cannot be read or changed now.",
    }.items()
}
task_missing = {"404": json_of("TaskFailure", "The account has no such task.")}
page_failures = {"405": json_of("PlainError", "Another method than GET.")}
document = {
    "openapi": "3.1.0",
    "info": {
        "title": "swift-image-moderation",
        "version": "1",
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        "description": "Our own interface. Those of the clouds are described by their own documents; "
        "Documentation/Dialects.md says what differs. A JSON body with `input` is OpenAI's and is answered in its shape.",
    },
    "security": [{"bearer": []}, {"apiKey": []}],
    "paths": {
        "/v1/moderations": {
            "post": {
                "operationId": "moderate",
                "summary": "Judges one picture, or up to 16.",
                "parameters": [
                    {"name": name, "in": "query", "required": False, "schema": text | {"maxLength": 256},
                     "description": f"{what} For a body that is the picture itself."}
                    for name, what in (
                        ("policy", "A policy by name."),
                        ("scenes", "Scenes, with commas between."),
                        ("id", "What the result calls the picture."),
                    )
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Order"}},
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "required": ["image"],
                                "additionalProperties": False,
                                "properties": {
                                    "image": {"type": "array", "minItems": 1, "maxItems": 16,
                                              "items": {"type": "string", "contentMediaType": "application/octet-stream"}},
                                    "policy": text,
                                    "scenes": text,
                                },
                            }
                        },
                        "application/octet-stream": {},
                        "image/*": {},
                    },
                },
                "responses": {"200": json_of("Answer", "Judged, or refused by its limits.")}
                | {status: json_of("Failure", why) for status, why in failures.items()},
            }
        },
        "/v1/records": {
            "get": {"operationId": "searchRecords", "summary": "Finds the account's records, newest first.",
                    "parameters": record_parameters + [count_parameter],
                    "responses": {"200": json_of("RecordPage", "Some, and where to go on.")} | record_failures},
            "post": {"operationId": "searchRecordsByBody", "summary": "The same with the fields in a body.",
                     "requestBody": {"required": True, "content": {"application/json": {"schema": {
                         "type": "object", "additionalProperties": False,
                         "properties": {name: {"type": ["string", "integer", "boolean"], "description": what}
                                        for name, what in record_fields.items()} | {"count": {"type": "boolean"}}}}}},
                     "responses": {"200": json_of("RecordPage", "Some, and where to go on.")} | record_failures},
        },
        "/v1/records/export": {
            "get": {"operationId": "exportRecords", "summary": "A page of records as lines of JSON, oldest first, with "
                    "results. X-Next-After, where it is there, is what to give as after for more.",
                    "parameters": record_parameters,
                    "responses": {"200": {"description": "Lines of records.",
                                          "headers": {"X-Next-After": {"schema": {"type": "string"}}},
                                          "content": {"application/x-ndjson": {"schema": {"type": "string"}}}}}
                    | record_failures},
        },
        "/v1/records/{id}": {
            "get": {"operationId": "record", "summary": "A record with its result.", "parameters": record_id,
                    "responses": {"200": json_of("Record", "It.")} | record_failures | missing},
        },
        "/v1/records/{id}/correction": {
            "put": {"operationId": "correctRecord", "summary": "Says what the right answer was.", "parameters": record_id,
                    "requestBody": {"required": True, "content": {"application/json": {
                        "schema": {"$ref": "#/components/schemas/Correction"}}}},
                    "responses": {"200": json_of("Record", "The record with it.")} | record_failures | missing},
            "delete": {"operationId": "uncorrectRecord", "summary": "Takes the correction back.", "parameters": record_id,
                       "responses": {"200": json_of("Record", "The record without.")} | record_failures | missing},
        },
        "/v1/tasks": {
            "get": {"operationId": "tasks", "summary": "The account's tasks in the order in which they came.",
                    "parameters": [
                        {"name": name, "in": "query", "required": False, "schema": schema, "description": what}
                        for name, schema, what in (
                            ("state", {"enum": TASK_STATES}, "Of one state; else of all."),
                            ("after", {"type": "string"}, "next of the answer before."),
                            ("limit", {"type": "integer", "minimum": 1, "maximum": MAXIMUM_TASKS, "default": 100}, "How many."),
                        )
                    ],
                    "responses": {"200": json_of("TaskPage", "Some, and where to go on.")} | task_failures},
        },
        "/v1/tasks/{id}": {
            "get": {"operationId": "task", "summary": "A task, and what its callback says.", "parameters": record_id,
                    "responses": {"200": json_of("Task", "It.")} | task_failures | task_missing},
            "delete": {"operationId": "dropTask", "summary": "Removes a task; nobody is told of it any more.",
                       "parameters": record_id,
                       "responses": {"200": json_of("TaskDropped", "It is gone.")} | task_failures | task_missing},
        },
        "/v1/tasks/{id}/resend": {
            "post": {"operationId": "resendTask", "summary": "Begins anew to tell of a task that was given up.",
                     "parameters": record_id,
                     "responses": {"200": json_of("TaskSentAgain", "Its callback is due."),
                                   "409": json_of("TaskFailure", "It was not given up.")} | task_failures | task_missing},
        },
        "/healthz": {
            "get": {"operationId": "health", "summary": "Whether the process answers.", "security": [],
                    "responses": {"200": json_of("Status", "It does.")} | page_failures}
        },
        "/readyz": {
            "get": {"operationId": "readiness", "summary": "Whether pictures can be judged: a small one was, within the "
                    "last ten seconds.", "security": [],
                    "responses": {"200": json_of("Status", "They can."), "503": json_of("Status", "They cannot; the reason is there.")}
                    | page_failures}
        },
        "/metrics": {
            "get": {"operationId": "metrics", "summary": "Figures in Prometheus' text format, for this machine or for a key "
                    "that may read records.",
                    "responses": {"200": {"description": "The figures.", "content": {"text/plain": {"schema": {"type": "string"}}}},
                                  "403": json_of("PlainError", "Not for this caller.")} | page_failures}
        },
        "/openapi.json": {
            "get": {"operationId": "description", "summary": "This document.", "security": [],
                    "responses": {"200": {"description": "This document.", "content": {"application/json": {"schema": {"type": "object"}}}}}
                    | page_failures}
        },
    },
    "components": {
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer", "description": "A key's secret, or ID.SECRET."},
            "apiKey": {"type": "apiKey", "in": "header", "name": "X-Api-Key", "description": "The same."},
        },
        "schemas": dict(sorted(schemas.items())),
    },
}
text_of = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
if "--check" in sys.argv:
    sys.exit(0 if target.read_text() == text_of else f"{target.relative_to(root)} is not what Service/Scripts/openapi.py writes")
target.write_text(text_of)
