"""The Celery application of workers: ``celery --app rus_pipeline.pipeline.dagster.celery_app``.

It is only configuration: the work is done by Dagster's own executor.
Source: stages contract, What holds, 7.
"""

from dagster_celery.make_app import make_app
from dagster_celery.tasks import create_task

from rus_pipeline.pipeline.dagster.executors import broker, settings

app = make_app({"broker": broker(), "backend": broker()})
app.conf.update(settings())
execute_plan = create_task(app)
