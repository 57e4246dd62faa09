"""The pages of a clinic's admins, and what their changes leave to the clinicians."""

from django.urls import path

from prescriptions.views import plan_recheck
from prescriptions.views.clinic import details, imports, members, thresholds

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
    path("clinic/thresholds/", thresholds.clinic_thresholds, name="clinic_thresholds"),
    path("plans/recheck/", plan_recheck.plan_recheck_list, name="plan_recheck_list"),
    path("plans/<uuid:pk>/recheck/", plan_recheck.plan_recheck, name="plan_recheck"),
]
