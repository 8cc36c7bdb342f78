"""The addresses of a school's facts."""

from __future__ import annotations

from django.urls import path

from belisha.schools.views import networks

urlpatterns = [
    path("school/networks/", networks.networks, name="schools-networks"),
    path("school/networks/add/", networks.add_network, name="schools-add-network"),
    path("school/networks/<int:number>/change/", networks.change_network, name="schools-change-network"),
    path("school/networks/<int:number>/end/", networks.end_network, name="schools-end-network"),
    path("school/addresses/add/", networks.add_addresses, name="schools-add-addresses"),
    path("school/addresses/<int:number>/end/", networks.end_addresses, name="schools-end-addresses"),
]
