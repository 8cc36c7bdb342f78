"""Addresses of people and of the demo's sign-in."""

from __future__ import annotations

from django.urls import path

from belisha.people import demo_views, views

urlpatterns = [
    path("people/roles/", views.roles_page, name="people-roles"),
    path("people/roles/appoint/", views.appoint, name="people-appoint"),
    path("people/roles/<int:holding_id>/end/", views.end_role, name="people-end-role"),
    path("demo/sign-in/<str:token>/", demo_views.sign_in, name="people-demo-sign-in"),
]
