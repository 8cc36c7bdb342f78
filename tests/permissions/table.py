"""Who may see and do what, page by page: written from the design, compared with what the portal does (test_every_url.py).

Read each row as a sentence. `sees` may open the page; `does` may send its form; whoever may not is turned away:

* somebody who is not signed in is asked to sign in (302), unless the row is public;
* a stranger, whose account is another school's, finds nothing (404); on public pages they are treated as nobody in particular;
* somebody of this school without the right is told so (403). Source: style.md, habits; safeguarding.md 26.

A page that only takes a form answers 405 where somebody merely opens it, and the other way round.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.permissions import first_run, invitations, lessons, people, reports, requests, school_facts
from tests.permissions.row import NOBODY, Address, Row, Sent
from tests.permissions.scene import ASKED, NEW_SITE, WAITING_VERSION, WITHDRAWN_VERSION, Scene, policy_text

STAFF = frozenset({"volunteer", "support_staff", "teacher_5k", "dsl", "esafety", "network_manager", "head"})
GOVERNORS = frozenset({"governor", "clerk", "chair"})
FAMILIES = frozenset({"pupil_5k", "parent_5k"})
INSIDERS = STAFF | GOVERNORS | FAMILIES
EVERYBODY = INSIDERS | {"outsider", "stranger"}
READERS = (
    *("outsider", "stranger", "pupil_5k", "parent_5k", "volunteer", "support_staff", "teacher_5k"),
    *("governor", "clerk", "chair", "dsl", "esafety", "network_manager", "head"),
)


def _number(of: str) -> Callable[[Scene, str], Address]:
    """The address of one of the scene's rows."""
    return lambda scene, reader: {"number": getattr(scene, of).pk}


def _version(number: int) -> Callable[[Scene, str], Address]:
    return lambda scene, reader: {"number": number}


def _foreign(kind: str, key: str = "number") -> Callable[[Scene, str], Address]:
    return lambda scene, reader: {key: scene.foreign[kind]}


def _clause(number: str) -> Callable[[Scene, str], Address]:
    return lambda scene, reader: {"number": number}


def _own_notice(scene: Scene, reader: str) -> Address:
    owner = "head" if reader == "outsider" else reader
    return {"notice_id": scene.notices[getattr(scene.cast, owner).pk].pk}


def _heads_notice(scene: Scene, reader: str) -> Address:
    return {"notice_id": scene.notices[scene.cast.vice_chair.pk].pk}


def _token(scene: Scene, reader: str) -> Address:
    return {"token": scene.demo_token}


def _old_token(scene: Scene, reader: str) -> Address:
    return {"token": "nobody-made-this"}


def _ask(scene: Scene, reader: str) -> Sent:
    return {"site": NEW_SITE, "why": "For spelling."}


def _code(scene: Scene, reader: str) -> Sent:
    return {"code": scene.codes[ASKED]}


def _text(scene: Scene, reader: str) -> Sent:
    return {"text": policy_text("another thing"), "load": "yes"}


def _signing(scene: Scene, reader: str) -> Sent:
    return {"role": "chair of governors" if reader == "chair" else "headteacher"}


def _games(scene: Scene, reader: str) -> Address:
    return {"word": "games"}


def _no_list(scene: Scene, reader: str) -> Address:
    return {"word": "nobody-names-this"}


def _new_games(scene: Scene, reader: str) -> Address:
    return {"word": "games", "number": scene.new_list.pk}


def _list_file(scene: Scene, reader: str) -> Sent:
    return {"file": SimpleUploadedFile("games.txt", b"friv.com\npoki.com\n")}


def _publisher(scene: Scene, reader: str) -> Sent:
    return {"url": "https://lists.example/other.txt", "every": "24"}


def _why(scene: Scene, reader: str) -> Sent:
    return {"reason": "It names the wrong list of games."}


def _role(scene: Scene, reader: str) -> Sent:
    """The head gives a role of staff, everybody else tries a role of governors."""
    if reader == "head":
        return {"role": "SENCO", "person": scene.cast.support_staff.pk, "starts": "2026-09-21"}
    return {"role": "vice-chair of governors", "person": scene.cast.governor.pk, "starts": "2026-09-21"}


def _network(scene: Scene, reader: str) -> Sent:
    return {"range": "127.0.77.0/24", "who": "staff", "since": "2026-09-21"}


