"""The addresses of filtering: the door, the check of a device, requests, why, openings, attempts."""

from __future__ import annotations

from django.urls import path

from belisha.filtering.views import activities, attempts, check, door, lists, openings, requests, training, why

urlpatterns = [
    path("door/", door.door, name="filtering-door"),
    path("door/ask/", door.ask, name="filtering-ask"),
    path("door/asked/", door.asked, name="filtering-asked"),
    path("door/status/", door.status, name="filtering-status"),
    path("check/", check.check, name="filtering-check"),
    path("check/sheets/", check.sheets, name="filtering-check-sheets"),
    path("check/<slug:token>/", check.answer, name="filtering-check-answer"),
    path("requests/", requests.requests, name="filtering-requests"),
    path("requests/<int:number>/", requests.one_request, name="filtering-request"),
    path("requests/<int:number>/advice/", requests.advise, name="filtering-advise"),
    path("requests/<int:number>/decision/", requests.decide, name="filtering-decide"),
    path("requests/<int:number>/part/", requests.part, name="filtering-part"),
    path("why/", why.why, name="filtering-why"),
    path("attempts/", attempts.attempts_page, name="filtering-attempts"),
    path("attempts/classes/", attempts.classes_page, name="filtering-attempts-classes"),
    path("attempts/observe/", attempts.observe, name="filtering-observe"),
    path("attempts/enforce/", attempts.enforce, name="filtering-enforce"),
    path("openings/", openings.openings, name="filtering-openings"),
    path("openings/<int:number>/end/", openings.end, name="filtering-end-opening"),
    path("lists/", lists.lists, name="filtering-lists"),
    path("lists/<slug:word>/", lists.one_list, name="filtering-list"),
    path("lists/<slug:word>/load/", lists.load, name="filtering-list-load"),
    path("lists/<slug:word>/subscribe/", lists.subscribe, name="filtering-list-subscribe"),
    path("lists/<slug:word>/fetch/", lists.fetch, name="filtering-list-fetch"),
    path("lists/<slug:word>/unsubscribe/", lists.unsubscribe, name="filtering-list-unsubscribe"),
    path("lists/<slug:word>/new/", lists.new_version, name="filtering-list-new"),
    path("lists/<slug:word>/new/<int:number>/use/", lists.use, name="filtering-list-use"),
    path("lists/<slug:word>/new/<int:number>/throw-away/", lists.throw_away, name="filtering-list-throw-away"),
    path("activities/", activities.activities, name="filtering-activities"),
    path("activities/plan/", activities.plan, name="filtering-plan-activity"),
    path("activities/training/", training.training, name="filtering-training"),
    path("activities/training/<int:number>/end/", training.end, name="filtering-end-waiver"),
    path("activities/<int:number>/", activities.one_activity, name="filtering-activity"),
    path("activities/<int:number>/cancel/", activities.cancel, name="filtering-cancel-activity"),
]
