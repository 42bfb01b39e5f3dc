# One image for all of Plaza's processes; docker-compose.yml says which one each container runs.
FROM python:3.12-slim-bookworm AS build
WORKDIR /plaza
COPY requirements-installer.lock requirements.lock ./
RUN python -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --require-hashes --no-deps -r requirements-installer.lock \
    && .venv/bin/uv pip install --python .venv/bin/python --no-cache --require-hashes --no-deps -r requirements.lock \
    && .venv/bin/python -m pip uninstall --yes uv

FROM python:3.12-slim-bookworm
ENV PATH=/plaza/.venv/bin:$PATH PYTHONPATH=/plaza:/plaza/site PYTHONUNBUFFERED=1 PLAZA_DATA=/data
WORKDIR /plaza
RUN useradd --uid 10001 --no-create-home plaza && install -d -o plaza /data
COPY --from=build /plaza/.venv .venv
COPY . .
RUN PLAZA_DATA=/tmp/build SECRET_KEY=build python manage.py messages --compile && rm -rf /tmp/build
USER plaza
VOLUME /data
EXPOSE 8000
CMD ["deploy/web"]
