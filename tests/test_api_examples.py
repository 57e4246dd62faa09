"""Every example of the documentation is sent, in an order in which each can succeed, and answered with 2xx."""

import pytest
from django.utils import timezone

from prescriptions.api.examples import EXAMPLES, with_real_ids
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


class Walk:
    """A client that sends examples and remembers which."""

    def __init__(self, client, **ids):
        self.client, self.ids, self.sent = client, ids, set()

    def send(self, name, path, *, method="post", headers=None):
        self.sent.add(name)
        body = with_real_ids(EXAMPLES[name], **self.ids)
        answer = getattr(self.client, method)(f"/api/v1/{path}", body, headers=headers)
        assert answer.status_code in (200, 201), (name, answer.json())
        return answer.json()


@pytest.fixture
def walk(api, clinician, patient, episode):
    return Walk(api(clinician), episode=episode.pk, item=episode.pk, today=patient.today(timezone.now()))


def test_every_example_is_accepted(walk, clinician, patient, episode):
    record = walk.send("patients_create", "patients/")
    walk.send("patients_change", f"patients/{record['id']}/", method="patch")
    opened = walk.send("episodes_create", f"patients/{record['id']}/episodes/")
    walk.send("episodes_change", f"episodes/{opened['id']}/", method="patch")
    walk.send("assessments_create", f"episodes/{opened['id']}/assessments/")
    factories.make_assessment(episode, by=clinician)
    plan = walk.send("plan_create", "plans/")
    etag = walk.client.get(f"/api/v1/plans/{plan['id']}/").headers["ETag"]
    walk.send("plan_change", f"plans/{plan['id']}/", method="patch", headers={"If-Match": etag})
    patient.conditions = None
    patient.save()
    issued = walk.send("plan_issue", f"plans/{plan['id']}/issue/")
    walk.ids["item"] = issued["items"][0]["id"]
    walk.send("check_in_create", f"plans/{plan['id']}/check-ins/")
    report = {"date": str(walk.ids["today"]), "kind": "report", "symptoms": ["numbness"]}
    walk.client.post(f"/api/v1/plans/{plan['id']}/check-ins/", report)
    alert = walk.client.get("/api/v1/alerts/").json()["results"][0]
    walk.send("alert_acknowledge", f"alerts/{alert['id']}/acknowledge/")
    completion = walk.send("completion_create", f"plans/{plan['id']}/completions/")
    walk.send("completion_change", f"completions/{completion['id']}/", method="patch")
    walk.send("plan_hold", f"plans/{plan['id']}/hold/")
    walk.send("plan_resume", f"plans/{plan['id']}/resume/")
    from prescriptions.models import PlanItem

    PlanItem.objects.filter(plan=plan["id"]).update(paused_at=timezone.now())
    walk.send("item_resume", f"plans/{plan['id']}/items/{walk.ids['item']}/resume/")
    walk.send("plan_stop", f"plans/{plan['id']}/stop/")
    assert walk.sent == set(EXAMPLES)


def test_the_page_shows_every_example_and_needs_nothing_from_elsewhere(client):
    answer = client.get("/api/docs/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert [name for name in EXAMPLES if f'id="{name}"' not in page] == []
    assert page.count("<pre") == len(EXAMPLES) + 1
    assert "<script" not in page
