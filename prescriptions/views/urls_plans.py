"""The pages of plans: the builder, and each plan with what can be done about it."""

from django.urls import path

from prescriptions.views import builder, plan, plan_change, plan_hand_over, plan_handout, plan_preview, plan_set

urlpatterns = [
    path("episodes/<uuid:pk>/prescribe/", builder.prescribe, name="prescribe"),
    path("plans/<uuid:pk>/", plan.plan_detail, name="plan_detail"),
    path("plans/<uuid:pk>/hand-over/", plan_hand_over.plan_hand_over, name="plan_hand_over"),
    path("plans/<uuid:pk>/handout.pdf", plan_handout.plan_handout, name="plan_handout"),
    path("plans/<uuid:pk>/revise/", plan_change.plan_revise, name="plan_revise"),
    path("plans/<uuid:pk>/preview/", plan_preview.plan_preview, name="plan_preview"),
    path("plans/<uuid:pk>/set/", plan_set.plan_set, name="plan_set"),
    path("plans/<uuid:pk>/hold/", plan_change.plan_hold, name="plan_hold"),
    path("plans/<uuid:pk>/resume/", plan_change.plan_resume, name="plan_resume"),
    path("plans/<uuid:pk>/stop/", plan_change.plan_stop, name="plan_stop"),
    path("plans/<uuid:pk>/items/<uuid:item>/resume/", plan_change.plan_item_resume, name="plan_item_resume"),
]
