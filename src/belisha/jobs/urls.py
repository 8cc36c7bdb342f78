"""Addresses of the operations page."""

from __future__ import annotations

from django.urls import path

from belisha.jobs import views

urlpatterns = [path("operations/", views.operations_page, name="jobs-operations")]