def _addresses(scene: Scene, reader: str) -> Sent:
    return {"range": "10.77.0.0/16", "since": "2026-09-21"}


def _observing(scene: Scene, reader: str) -> Sent:
    return {"reason": "Two classes stand still.", "span": "0"}


def _term(scene: Scene, reader: str) -> Sent:
    return {"name": "holiday club", "first": "2027-08-02", "last": "2027-08-06"}


def _closed_day(scene: Scene, reader: str) -> Sent:
    return {"closed_day": "2026-09-25", "why": "training day"}


def _lesson(scene: Scene, reader: str) -> Sent:
    return {"name": "choir", "weekdays": ["1"], "starts": "15:15", "ends": "15:30", "since": "2026-09-21"}


def _last_day(scene: Scene, reader: str) -> Sent:
    return {"ends": "2026-09-21"}


def _holding(of: str) -> Callable[[Scene, str], Address]:
    return lambda scene, reader: {"holding_id": getattr(scene, of).pk}


IN_FORCE = 1
DESK = frozenset({"head", "network_manager", "esafety"})

THE_POLICY_IS_EVERYBODYS = (
    Row(name="policy-live", sees=EVERYBODY, is_public=True),
    Row(name="policy-clause", about="8.1", sees=EVERYBODY, is_public=True, address=_clause("8.1")),
    Row(name="policy-clause", about="8.5", sees=EVERYBODY, is_public=True, address=_clause("8.5")),
    Row(name="policy-clause", about="that is not there", sees=NOBODY, is_public=True, address=_clause("99.9"), missing=INSIDERS),
    Row(name="accessibility", sees=EVERYBODY, is_public=True),
    Row(name="policy-version-text", about="in force", sees=EVERYBODY, is_public=True, address=_version(IN_FORCE)),
)

WHAT_WAITS_IS_FOR_STAFF_AND_GOVERNORS = (
    Row(
        name="policy-version-text", about="waiting", sees=STAFF | GOVERNORS, is_public=True, address=_version(WAITING_VERSION)
    ),  # open to no outsider (404): public only in that nobody is sent to sign in
    Row(
        name="policy-versions",
        sees=INSIDERS,
        does=frozenset({"head", "chair", "clerk", "esafety"}),
        sent=_text,
    ),
    Row(name="policy-version", about="in force", sees=INSIDERS, address=_version(IN_FORCE)),
    Row(name="policy-version", about="waiting", sees=STAFF | GOVERNORS, address=_version(WAITING_VERSION)),
    Row(name="policy-version", about="withdrawn unsigned", sees=STAFF | GOVERNORS, address=_version(WITHDRAWN_VERSION)),
    Row(name="policy-sign", does=frozenset({"head", "chair"}), address=_version(WAITING_VERSION), sent=_signing),
    Row(name="policy-withdraw", does=frozenset({"head", "chair"}), address=_version(IN_FORCE), sent=_why),
)

ANYBODY_MAY_ASK = (
    Row(name="filtering-door", sees=EVERYBODY, is_public=True),
    Row(name="filtering-ask", sees=EVERYBODY, does=EVERYBODY, is_public=True, query={"site": NEW_SITE}, sent=_ask),
    Row(name="filtering-asked", about="by somebody else", sees=EVERYBODY, is_public=True, shown=302),  # to the door
    Row(name="filtering-check", sees=EVERYBODY, is_public=True),
    Row(name="filtering-check-answer", sees=EVERYBODY, is_public=True, address=_old_token),
    Row(name="filtering-status", sees=EVERYBODY, does=EVERYBODY, is_public=True, sent=_code, done=200),
)

WHAT_STANDS_IS_READ_BY_STAFF_AND_GOVERNORS = (
    Row(name="filtering-check-sheets", sees=STAFF),
    Row(name="filtering-openings", sees=STAFF | GOVERNORS),
    Row(name="components", sees=STAFF | GOVERNORS),
    Row(name="filtering-why", about="with nothing asked", sees=STAFF | GOVERNORS),
    Row(name="filtering-why", about="of a site", sees=STAFF | GOVERNORS, query={"site": NEW_SITE, "seat": "class:5K"}),
)

