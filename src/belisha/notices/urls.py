"""Addresses of notices."""

from __future__ import annotations

from django.urls import path

from belisha.notices import views

urlpatterns = [
    path("notices/", views.my_notices, name="notices-mine"),
    path("notices/<int:notice_id>/read/", views.mark_read, name="notices-read"),
]
