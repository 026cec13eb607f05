# One image for web, worker and beat; docker-compose.yml says which command makes it which.
FROM python:3.13-slim

# bubblewrap is the jail in which strangers' media is opened.
RUN apt-get update && apt-get install --yes --no-install-recommends bubblewrap && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/sayso
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY . .
RUN python -m config.catalogues compile && SECRET_KEY=build DATA_DIR=/tmp/build python manage.py collectstatic --noinput --skip-checks \
    && useradd --system --home-dir /srv/data sayso && install --directory --owner sayso /srv/data
USER sayso
ENV BIND=0.0.0.0 DATA_DIR=/srv/data PYTHONUNBUFFERED=1
VOLUME /srv/data
EXPOSE 8000
CMD ["gunicorn", "--config", "python:config.gunicorn", "config.wsgi:application"]
