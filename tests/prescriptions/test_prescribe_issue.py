"""The buttons of the builder that reach further than the draft: issue the plan, record the supervised session."""

from datetime import UTC, datetime, timedelta

import pytest

from patients.models import Assessment
from prescriptions.models import Plan
from tests import factories
from tests.prescriptions.builder import HTMX, Builder, form_of, keys_of, make_draft, titles_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
QUERIES_OF_A_REFUSAL = 21


@pytest.fixture
def assessed(episode, clinician):
    factories.make_assessment(episode, by=clinician)
    return episode


@pytest.fixture
def builder(browser_of, clinician, assessed):
    return Builder(browser_of(clinician), assessed)


@pytest.fixture
def back(patient, clinician):
    """An episode of the lower back in recovery, assessed today, without a supervised session."""
    episode = factories.make_episode(patient, region="lumbar")
    factories.make_assessment(episode, by=clinician)
    return episode


@pytest.fixture
def back_builder(browser_of, clinician, back):
    return Builder(browser_of(clinician), back)


def rules_that_stand(answer):
    return [shown.finding.rule for shown in answer.context["standing"]]


def test_from_the_suggestion_to_the_issued_plan_is_one_click(builder, clinician):
    answer = builder.send("issue")
    plan = Plan.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/plans/{plan.pk}/")
    assert (plan.status, plan.issued_by, len(plan.sheet["items"])) == ("issued", clinician, 4)
    page = builder.browser.get(answer.headers["Location"])
    assert [str(message) for message in page.context["messages"]] == ["Plan 1 is issued."]


def test_what_was_typed_is_what_is_issued(builder, assessed, clinician):
    make_draft(assessed, by=clinician)
    builder.send("issue", **{"row-2-repetitions": "13"}, note="Every morning.")
    sheet = Plan.objects.get().sheet
    assert ([line["dose"]["repetitions"] for line in sheet["items"]], sheet["note"]) == ([5, 13], "Every morning.")


def test_a_warning_without_a_reason_is_refused_in_place(builder, patient):
    patient.conditions = None
    patient.save()
    answer = builder.send("issue")
    assert (answer.status_code, rules_that_stand(answer)) == (409, ["C-42c"])
    assert "A written reason is needed for: C-42c." in answer.text
    assert '<a href="#id_reason-C-42c">Your reason for C-42c</a>' in answer.text
    assert answer.text.count(" autofocus") == 1
    assert (Plan.objects.get().status, len(titles_of(answer))) == ("draft", 4)


@pytest.mark.parametrize(("reason", "issued"), [("too short", False), ("Asked by letter.", True)])
def test_a_reason_of_ten_characters_passes_a_warning(builder, patient, clinician, reason, issued):
    patient.conditions = None
    patient.save()
    answer = builder.send("issue", **{"reason-C-42c": reason})
    plan = Plan.objects.get()
    assert (answer.status_code, plan.status) == ((302, "issued") if issued else (409, "draft"))
    assert plan.reasons == {"C-42c": reason}
    assert list(plan.overrides.values_list("rule", "reason", "given_by")) == (
        [("C-42c", reason, clinician.pk)] if issued else []
    )


def test_one_reason_covers_every_row_of_its_rule(builder, assessed, clinician):
    make_draft(assessed, *[factories.make_exercise(stages=["maintenance"]) for _n in range(2)], by=clinician)
    assert builder.send("issue").status_code == 409
    assert builder.send("issue", **{"reason-S-04": "She did them before."}).status_code == 302


def test_a_reason_kept_earlier_counts_without_being_typed_again(builder, patient):
    patient.conditions = None
    patient.save()
    builder.send("save", **{"reason-C-42c": "Asked by letter."})
    assert builder.send("issue").status_code == 302


def test_nothing_passes_what_is_hard(builder, assessed, clinician):
    factories.make_assessment(assessed, by=clinician, red_flags=["fever-or-systemic-infection"])
    answer = builder.send("issue", **{"reason-C-04": "I am sure, let it pass."})
    assert (answer.status_code, rules_that_stand(answer)) == (409, ["C-04"])
    assert "The plan cannot be issued while these findings stand." in answer.text
    assert Plan.objects.get().status == "draft"


def test_a_closed_gate_stands_under_its_row_with_its_way_out(back_builder, back, clinician):
    make_draft(back, *factories.Exercise.objects.filter(key="lumbar-pelvic-raise"), by=clinician)
    answer = back_builder.send("issue")
    [row] = answer.context["rows"]
    assert (answer.status_code, [shown.finding.rule for shown in row.findings]) == (409, ["S-15"])
    assert row.findings[0].ways_out == ["session", "remove"]


