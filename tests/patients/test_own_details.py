"""The patient's own page: contact data, helpers, and who is signed in."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from patients import actions
from patients.models import Helper, WayIn
from tests import factories

CONTACT = {"email": "vera@example.org", "phone": "01632 960 999", "language": "ru"}


@pytest.fixture
def visit(browser_of, patient):
    return browser_of(patient.user)


def test_the_contact_data_are_corrected(visit, patient):
    assert visit.post("/me/", CONTACT).headers["Location"] == "/me/"
    patient.refresh_from_db()
    assert (patient.email, patient.phone, patient.language) == tuple(CONTACT.values())


def test_nothing_else_of_the_record_can_be_changed(visit, patient):
    visit.post("/me/", CONTACT | {"name": "Somebody", "birth_date": "1990-01-01", "record_number": "X"})
    patient.refresh_from_db()
    assert (patient.name, patient.birth_date.year) == ("Vera Lindqvist", 1957)
    with pytest.raises(TypeError):
        actions.change_own_contact(by=patient.user, patient=patient, changes={"name": "Somebody"})


@pytest.mark.parametrize("typed", [{"email": "no address"}, {"language": "xx"}, {"phone": "1" * 41}])
def test_what_cannot_be_is_said_beside_its_field_and_kept(visit, patient, typed):
    answer = visit.post("/me/", CONTACT | typed)
    assert answer.status_code == 400
    assert answer.content.decode().count("invalid-feedback") == 1
    patient.refresh_from_db()
    assert patient.phone == ""


def test_a_helper_is_added_and_the_link_shown_once(visit, patient):
    answer = visit.post("/me/helpers/", {"name": "Karin"})
    address = re.search(r'readonly value="(http://testserver/p/[\w-]+/)"', answer.content.decode())[1]
    phone = Client()
    assert phone.post(address, {"day": "14", "month": "5", "year": "1957"}).status_code == 302
    assert address not in visit.get("/me/").content.decode()
    visit.post(f"/me/helpers/{Helper.objects.get().pk}/end/")
    assert phone.get("/today/").status_code == 302


def test_a_helper_without_a_name_is_refused(visit):
    answer = visit.post("/me/helpers/", {"name": ""})
    assert (answer.status_code, Helper.objects.count(), WayIn.objects.count()) == (400, 0, 0)


def test_too_many_helpers_are_refused_and_no_link_is_made(visit):
    for number in range(7):
        answer = visit.post("/me/helpers/", {"name": f"Helper {number}"})
    assert (answer.status_code, Helper.objects.count(), WayIn.objects.count()) == (400, 6, 6)


def test_another_patients_helper_is_not_found(visit, other_patient, clinician):
    helper = actions.add_helper(by=clinician, patient=other_patient, name="Ines", now=datetime.now(UTC))
    assert visit.post(f"/me/helpers/{helper.pk}/end/").status_code == 404
    assert Helper.objects.current().count() == 1


def test_a_patient_makes_no_link_for_themselves(patient):
    from accounts.refusals import NotYours

    with pytest.raises(NotYours):
        actions.make_way(by=patient.user, patient=patient, kind="link", now=datetime.now(UTC))


def test_a_helper_reads_whom_they_help_and_changes_nothing(browser_of, patient, clinician):
    helper = actions.add_helper(by=clinician, patient=patient, name="Karin", now=datetime.now(UTC))
    actions.agree(by=helper.user, now=datetime.now(UTC))
    visit = browser_of(helper.user)
    page = visit.get("/me/").content.decode()
    assert "You help Vera Lindqvist." in page
    assert "1957" not in page
    visit.post("/me/", CONTACT)
    assert visit.post("/me/helpers/", {"name": "Another"}).status_code == 404
    patient.refresh_from_db()
    assert (patient.email, Helper.objects.count()) == ("", 1)


def test_every_patient_page_says_whose_it_is_and_offers_to_sign_out(visit, patient, clinician, library):
    factories.make_plan(factories.make_episode(patient), by=clinician)
    for address in ("/today/", "/me/", "/welcome/"):
        page = visit.get(address).content.decode()
        assert "This is the page of Vera." in page
        assert "Not you? Sign out" in page
