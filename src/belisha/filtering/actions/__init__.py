"""What people and the worker do in filtering: ask, advise, decide, part; open and end. Each a verb, recorded in its own transaction."""

from __future__ import annotations

from belisha.filtering.actions.activities import cancel_activity as cancel_activity
from belisha.filtering.actions.activities import plan_activity as plan_activity
from belisha.filtering.actions.decisions import WHO_ASKED as WHO_ASKED
from belisha.filtering.actions.decisions import Outcome as Outcome
from belisha.filtering.actions.decisions import advise as advise
from belisha.filtering.actions.decisions import decide_request as decide_request
from belisha.filtering.actions.decisions import decide_together as decide_together
from belisha.filtering.actions.lists import NewList as NewList
from belisha.filtering.actions.lists import subscribe_list as subscribe_list
from belisha.filtering.actions.observing import start_observing as start_observing
from belisha.filtering.actions.observing import stop_observing as stop_observing
from belisha.filtering.actions.openings import NewOpening as NewOpening
from belisha.filtering.actions.openings import end_opening as end_opening
from belisha.filtering.actions.openings import expire_openings as expire_openings
from belisha.filtering.actions.openings import make_opening as make_opening
from belisha.filtering.actions.requests import Asked as Asked
from belisha.filtering.actions.requests import ask as ask
from belisha.filtering.actions.requests import check_askable as check_askable
from belisha.filtering.actions.requests import tell_late as tell_late
from belisha.filtering.actions.requests import undo_join as undo_join
from belisha.filtering.actions.training import end_waiver as end_waiver
from belisha.filtering.actions.training import let_use_without_training as let_use_without_training
