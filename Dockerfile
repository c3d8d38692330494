# The one image of ours: Airflow, its providers and the product, for every service and every one-shot command.
# Districts and extracts are mounted, not baked in: they change without a new image.
FROM python:3.11.14-slim-bookworm AS build
WORKDIR /build
COPY requirements.in requirements.txt ./
COPY scripts/product_lock.py scripts/
# The lock is complete, so nothing is resolved: what it names is installed by hash, and pip check finds what would miss.
RUN python scripts/product_lock.py > product.txt \
    && python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --only-binary=:all: --require-hashes --no-deps -r product.txt \
    && /opt/venv/bin/pip check \
    && /opt/venv/bin/pip uninstall --yes pip setuptools

FROM python:3.11.14-slim-bookworm
# The number is in the lower range of what no system user has; volumes belong to it.
RUN useradd --uid 50000 --gid 0 --no-create-home --home-dir /var/lib/airflow --shell /usr/sbin/nologin airflow \
    && install --directory --owner airflow --group 0 --mode 0770 \
        /var/lib/airflow /var/lib/govreport /var/log/airflow
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/opt/govreport/plugins \
    PYTHONUTF8=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    AIRFLOW_HOME=/var/lib/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/govreport/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/govreport/plugins \
    AIRFLOW__LOGGING__BASE_LOG_FOLDER=/var/log/airflow \
    GOVREPORT_HOME=/opt/govreport \
    GOVREPORT_VAR=/var/lib/govreport
COPY --from=build /opt/venv /opt/venv
COPY . /opt/govreport/
RUN install --mode 0755 /opt/govreport/deploy/govreport /usr/local/bin/govreport \
    && python -m compileall -q /opt/govreport/plugins /opt/govreport/dags
WORKDIR /var/lib/govreport
USER 50000:0
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=120s --retries=5 \
    CMD ["python", "/opt/govreport/deploy/healthcheck.py", "api-server"]
CMD ["airflow", "api-server"]
