"""A hose: sends request after request, undoes what each did, and remembers every answer that must not be."""

import time
from collections import Counter

from django.db import connection, transaction
from django.test import Client

SLOWEST = 5.0


class Hose:
    """`answers` counts statuses; `faults` are the labels of requests whose answer broke a promise, with the reason."""

    def __init__(self, *, token="", user=None, wanted="application/problem+json"):
        headers = {"Authorization": f"Bearer {token}"} if token else None
        self.client = Client(raise_request_exception=False, headers=headers)
        if user:
            self.client.force_login(user)
        self.wanted = wanted
        self.answers, self.faults = Counter(), {}

    def send(self, label, method, path, body=b"", *, kind="application/json", headers=None):
        """The answer to one request, whose effect on the database is undone."""
        start = time.monotonic()
        with transaction.atomic():
            answer = self.client.generic(method, path, body, content_type=kind, headers=headers)
            transaction.set_rollback(True)
        connection.needs_rollback = False
        self.judge(label, answer, time.monotonic() - start)
        return answer

    def judge(self, label, answer, seconds):
        self.answers[answer.status_code] += 1
        if answer.status_code >= 500:
            self.faults[label] = repr(getattr(answer, "exc_info", [0, answer.status_code])[1])
        elif seconds > SLOWEST:
            self.faults[label] = f"{seconds:.1f} s"
        elif answer.status_code >= 400 and answer.headers["Content-Type"] != self.wanted:
            self.faults[label] = answer.headers["Content-Type"]

    def refused(self, label, *request, names=None, statuses=(400,), **more):
        """Send what must be refused with one of `statuses`; on 400 an error must be named (as `names`, if given)."""
        answer = self.send(label, *request, **more)
        if answer.status_code not in statuses:
            self.faults.setdefault(label, f"answered {answer.status_code}")
        elif answer.status_code == 400 and label not in self.faults:
            named = {name.split(".")[0] for name in answer.json().get("errors", {})}
            if not named or (names and names not in named):
                self.faults[label] = f"names {sorted(named)}, not {names}"
        return answer
