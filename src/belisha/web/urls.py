"""All addresses of the portal; each room brings its own."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from belisha.people.sign_in import addresses_are_the_schools
from belisha.web.accessibility.views import accessibility
from belisha.web.demo.mail import mail
from belisha.web.demo.seat import sit
from belisha.web.gallery.views import gallery
from belisha.web.today import views as today

ROOMS = ("policy", "filtering", "people", "schools", "notices", "jobs", "audit")

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/email/", addresses_are_the_schools, name="account_email"),
    path("account/", include("allauth.urls")),
    path("today/", today.today, name="today"),
    path("today/seen/", today.seen, name="today-seen"),
    path("accessibility/", accessibility, name="accessibility"),
    path("components/", gallery, name="components"),
    path("", include("belisha.web.first_run.urls")),
    path("demo/mail/", mail, name="demo-mail"),
    path("demo/sit/<str:address>/", sit, name="demo-sit"),
    *[path("", include(f"belisha.{room}.urls")) for room in ROOMS if find_spec(f"belisha.{room}.urls")],
]

handler500 = "belisha.web.disk.broken"
