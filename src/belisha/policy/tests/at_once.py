"""Signs at the same moment from several threads, on a database file of its own. Run by test_sign_at_once.py as its own process.

Prints one JSON object: for each story what came of each signature, and how the version stands afterwards.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from zoneinfo import ZoneInfo

NOW = datetime(2026, 9, 15, 10, 15, tzinfo=ZoneInfo("Europe/London"))


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django_scopes import scope

    from tests import factories
    from tests.cast import make_cast, make_school

    call_command("migrate", verbosity=0)
    school = make_school()
    cast = make_cast(school)
    with scope(school=school):
        factories.make_holding(cast.dsl, "headteacher")
        factories.make_holding(cast.esafety, "headteacher")
        factories.make_holding(cast.esafety, "chair of governors")
    stories = {
        "head and chair": [(cast.head, "headteacher"), (cast.chair, "chair of governors")],
        "two heads": [(cast.head, "headteacher"), (cast.dsl, "headteacher")],
        "one person in two roles": [(cast.esafety, "headteacher"), (cast.esafety, "chair of governors")],
        "one person pressing twice": [(cast.head, "headteacher")] * 4,
    }
    print(json.dumps({name: tell(school, cast, name, signers) for name, signers in stories.items()}))


def tell(school, cast, name, signers):
    from django_scopes import scope

    from belisha.audit.verification import verify
    from belisha.policy import actions
    from belisha.policy.models import PolicyVersion
    from belisha.policy.tests.conftest import MODEL_POLICY
    from tests.cast import actor

    with scope(school=school):
        text = MODEL_POLICY.read_text(encoding="utf-8").replace('title = "Social', f'title = "{name}: Social')
        version = actions.load_version(by=actor(cast.head), text=text, now=NOW)
    together = Barrier(len(signers))
    with ThreadPoolExecutor(len(signers)) as threads:
        came = list(threads.map(lambda signer: attempt(school, version.pk, *signer, together), signers))
    with scope(school=school):
        after = PolicyVersion.objects.get(pk=version.pk)
        in_force = PolicyVersion.objects.filter(status="IN_FORCE").count()
        return {
            "came": sorted(came),
            "signatures": after.signatures.count(),
            "status": after.status,
            "in_force": in_force,
            # the cast's roles were given without a record, and the record rightly says so
            "chain": all(str(fault).startswith("the role ") for fault in verify(school.pk).faults),
        }


def attempt(school, version_id, person, role, together):
    from django.db import connection
    from django_scopes import scope

    from belisha.kit.access import Refused
    from belisha.policy import actions
    from belisha.policy.models import PolicyVersion

    try:
        with scope(school=school):
            version = PolicyVersion.objects.select_related("school").get(pk=version_id)
            together.wait(timeout=20)
            actions.sign_version(by=person, version=version, role=role, signed_in_at=NOW, had_second_factor=True, now=NOW)
            return "signed"
    except Refused:
        return "refused"
    finally:
        connection.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belisha.web.settings")
    sys.exit(main())
