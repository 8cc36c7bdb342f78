"""The addresses of a school's facts."""

from __future__ import annotations

from django.urls import path

from belisha.schools.views import devices, networks, then, times, trolleys, year

urlpatterns = [
    path("school/networks/", networks.networks, name="schools-networks"),
    path("school/networks/add/", networks.add_network, name="schools-add-network"),
    path("school/networks/<int:number>/change/", networks.change_network, name="schools-change-network"),
    path("school/networks/<int:number>/end/", networks.end_network, name="schools-end-network"),
    path("school/addresses/add/", networks.add_addresses, name="schools-add-addresses"),
    path("school/addresses/<int:number>/end/", networks.end_addresses, name="schools-end-addresses"),
    path("school/networks/then/", then.networks_then, name="schools-networks-then"),
    path("school/devices/", devices.devices, name="schools-devices"),
    path("school/devices/give/", devices.give_device, name="schools-give-device"),
    path("school/devices/<int:number>/end/", devices.end_device, name="schools-end-device"),
    path("school/trolleys/", trolleys.trolleys, name="schools-trolleys"),
    path("school/trolleys/book/", trolleys.book_trolley, name="schools-book-trolley"),
    path("school/trolleys/<int:number>/end/", trolleys.end_booking, name="schools-end-booking"),
    path("school/times/", times.times, name="schools-times"),
    path("school/times/then/", then.times_then, name="schools-times-then"),
    path("school/times/term/", year.set_term, name="schools-set-term"),
    path("school/times/term/<int:number>/take-back/", year.take_back_term, name="schools-take-back-term"),
    path("school/times/holiday/", year.set_holiday, name="schools-set-holiday"),
    path("school/times/holiday/<int:number>/take-back/", year.take_back_holiday, name="schools-take-back-holiday"),
    path("school/times/closed-day/", year.close_day, name="schools-close-day"),
    path("school/times/closed-day/<int:number>/open/", year.open_day, name="schools-open-day"),
    path("school/times/day/", times.set_day_times, name="schools-set-day-times"),
    path("school/times/lesson/", times.set_lesson, name="schools-set-lesson"),
    path("school/times/lesson/<int:number>/end/", times.end_lesson, name="schools-end-lesson"),
]
