# Two stages: what installs stays behind, what runs is small and not root.
FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/mulai
COPY requirements.txt ./
RUN /opt/mulai/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE LICENSES.md ./
COPY bot ./bot
COPY conversations ./conversations
COPY knowledge ./knowledge
RUN /opt/mulai/bin/pip install --no-cache-dir --no-deps --no-build-isolation .
# The phrasings are learnt here, so that no start has to.
RUN /opt/mulai/bin/mulai train --ship

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /data mulai \
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
