"""The addresses of the policy's pages."""

from __future__ import annotations

from django.urls import path

from belisha.policy import views

urlpatterns = [
    path("", views.live_policy, name="policy-live"),
    path("policy/<str:number>/", views.clause_page, name="policy-clause"),
    path("versions/", views.versions, name="policy-versions"),
    path("versions/<int:number>/", views.version_page, name="policy-version"),
    path("versions/<int:number>/text/", views.version_text, name="policy-version-text"),
    path("versions/<int:number>/sign/", views.sign, name="policy-sign"),
    path("versions/<int:number>/withdraw/", views.withdraw, name="policy-withdraw"),
]
