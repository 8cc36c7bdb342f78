"""The addresses of a first run."""

from __future__ import annotations

from django.urls import path

from belisha.web.first_run import people_views, views

urlpatterns = [
    path("first-run/", views.first_run, name="first-run"),
    path("first-run/link/<str:secret>/", views.open_link, name="first-run-link"),
    path("first-run/start/", views.start, name="first-run-start"),
    path("first-run/school/", views.school, name="first-run-school"),
    path("first-run/you/", views.you, name="first-run-you"),
    path("first-run/people/", people_views.holders, name="first-run-people"),
    path("first-run/people/<int:number>/", people_views.correct, name="first-run-correct"),
    path("first-run/people/invite/", people_views.invite, name="first-run-invite"),
    path("first-run/networks/", views.networks, name="first-run-networks"),
    path("first-run/terms/", views.year, name="first-run-year"),
    path("first-run/day/", views.day, name="first-run-day"),
    path("first-run/policy/", people_views.model_policy, name="first-run-policy"),
    path("first-run/done/", people_views.done, name="first-run-done"),
    path("first-run/finish/", people_views.finish, name="first-run-finish"),
]
