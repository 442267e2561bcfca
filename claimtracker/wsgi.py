import os
import sys

from django.core.wsgi import get_wsgi_application

from claimtracker.environment import EnvironmentProblem

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtracker.settings")
try:
    application = get_wsgi_application()
except EnvironmentProblem as problem:
    sys.exit(str(problem))