def test_an_empty_plan_is_not_issued(builder, assessed, clinician):
    make_draft(assessed, factories.make_exercise(), by=clinician)
    answer = builder.send("issue", row=[])
    assert (answer.status_code, "The plan has no exercises yet." in answer.text) == (409, True)


def test_the_affected_side_is_chosen_before_issuing_not_before_saving(builder, assessed, clinician):
    make_draft(assessed, factories.make_exercise(title="Slider", laterality="affected-side"), by=clinician)
    assert builder.send("save", note="Later.").status_code == 302
    answer = builder.send("issue")
    [row] = answer.context["rows"]
    assert (answer.status_code, [shown.finding.rule for shown in row.findings]) == (409, ["S-26b"])
    assert builder.send("issue", **{"row-1-side": "left"}).status_code == 302
    assert Plan.objects.get().sheet["items"][0]["side"] == "left"


def test_a_wrong_field_stops_the_issuing_and_stays(builder, assessed, clinician):
    make_draft(assessed, by=clinician)
    answer = builder.send("issue", **{"row-1-repetitions": "900"})
    assert (answer.status_code, form_of(answer)["row-1-repetitions"]) == (400, ["900"])
    assert Plan.objects.get().status == "draft"


def test_issuing_supersedes_the_former_plan(builder, assessed, clinician):
    former = factories.make_plan(assessed, by=clinician)
    builder.send("issue")
    assert list(Plan.objects.order_by("version").values_list("status", flat=True)) == ["superseded", "issued"]
    former.refresh_from_db()
    assert former.superseded_by.version == 2


def test_over_htmx_the_browser_is_sent_to_the_plan(builder):
    answer = builder.send("issue", headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, f"/plans/{Plan.objects.get().pk}/")


def test_the_first_session_done_here_opens_the_set(back_builder, back):
    assert back_builder.open().context["left_out"][0].closed
    answer = back_builder.send("supervised")
    assert (answer.status_code, answer.headers["Location"]) == (302, back_builder.path)
    assert [each.supervised_session for each in Assessment.objects.filter(episode=back)] == [True, False]
    keys = [row.exercise.key for row in back_builder.open().context["rows"]]
    assert (keys[0], len(keys)) == ("lumbar-pelvic-raise", 4)
    assert Plan.objects.count() == 0


def test_the_supervised_session_keeps_a_draft_as_it_was_typed(back_builder, back, clinician):
    draft = make_draft(back, by=clinician)
    back_builder.send("supervised", **{"row-1-repetitions": "9"})
    assert (keys_of(draft), draft.items.first().repetitions) == (["alpha", "beta"], 9)


def test_old_values_are_not_dated_anew_by_a_supervised_session(browser_of, clinician, patient):
    episode = factories.make_episode(patient, region="lumbar")
    factories.make_assessment(episode, by=clinician, at=datetime.now(UTC) - timedelta(days=2))
    answer = Builder(browser_of(clinician), episode).send("supervised")
    assert answer.status_code == 409
    assert "Record today&#x27;s assessment first, with the supervised session in it." in answer.text
    assert f'href="/episodes/{episode.pk}/assess/"' in answer.text
    assert Assessment.objects.count() == 1


def test_nobody_else_can_send_what_they_cannot_see(
    browser_of, builder, assessed, admin, stranger, patient_user, colleague
):
    typed = form_of(builder.open()) | {"do": ["issue"]}
    for person, status in ((admin, 403), (patient_user, 403), (stranger, 404)):
        assert Builder(browser_of(person), assessed).post(typed).status_code == status
        assert Plan.objects.count() == 0
    assert Builder(browser_of(colleague), assessed).post(typed).status_code == 302
    assert Plan.objects.get().issued_by == colleague


@pytest.mark.parametrize("count", [1, 8])
def test_the_queries_of_a_refusal_do_not_grow_with_the_rows(
    builder, assessed, clinician, django_assert_num_queries, count
):
    make_draft(assessed, *[factories.make_exercise(stages=["maintenance"]) for _n in range(count)], by=clinician)
    typed = form_of(builder.open()) | {"do": ["issue"]}
    with django_assert_num_queries(QUERIES_OF_A_REFUSAL):
        assert builder.post(typed).status_code == 409
