FROM python:3.11-slim AS build
WORKDIR /srv/madoguchi
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
# Only a change of the locked requirements makes this layer anew.
COPY requirements/run.txt requirements/semantic.txt requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/run.txt \
    && pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: --no-deps -r requirements/semantic.txt
COPY . .
# Broken content, of the country or of any city in cities/, breaks the build.
RUN python -m compileall -q --invalidation-mode unchecked-hash app \
    && python -m app check \
    && for city in cities/*/; do if [ -d "$city" ]; then python -m app check --city "${city%/}" || exit 1; fi; done

FROM python:3.11-slim
WORKDIR /srv/madoguchi
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
COPY --from=build /venv /venv
COPY --from=build /srv/madoguchi /srv/madoguchi
# Nobody in particular; nothing in the image is writable for them.
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["python", "-m", "app", "serve", "--host", "0.0.0.0", "--port", "8000"]
