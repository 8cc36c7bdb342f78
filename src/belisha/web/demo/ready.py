"""What the demo's ready file says of its people and places."""

from __future__ import annotations

from django.urls import reverse

from belisha.people.queries import demo_sign_in_path
from belisha.web.demo.seeding import find_demo


def addresses(portal_url: str) -> dict[str, object]:
    """`sign_in` (role to link), `networks` (group to a device's address), `classes` (class to its address).
    `sit` (class to a link that sits a browser at its computer).

    Raises LookupError without a demo school.
    """
    demo = find_demo()
    if demo is None:
        raise LookupError("this folder holds a school that is not the demo's")
    return {
        "sign_in": {role: portal_url + demo_sign_in_path(person) for role, person in demo.sign_in.items()},
        "networks": dict(demo.networks),
        "classes": dict(demo.classes),
        "sit": {name: portal_url + reverse("demo-sit", args=[address]) for name, address in demo.classes.items()},
    }
