"""Every error of the FHIR API as an OperationOutcome; and which tongue an address speaks when no view is reached."""

from http import HTTPStatus

from django.http import JsonResponse
from rest_framework.response import Response

from accounts.api.problems import as_problem, body_of, plain_problem

FHIR_JSON = "application/fhir+json"
# The issue types of FHIR R4 (issue-type); what is not named here is about the request as such.
TYPES = {
    400: "invalid",
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    409: "conflict",
    412: "conflict",
    413: "too-long",
    429: "throttled",
    500: "exception",
}


def outcome_of(problem):
    """The OperationOutcome that says what the problem document `problem` says: one issue for each field."""
    kind = {"severity": "error", "code": TYPES.get(problem["status"], "processing")}
    issues = [
        kind | {"details": {"text": message}, "expression": [field]}
        for field, messages in problem.get("errors", {}).items()
        for message in messages
    ]
    return {"resourceType": "OperationOutcome", "issue": issues or [kind | {"details": {"text": problem["detail"]}}]}


def as_outcome(error, context):
    """DRF's exception handler for FHIR; a bug returns None and becomes a logged 500."""
    problem = as_problem(error, context)
    if problem is None:
        return None
    headers = {name: problem.headers[name] for name in ("WWW-Authenticate", "Retry-After") if name in problem.headers}
    body = outcome_of(problem.data)
    return Response(body, status=problem.status_code, headers=headers, content_type=FHIR_JSON)


def refusal(request, status, detail, **more):
    """The refusal of an address that a program calls, in the form it reads; None for a page."""
    if request.path.startswith("/api/"):
        return plain_problem(status, detail, **more)
    if request.path.startswith("/fhir/"):
        body = outcome_of(body_of(HTTPStatus(status), detail, **more))
        return JsonResponse(body, status=status, content_type=FHIR_JSON)
    return None
