"""Everything under /api/v1/ that needs plans or people."""

from django.urls import path

from prescriptions.api import alerts, check_ins, log, me, plans
from prescriptions.api.care import care_urls

urlpatterns = [
    *care_urls,
    path("episodes/<uuid:pk>/suggestion/", plans.Suggestion.as_view(), name="api_suggestion"),
    path("plans/", plans.PlanList.as_view(), name="api_plans"),
    path("plans/<uuid:pk>/", plans.PlanDetail.as_view(), name="api_plan"),
    path("plans/<uuid:pk>/issue/", plans.PlanIssue.as_view(), name="api_plan_issue"),
    path("plans/<uuid:pk>/revise/", plans.PlanRevise.as_view(), name="api_plan_revise"),
    path("plans/<uuid:pk>/hold/", plans.PlanHold.as_view(), name="api_plan_hold"),
    path("plans/<uuid:pk>/resume/", plans.PlanResume.as_view(), name="api_plan_resume"),
    path("plans/<uuid:pk>/stop/", plans.PlanStop.as_view(), name="api_plan_stop"),
    path("plans/<uuid:pk>/items/<uuid:item>/resume/", plans.ItemResume.as_view(), name="api_item_resume"),
    path("plans/<uuid:pk>/days/<str:date>/", log.PlanDay.as_view(), name="api_plan_day"),
    path("plans/<uuid:pk>/completions/", log.PlanCompletions.as_view(), name="api_completions"),
    path("plans/<uuid:pk>/check-ins/", check_ins.PlanCheckIns.as_view(), name="api_check_ins"),
    path("alerts/", alerts.AlertList.as_view(), name="api_alerts"),
    path("alerts/<uuid:pk>/acknowledge/", alerts.AlertAcknowledge.as_view(), name="api_alert_acknowledge"),
    path("completions/<uuid:pk>/", log.CompletionDetail.as_view(), name="api_completion"),
    path("me/", me.Me.as_view(), name="api_me"),
    path("me/today/", me.MyToday.as_view(), name="api_me_today"),
    path("me/days/<str:date>/", me.MyDay.as_view(), name="api_me_day"),
]
