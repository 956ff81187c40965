# creatormatch with its encoder weights, for the API and for workers.
#
# CREATORMATCH_TORCH_INDEX: an extra package index for torch. Without one the default build brings gigabytes
# of CUDA; an index of CPU builds keeps the image near 2 GB.

FROM python:3.11-slim AS build
ARG CREATORMATCH_TORCH_INDEX=""
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src

# Dependencies alone, so that a change of the code does not install them again.
COPY pyproject.toml requirements.lock ./
RUN python -m venv /opt/creatormatch \
    && python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" > wanted.txt \
    && /opt/creatormatch/bin/pip install --constraint requirements.lock \
        ${CREATORMATCH_TORCH_INDEX:+--extra-index-url "$CREATORMATCH_TORCH_INDEX"} --requirement wanted.txt \
    # C++ headers and torch's own tests: 145 MB that nothing loads.
    && rm -rf /opt/creatormatch/lib/python3*/site-packages/torch/include /opt/creatormatch/lib/python3*/site-packages/torch/test

COPY LICENSE README.md ./
COPY service service
COPY workers workers
RUN /opt/creatormatch/bin/pip install --no-deps .
# The encoder as OpenVINO loads it, so that no container has to export it first.
RUN HF_HUB_OFFLINE=1 CREATORMATCH_ENCODER_CACHE=/opt/encoders /opt/creatormatch/bin/python -m service.embeddings


FROM python:3.11-slim
RUN groupadd --gid 10001 creatormatch \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin creatormatch \
    && install -d -o 10001 -g 10001 -m 750 /data
COPY --from=build /opt/creatormatch /opt/creatormatch
COPY --from=build --chown=10001:10001 /opt/encoders /opt/encoders
WORKDIR /srv/creatormatch
COPY gunicorn.conf.py ./
ENV PATH=/opt/creatormatch/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    CREATORMATCH_DATA=/data \
    NUMBA_CACHE_DIR=/data/compiled \
    CREATORMATCH_ENCODER_CACHE=/opt/encoders \
    CREATORMATCH_BIND=0.0.0.0:8000
USER 10001:10001
VOLUME /data
EXPOSE 8000
# The graceful stop of gunicorn, and of a worker.
STOPSIGNAL SIGTERM
# The loopback address answers whatever CREATORMATCH_BIND's host is; a proxy of the environment is not asked.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; port = os.environ['CREATORMATCH_BIND'].rpartition(':')[2]; r.build_opener(r.ProxyHandler({})).open(f'http://127.0.0.1:{port}/healthz', timeout=4)"]
CMD ["creatormatch", "serve"]
