"""The queue's application for workers: ``celery --app rus_pipeline.pipeline.dagster.celery_app``.

Only configuration: what is done is Dagster's own executor's. Source: stages contract, What holds,
7.
"""

from dagster_celery.make_app import make_app
from dagster_celery.tasks import create_task

from rus_pipeline.pipeline.dagster.executors import broker, settings

app = make_app({"broker": broker(), "backend": broker()})
app.conf.update(settings())
execute_plan = create_task(app)