ROLES_ARE_READ_BY_STAFF_AND_GOVERNORS = (
    Row(name="people-roles", sees=(STAFF | GOVERNORS) - {"volunteer"}),
    Row(name="people-appoint", does=frozenset({"head", "chair", "clerk"}), sent=_role),
    Row(
        name="people-end-role",
        about="of staff",
        sees=frozenset({"head"}),
        does=frozenset({"head"}),
        address=_holding("holding"),
        sent=_last_day,
    ),
    Row(
        name="people-end-role",
        about="of governors",
        sees=frozenset({"chair", "clerk"}),
        does=frozenset({"chair", "clerk"}),
        address=_holding("governors_holding"),
        sent=_last_day,
    ),
)

WHO_LOOK_AT_NETWORKS = GOVERNORS | {"head", "dsl", "esafety", "network_manager"}
NETWORK_MANAGER = frozenset({"network_manager"})

NETWORKS_ARE_THE_NETWORK_MANAGERS = (
    Row(name="schools-networks", sees=WHO_LOOK_AT_NETWORKS),
    Row(name="schools-networks", about="asked whose an address is", sees=WHO_LOOK_AT_NETWORKS, query={"address": "127.0.1.5"}),
    Row(name="schools-add-network", sees=NETWORK_MANAGER, does=NETWORK_MANAGER, sent=_network, done=200),  # first told, then saved
    Row(
        name="schools-change-network",
        sees=NETWORK_MANAGER,
        does=NETWORK_MANAGER,
        address=_number("network"),
        sent=_network,
        done=200,
    ),
    Row(
        name="schools-end-network",
        sees=NETWORK_MANAGER,
        does=NETWORK_MANAGER,
        address=_number("network"),
        sent=_last_day,
        done=200,
    ),
    Row(name="schools-add-addresses", sees=NETWORK_MANAGER, does=NETWORK_MANAGER, sent=_addresses, done=200),
    Row(
        name="schools-end-addresses",
        sees=NETWORK_MANAGER,
        does=NETWORK_MANAGER,
        address=_number("addresses"),
        sent=_last_day,
        done=200,
    ),
)

ATTEMPTS_ARE_FOR_FEW = (
    Row(name="filtering-attempts", sees=DESK | {"dsl"}),
    Row(name="filtering-attempts", about="of a month", sees=DESK | {"dsl"}, query={"span": "month"}),
    Row(name="filtering-attempts-classes", sees=DESK | {"dsl"}),
    Row(name="filtering-observe", does=frozenset({"head", "network_manager"}), sent=_observing),
    Row(name="filtering-enforce", does=frozenset({"head", "network_manager"})),  # back to the page, which says that nothing was to end
)

LOADERS = frozenset({"network_manager", "esafety"})

LISTS_ARE_LOADED_BY_FEW = (
    Row(name="filtering-lists", sees=STAFF | GOVERNORS),
    Row(name="filtering-list", sees=STAFF | GOVERNORS, address=_games),
    Row(name="filtering-list", about="that no policy can name", sees=NOBODY, address=_no_list, missing=STAFF | GOVERNORS),
    Row(name="filtering-list-load", does=LOADERS, address=_games, sent=_list_file),
    Row(name="filtering-list-subscribe", does=LOADERS, address=_games, sent=_publisher),
    Row(name="filtering-list-fetch", does=LOADERS, address=_games),
    Row(name="filtering-list-unsubscribe", does=LOADERS, address=_games),
    Row(name="filtering-list-new", sees=LOADERS, address=_games),
    Row(name="filtering-list-use", does=LOADERS, address=_new_games),
    Row(name="filtering-list-throw-away", does=LOADERS, address=_new_games),
)

SET_TIMES = frozenset({"head", "network_manager"})

TIMES_ARE_THE_HEADTEACHERS_AND_THE_NETWORK_MANAGERS = (
    Row(name="schools-times", sees=WHO_LOOK_AT_NETWORKS),
    Row(name="schools-set-term", sees=SET_TIMES, does=SET_TIMES, sent=_term),
    Row(name="schools-close-day", sees=SET_TIMES, does=SET_TIMES, sent=_closed_day),
    Row(name="schools-set-lesson", sees=SET_TIMES, does=SET_TIMES, sent=_lesson),
    Row(name="schools-end-lesson", sees=SET_TIMES, does=SET_TIMES, address=_number("lesson"), sent=_last_day),
)

