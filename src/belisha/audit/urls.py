"""Addresses of the record."""

from __future__ import annotations

from django.urls import path

from belisha.audit import views

urlpatterns = [path("record/", views.record_page, name="audit-record")]
