FROM python:3.11-slim

# The numbers are for the C library, as the Makefile says.
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    MALLOC_TRIM_THRESHOLD_=8388608 MALLOC_MMAP_THRESHOLD_=4194304
WORKDIR /srv/claimtracker

COPY requirements/run.txt requirements/
RUN pip install --no-cache-dir --require-hashes --requirement requirements/run.txt

COPY . .
# The program belongs to root; the process that faces the network can write to var/ alone.
RUN useradd --system --no-create-home web \
    && python manage.py collectstatic --noinput --verbosity 0 \
    && rm var/secret-key \
    && chown web var
USER web

EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", \
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]

# One process with many threads, for the reasons told in the Makefile.
CMD ["granian", "--interface", "wsgi", "--no-ws", "--blocking-threads", "512", \
    "--blocking-threads-idle-timeout", "600", "--log-level", "error", \
    "--workers-kill-timeout", "3", \
    "--host", "0.0.0.0", "--port", "8000", "claimtracker.wsgi:application"]