THE_RECORD_AND_THE_SERVER = (
    Row(name="audit-record", sees=GOVERNORS | {"head"}),
    Row(name="jobs-operations", sees=DESK),
)

THE_DAY_IS_ONES_OWN = (
    Row(name="today", sees=INSIDERS),
    Row(name="today", about="with everything", sees=INSIDERS, query={"all": "yes"}),
    Row(name="today-seen", does=INSIDERS),
)

NOTICES_ARE_ONES_OWN = (
    Row(name="notices-mine", sees=INSIDERS),
    Row(name="notices-read", about="one's own", does=INSIDERS, address=_own_notice),
    Row(name="notices-read", about="somebody else's", does=NOBODY, address=_heads_notice, missing=INSIDERS),
)

ANOTHER_SCHOOLS_ROWS_ARE_NOT_FOUND = (
    Row(name="policy-version", about="of another school", sees=NOBODY, address=_foreign("version"), missing=INSIDERS),
    Row(name="policy-version-text", about="of another school", sees=NOBODY, address=_foreign("version"), missing=INSIDERS, is_public=True),
    Row(name="policy-sign", about="of another school", does=NOBODY, address=_foreign("version"), sent=_signing, missing=INSIDERS),
    Row(name="policy-withdraw", about="of another school", does=NOBODY, address=_foreign("version"), sent=_why, missing=INSIDERS),
    Row(
        name="schools-change-network",
        about="of another school",
        sees=NOBODY,
        does=NOBODY,
        address=_foreign("network"),
        sent=_network,
        missing=NETWORK_MANAGER,  # the others change no network at all
    ),
    Row(
        name="schools-end-network",
        about="of another school",
        sees=NOBODY,
        does=NOBODY,
        address=_foreign("network"),
        sent=_last_day,
        missing=NETWORK_MANAGER,  # the others change no network at all
    ),
    Row(
        name="schools-end-addresses",
        about="of another school",
        sees=NOBODY,
        does=NOBODY,
        address=_foreign("addresses"),
        sent=_last_day,
        missing=NETWORK_MANAGER,  # the others change no network at all
    ),
    Row(
        name="schools-end-lesson",
        about="of another school",
        sees=NOBODY,
        does=NOBODY,
        address=_foreign("lesson"),
        sent=_last_day,
        missing=SET_TIMES,
    ),
    Row(
        name="people-end-role",
        about="of another school",
        sees=NOBODY,
        does=NOBODY,
        address=_foreign("holding", "holding_id"),
        sent=_last_day,
        missing=(STAFF | GOVERNORS) - {"volunteer"},  # the others do not see roles at all
    ),
)

ONLY_IN_A_DEMO = (
    Row(name="demo-mail", sees=NOBODY, does=NOBODY, is_public=True, missing=INSIDERS),
    Row(name="demo-sit", sees=NOBODY, is_public=True, address=lambda scene, reader: {"address": "127.0.1.5"}, missing=INSIDERS),
    Row(name="people-demo-sign-in", sees=NOBODY, is_public=True, address=_token, missing=INSIDERS),
)

TABLE: tuple[Row, ...] = (
    *THE_POLICY_IS_EVERYBODYS,
    *WHAT_WAITS_IS_FOR_STAFF_AND_GOVERNORS,
    *ANYBODY_MAY_ASK,
    *requests.ROWS,
    *requests.FOREIGN,
    *WHAT_STANDS_IS_READ_BY_STAFF_AND_GOVERNORS,
    *ROLES_ARE_READ_BY_STAFF_AND_GOVERNORS,
    *NETWORKS_ARE_THE_NETWORK_MANAGERS,
    *TIMES_ARE_THE_HEADTEACHERS_AND_THE_NETWORK_MANAGERS,
    *school_facts.ROWS,
    *people.ROWS,
    *people.FOREIGN,
    *reports.ROWS,
    *invitations.ROWS,
    *first_run.ROWS,
    *lessons.ROWS,
    *ATTEMPTS_ARE_FOR_FEW,
    *LISTS_ARE_LOADED_BY_FEW,
    *THE_RECORD_AND_THE_SERVER,
    *THE_DAY_IS_ONES_OWN,
    *NOTICES_ARE_ONES_OWN,
    *ANOTHER_SCHOOLS_ROWS_ARE_NOT_FOUND,
    *ONLY_IN_A_DEMO,
)
