"""Django's own commands, for developers: the product's command is `belisha`."""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belisha.web.settings")
    os.environ.setdefault("BELISHA_SECRET_KEY", "only for a developer's own machine")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
