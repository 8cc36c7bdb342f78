"""Addresses of people and of the demo's sign-in."""

from __future__ import annotations

from django.urls import path

from belisha.people import demo_views, invitation_views, joining_views, views

urlpatterns = [
    path("people/roles/", views.roles_page, name="people-roles"),
    path("people/roles/appoint/", views.appoint, name="people-appoint"),
    path("people/roles/<int:holding_id>/end/", views.end_role, name="people-end-role"),
    path("people/invitations/", invitation_views.invitations, name="people-invitations"),
    path("people/invitations/invite/", invitation_views.invite, name="people-invite"),
    path("people/invitations/<int:number>/take-back/", invitation_views.revoke, name="people-revoke-invitation"),
    path("invitation/", joining_views.invitation, name="people-invitation"),
    path("invitation/<str:code>/", joining_views.open_invitation, name="people-open-invitation"),
    path("second-step/", joining_views.second_step, name="people-second-step"),
    path("demo/sign-in/<str:token>/", demo_views.sign_in, name="people-demo-sign-in"),
]
