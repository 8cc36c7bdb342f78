"""`belisha policy draft FILE`: what a policy in plain words holds, and what it lacks."""

from __future__ import annotations

import json
from argparse import Namespace

from belisha.core.policy.draft.drafting import draft_of
from belisha.core.policy.draft.report import as_json, as_text
from belisha.web.commands.policy import text_of


def run(words: Namespace) -> int:
    """Print what was found; always 0. Raises Unusable for a file that cannot be read."""
    from belisha.directory.queries import catalogue

    services = {service.name: service.is_closed_down for service in catalogue().services.values()}
    draft = draft_of(text_of(words.file), services=services)
    print(json.dumps(as_json(draft, words.file), indent=1, ensure_ascii=False) if words.json else as_text(draft, words.file))
    return 0
