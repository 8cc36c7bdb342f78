"""The addresses of a school's facts."""

from __future__ import annotations

from django.urls import path

from belisha.schools.views import networks, times

urlpatterns = [
    path("school/networks/", networks.networks, name="schools-networks"),
    path("school/networks/add/", networks.add_network, name="schools-add-network"),
    path("school/networks/<int:number>/change/", networks.change_network, name="schools-change-network"),
    path("school/networks/<int:number>/end/", networks.end_network, name="schools-end-network"),
    path("school/addresses/add/", networks.add_addresses, name="schools-add-addresses"),
    path("school/addresses/<int:number>/end/", networks.end_addresses, name="schools-end-addresses"),
    path("school/times/", times.times, name="schools-times"),
    path("school/times/term/", times.set_term, name="schools-set-term"),
    path("school/times/closed-day/", times.close_day, name="schools-close-day"),
    path("school/times/lesson/", times.set_lesson, name="schools-set-lesson"),
    path("school/times/lesson/<int:number>/end/", times.end_lesson, name="schools-end-lesson"),
]
