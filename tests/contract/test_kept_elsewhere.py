"""Promises of the contract that tests beside the code keep: each with its test, in the contract's order."""

from importlib import import_module

import pytest

PLANS, ACCESS = (f"prescriptions.api_plans.test_api_{name}" for name in ("plans", "plan_access"))
PATIENT = "prescriptions.test_api_patient"
RECORDS, EPISODES = "patients.test_api_patient_list", "prescriptions.test_api_episodes"
OPENING = "patients.test_api_patient_create"
VISITS, LOG = "prescriptions.test_api_assessments", "prescriptions.test_api_completions"
SUGGESTION, TOKEN = "prescriptions.test_suggestion", "accounts.test_create_token"
LIST, ONE, SETS = (f"exercises.test_api_exercise_{name}" for name in ("list", "detail", "sets"))

PROMISES = {
    # Conventions
    "a token is stored hashed": (TOKEN, "test_the_token_is_stored_nowhere_in_clear"),
    "create_token prints the token and nothing else": (TOKEN, "test_it_prints_a_token_that_works_and_nothing_else"),
    "without --scope it carries all": (TOKEN, "test_scopes_are_named_one_by_one_or_together"),
    "an expired token is 401": (TOKEN, "test_an_expired_token_is_refused"),
    "a revoked token is 401": ("accounts.test_token_list", "test_a_revoked_token_opens_nothing_and_stays_in_the_list"),
    "PATCH of a draft needs If-Match": (PLANS, "test_a_draft_changes_only_with_if_match"),
    "PATCH and issue of what is no draft are 409": (PLANS, "test_state_is_judged_before_the_precondition"),
    "a client-made id repeats a plan": (PLANS, "test_the_same_id_and_body_give_the_first_answer_again"),
    "... a record": (OPENING, "test_the_same_id_and_body_gives_the_first_answer_again"),
    "... an episode": (EPISODES, "test_the_same_id_gives_the_first_answer_again_and_422_with_another_body"),
    "... an assessment": (VISITS, "test_the_same_id_is_stored_once"),
    "... a completion": (LOG, "test_the_same_id_records_once"),
    "Idempotency-Key repeats issuing": (PLANS, "test_an_idempotency_key_makes_issuing_repeatable"),
    "600 calls a minute": ("accounts.test_throttling", "test_the_call_after_six_hundred_waits_for_the_next_minute"),
    # Catalogue
    "filters are repeatable": (LIST, "test_filters_repeat_and_combine"),
    "region brings general along": (LIST, "test_a_region_brings_the_general_ones_along_and_no_other"),
    "one exercise": (ONE, "test_one_exercise_is_all_that_the_contract_names"),
    "one set": (SETS, "test_one_set_is_all_that_the_contract_names"),
    "a dose overlays the exercise's own": (
        "exercises.test_dosage",
        "test_given_fields_overlay_a_dose_and_the_rest_stays",
    ),
    "dose_source": (PLANS, "test_the_dose_says_where_each_number_comes_from"),
    # Patients and their care
    "clinics": ("patients.test_api_clinics", "test_a_member_reads_their_own_clinics_and_no_other"),
    "fields of a patient": (RECORDS, "test_a_clinician_reads_all_fields"),
    "name, birth date and record number are required": (OPENING, "test_a_missing_required_field_is_named"),
    "the clinic is required of users of several": (
        OPENING,
        "test_the_clinic_is_required_from_those_who_treat_at_several",
    ),
    "zone, language and responsible default": (OPENING, "test_a_clinician_opens_a_record_with_the_clinics_defaults"),
    "not asked is not none": (OPENING, "test_conditions_asked_and_none_is_not_the_same_as_not_asked"),
    "q searches": (RECORDS, "test_search_finds_part_of_a_name_or_number_in_any_script_and_case"),
    "record_number is exact": (RECORDS, "test_record_number_is_exact"),
    "conditions_since": (PATIENT, "test_a_condition_keeps_the_date_it_was_first_recorded"),
    "an episode opens today": (EPISODES, "test_an_episode_opens_today_where_the_patient_lives"),
    "region is required": (EPISODES, "test_region_is_required"),
    "stage is required, booleans are false": (VISITS, "test_only_the_stage_is_required"),
    "at most 30 days back": (VISITS, "test_an_assessment_is_not_in_the_future_and_at_most_thirty_days_back"),
    "assessments never change": (VISITS, "test_nothing_changes_or_deletes_an_assessment"),
    "assessments are for clinicians": (VISITS, "test_assessments_are_for_clinicians_alone"),
    "collar no needs a reason": (VISITS, "test_no_collar_needs_a_reason_of_ten_characters"),
    "a flag among symptoms is a red flag": (VISITS, "test_a_red_flag_among_the_symptoms_counts_as_a_red_flag"),
    "suggested items can be posted": (SUGGESTION, "test_items_have_exactly_the_five_fields_and_can_be_posted_back"),
    "no suggestion without assessment": (SUGGESTION, "test_without_an_assessment_it_is_409_with_s01"),
    # Plans
    "no plan without assessment": (PLANS, "test_without_an_assessment_there_is_no_plan"),
    "without items it is the suggestion": (PLANS, "test_a_plan_without_items_is_the_suggestion"),
    "fields of a plan": (PLANS, "test_a_plan_shows_exactly_what_the_contract_names"),
    "default dates": (PLANS, "test_dates_default_to_six_weeks_with_a_review_after_four"),
    "default dates, acute": (PLANS, "test_an_acute_plan_runs_two_weeks_with_a_review_after_one"),
    "drafts alone can be deleted": (PLANS, "test_drafts_can_be_deleted_and_issued_plans_cannot"),
    "a warning needs a reason": (PLANS, "test_a_warning_needs_a_written_reason"),
    "no reason passes a HARD rule": (PLANS, "test_a_hard_finding_cannot_be_passed_with_a_reason"),
    "unknown and idle reasons": (
        PLANS,
        "test_an_unknown_rule_in_an_override_is_400_and_one_that_does_not_fire_is_ignored",
    ),
    "revise returns the open draft": (PLANS, "test_revise_returns_the_open_draft"),
    "hold, resume, stop": (PLANS, "test_hold_resume_and_stop_count_at_once"),
    "issuing supersedes": (PLANS, "test_issuing_supersedes_the_former_plan"),
    "past its end a plan is finished": (PLANS, "test_a_plan_past_its_end_reads_as_finished"),
    "closing an episode ends its plan": (EPISODES, "test_closing_ends_the_plan_and_opening_again_does_not_revive_it"),
    "shape of a day": (LOG, "test_the_day_shows_what_is_due_and_what_was_done"),
    "fields of a completion": (LOG, "test_a_completion_is_recorded_and_shown_with_what_it_led_to"),
    "seven days back": (LOG, "test_today_and_seven_days_back_can_be_filled_in"),
    "against advice": (LOG, "test_a_completion_under_a_hold_is_recorded_against_advice_with_one_alert"),
    "clinicians record for their patients": (
        LOG,
        "test_clinicians_record_for_their_patients_and_strangers_find_nothing",
    ),
    "completions can be corrected": (LOG, "test_a_record_can_be_corrected_and_taken_back"),
    "S-02 as 403": (ACCESS, "test_the_patient_reads_the_plan_and_cannot_change_it"),
    "S-07 as 403": (VISITS, "test_the_patient_is_refused_with_rule_s_07"),
    # The patient's own view, and elsewhere
    "me": (LOG, "test_me_says_who_is_calling"),
    "me/today": (LOG, "test_me_today_shows_all_current_plans"),
    "FHIR 4.0.1": ("prescriptions.fhir.test_fhir_metadata", "test_it_says_what_is_spoken_and_by_whom"),
    "the document": ("test_api_schema", "test_it_validates_without_a_warning"),
}


@pytest.mark.parametrize("promise", PROMISES)
def test_the_promise_is_kept_by_a_test(promise):
    module, name = PROMISES[promise]
    assert callable(getattr(import_module(f"tests.{module}"), name))
