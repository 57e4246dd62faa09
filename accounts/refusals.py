"""How the domain says no. Actions raise these; pages show them, the API answers with their status."""

from http import HTTPStatus


class Refused(Exception):
    """The state of things does not allow the change: 409. `findings` name the rules, if rules decided."""

    status = HTTPStatus.CONFLICT

    def __init__(self, detail, *, findings=()):
        super().__init__(str(detail))
        self.detail = detail
        self.findings = list(findings)


class NotYours(Refused):
    """The person may see this but may not do it: 403."""

    status = HTTPStatus.FORBIDDEN


class Gone(Refused):
    """What was to be changed was deleted meanwhile: 404."""

    status = HTTPStatus.NOT_FOUND


class Stale(Refused):
    """The caller has not seen the newest version: 412."""

    status = HTTPStatus.PRECONDITION_FAILED
