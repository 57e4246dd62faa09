"""What every call of the OpenAPI document shares: problem answers, ETags and repeatable writes."""

# What the document calls a vocabulary that several fields share.
ENUM_NAMES = {
    "Region": "exercises.vocabulary.Region",
    "EpisodeRegion": "patients.models.EPISODE_REGIONS",
    "Stage": "exercises.vocabulary.Stage",
    "Method": "exercises.vocabulary.Method",
    "Position": "exercises.vocabulary.Position",
    "Side": "exercises.vocabulary.Side",
    "PlanStatus": "prescriptions.models.Status",
    "Outcome": "prescriptions.models.Outcome",
    "EndedReason": "prescriptions.models.EndedReason",
    "Language": "accounts.models.Language",
    "Level": "prescriptions.safety.finding.Level",
    "Urgency": "prescriptions.safety.finding.URGENCIES",
    "CheckInKind": "prescriptions.models.CheckInKind",
}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457: what went wrong, in a form a program can read.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "object",
            "description": "On 400: field to messages.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "findings": {
            "type": "array",
            "description": "On 409, and where a rule refuses with 403: what the rules say.",
            "items": {"type": "object"},
        },
    },
}
EVERY_CALL = {"400": "A field is wrong", "401": "No valid token", "403": "Not allowed", "429": "Too many calls"}
ON_A_PATH = {"404": "Nothing here for you"}
ON_A_WRITE = {
    "404": "Nothing here for you",
    "409": "The state, or a rule, does not allow it",
    "411": "The body came without a length",
    "412": "It changed since you read it",
    "413": "The body is too large",
    "415": "Not application/json",
    "422": "The id or key was used with another body",
    "428": "If-Match is missing",
}
HEADERS = {
    "If-None-Match": "The ETag last read: 304 when nothing changed.",
    "If-Match": "The ETag last read: 412 when something changed since.",
    "Idempotency-Key": "1 to 255 printable characters: the same key and body get the first answer again.",
}
CONDITIONAL_READS = {"plan_read", "patients_read", "episodes_read"}
MATCHING = {"plan_change", "plan_delete", "plan_issue", "plan_revise", "plan_hold", "plan_resume", "plan_stop"}
KEYED = {"plan_create", "plan_issue"}


def add_shared_answers(result, generator, request, public):
    """A drf-spectacular hook: the answers and headers that no view needs to repeat."""
    shapes = result["components"]["schemas"]
    shapes["Problem"] = PROBLEM
    for name, shape in shapes.items():
        if name.endswith("Request") and shape.get("type") == "object":
            shape["additionalProperties"] = False  # fields.Strict
    for path, methods in result["paths"].items():
        for method, operation in methods.items():
            _add_problems(operation, method, path)
            _add_headers(operation)
    return result


def _add_problems(operation, method, path):
    problems = dict(EVERY_CALL)
    if "{" in path:
        problems |= ON_A_PATH
    if method != "get":
        problems |= ON_A_WRITE
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, description in problems.items():
        operation["responses"].setdefault(status, {"description": description, "content": content})
    if operation["operationId"] in CONDITIONAL_READS:
        operation["responses"]["304"] = {"description": "Nothing changed"}
    if operation["operationId"] in {"plan_create", "plan_revise", "completion_create"} and method == "post":
        again = {**operation["responses"]["201"], "description": "The answer that was given before"}
        operation["responses"].setdefault("200", again)


def _add_headers(operation):
    name = operation["operationId"]
    sent = [
        header
        for header, calls in (("If-None-Match", CONDITIONAL_READS), ("If-Match", MATCHING), ("Idempotency-Key", KEYED))
        if name in calls
    ]
    for header in sent:
        operation.setdefault("parameters", []).append(
            {"in": "header", "name": header, "description": HEADERS[header], "schema": {"type": "string"}}
        )
