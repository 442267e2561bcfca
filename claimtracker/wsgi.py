import os
import sys

import django

from claimtracker.environment import EnvironmentProblem

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtracker.settings")

try:
    django.setup(set_prefix=False)
    # It imports models, which are there now.
    from claimtracker.early import Handler

    application = Handler()
except EnvironmentProblem as problem:
    sys.exit(str(problem))
