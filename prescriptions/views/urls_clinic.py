"""The pages of a clinic's admins, and what their changes leave to the clinicians."""

from django.urls import path

from prescriptions.views import elsewhere, measure, plan_recheck, plan_restored, proposals
from prescriptions.views.clinic import details, imports, members, own_absence, thresholds, transfers

urlpatterns = [
    path("clinic/", details.clinic_details, name="clinic_details"),
    path("clinic/members/", members.member_list, name="member_list"),
    path("clinic/members/<uuid:pk>/", members.member_edit, name="member_edit"),
    path("clinic/members/<uuid:pk>/leave/", members.member_leave, name="member_leave"),
    path("clinic/invitations/<uuid:pk>/revoke/", members.invitation_revoke, name="invitation_revoke"),
    path("clinic/import/", imports.import_list, name="import_list"),
    path("clinic/import/<uuid:pk>/", imports.import_detail, name="import_detail"),
    path("clinic/import/<uuid:pk>/run/", imports.import_run, name="import_run"),
    path("clinic/import/<uuid:pk>/undo/", imports.import_undo, name="import_undo"),
    path("clinic/transfers/", transfers.transfer_list, name="transfer_list"),
    path("clinic/transfers/<uuid:pk>/accept/", transfers.transfer_accept, name="transfer_accept"),
    path("clinic/transfers/<uuid:pk>/end/", transfers.transfer_end, name="transfer_end"),
    path("absence/", own_absence.own_absence, name="own_absence"),
    path("clinic/record.csv", elsewhere.clinic_record, name="clinic_record"),
    path("patients/<uuid:pk>/record.csv", elsewhere.patient_record, name="patient_record"),
    path("plans/<uuid:pk>/cert/", elsewhere.plan_cert, name="plan_cert"),
    path("plans/<uuid:pk>/cert.txt", elsewhere.plan_cert_file, name="plan_cert_file"),
    path("plans/<uuid:pk>/proposals/", proposals.proposal_answer, name="proposal_answer"),
    path("progression/rules/", proposals.progression_rules, name="progression_rules"),
    path("episodes/<uuid:pk>/measures/<slug:key>/", measure.measure, name="measure"),
    path("me/measures/", measure.own_measures, name="own_measures"),
    path("clinic/thresholds/", thresholds.clinic_thresholds, name="clinic_thresholds"),
    path("plans/recheck/", plan_recheck.plan_recheck_list, name="plan_recheck_list"),
    path("plans/<uuid:pk>/recheck/", plan_recheck.plan_recheck, name="plan_recheck"),
    path("plans/restored/", plan_restored.plan_restored_list, name="plan_restored_list"),
    path("plans/<uuid:pk>/restored/", plan_restored.plan_restored, name="plan_restored"),
]
