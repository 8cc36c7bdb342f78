"""Addresses of people and of the demo's sign-in."""

from __future__ import annotations

from django.urls import path

from belisha.people import demo_views, invitation_views, joining_views, views
from belisha.people.views import away, classes, everybody, families, lists

urlpatterns = [
    path("people/", everybody.everybody, name="people"),
    path("people/<int:number>/", everybody.one_person, name="people-person"),
    path("people/<int:number>/leave/", everybody.leave, name="people-leave"),
    path("people/<int:number>/line-manager/", everybody.line_manager, name="people-line-manager"),
    path("people/<int:number>/contacts/", families.contacts, name="people-contacts"),
    path("people/<int:number>/contacts/add/", families.add_contact, name="people-add-contact"),
    path("people/contacts/<int:number>/", families.change_contact, name="people-contact"),
    path("people/away/", away.away, name="people-away"),
    path("people/away/record/", away.record_absence, name="people-record-absence"),
    path("people/away/<int:number>/back/", away.end_absence, name="people-end-absence"),
    path("people/away/stand-in/", away.delegate, name="people-delegate"),
    path("people/away/stand-in/<int:number>/end/", away.end_delegation, name="people-end-delegation"),
    path("people/classes/", classes.classes, name="people-classes"),
    path("people/classes/next-year/", classes.next_year, name="people-next-year"),
    path("people/classes/<str:name>/", classes.one_class, name="people-class"),
    path("people/lists/", lists.lists, name="people-lists"),
    path("people/lists/<int:number>/", lists.preview, name="people-list"),
    path("people/lists/<int:number>/confirm/", lists.confirm, name="people-list-confirm"),
    path("people/lists/<int:number>/put-aside/", lists.put_aside, name="people-list-put-aside"),
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
