# Two stages: what installs stays behind, what runs is small and not root.
#
# The base's digest is not written here, because nobody looked it up for your machine; before a
# release do, and build with what it prints:
#   docker buildx imagetools inspect python:3.12-slim --format '{{.Manifest.Digest}}'
#   docker build --build-arg BASE=python:3.12-slim@sha256:... --tag mulai .
ARG BASE=python:3.12-slim

FROM ${BASE} AS build
WORKDIR /src
# The environment is made by uv, from the lists of hashes alone, with the image's own Python.
ENV UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_NO_CACHE=1 \
    UV_PYTHON_DOWNLOADS=never \
    VIRTUAL_ENV=/opt/mulai
COPY requirements-image.txt requirements.txt ./
RUN python -m pip install --no-cache-dir --require-hashes -r requirements-image.txt
RUN uv venv /opt/mulai
RUN uv pip install --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE LICENSES.md ./
COPY bot ./bot
COPY conversations ./conversations
COPY knowledge ./knowledge
# What builds the package has then done its work.
RUN uv pip install --no-deps --no-build-isolation . && uv pip uninstall setuptools
# The phrasings are learnt here, so that no start has to.
RUN /opt/mulai/bin/mulai train --ship

FROM ${BASE}
LABEL org.opencontainers.image.title="Mulai" \
      org.opencontainers.image.description="Dimulai dari mana? A Telegram bot that tells city officials where a smart city starts" \
      org.opencontainers.image.version="0.2.0" \
      org.opencontainers.image.licenses="MIT AND Apache-2.0 AND ODbL-1.0 AND OFL-1.1 AND LicenseRef-official-figures"
# Nothing here can install anything.
RUN python -m pip uninstall --yes --root-user-action=ignore pip setuptools \
    && rm -r "$(python -c 'import ensurepip; print(ensurepip.__path__[0])')" \
    && useradd --system --uid 10001 --home-dir /data mulai \
    && mkdir /data && chown mulai /data
COPY --from=build /opt/mulai /opt/mulai
USER 10001
VOLUME /data
ENV MULAI_DATABASE_URL=sqlite+aiosqlite:////data/mulai.sqlite3 \
    MULAI_WEB_HOST=0.0.0.0 \
    MULAI_WEB_PORT=8080 \
    PYTHONUNBUFFERED=1
EXPOSE 8080
# Asked of the bot itself, past any proxy that the environment names.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["/opt/mulai/bin/python", "-c", "import http.client, os, sys; bot = http.client.HTTPConnection('127.0.0.1', int(os.environ['MULAI_WEB_PORT']), timeout=4); bot.request('GET', '/healthz'); sys.exit(bot.getresponse().status != 200)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/mulai/bin/mulai"]
CMD ["run"]
