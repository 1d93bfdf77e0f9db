# Two stages: what installs stays behind, what runs is small and not root.
FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/mulai
COPY requirements.txt ./
RUN /opt/mulai/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY conversations ./conversations
COPY knowledge ./knowledge
RUN /opt/mulai/bin/pip install --no-cache-dir --no-deps --no-build-isolation .
# The phrasings are learnt here, so that no start has to.
ENV XDG_CACHE_HOME=/opt/mulai/cache
RUN /opt/mulai/bin/mulai train

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /data mulai \
    && mkdir /data && chown mulai /data
COPY --from=build /opt/mulai /opt/mulai
USER mulai
VOLUME /data
ENV XDG_CACHE_HOME=/opt/mulai/cache \
    MULAI_DATABASE_URL=sqlite+aiosqlite:////data/mulai.sqlite3 \
    PYTHONUNBUFFERED=1
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/mulai/bin/mulai"]
CMD ["run"]
