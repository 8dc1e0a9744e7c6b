"""Notices to the data team of failed runs, by e-mail or webhook.

``RUS_NOTIFY`` has addresses in Apprise's form, separated by spaces; without it no notice is sent.
``RUS_DAGSTER_URL`` is the UI's address, for a link to the run.
"""

import os

import dagster as dg

from rus_pipeline.core.errors import mask

ADDRESSES = "RUS_NOTIFY"
UI = "RUS_DAGSTER_URL"


class NoticeError(Exception):
    """A notice could not be sent. Addresses may have passwords, so that they are not named."""


@dg.run_failure_sensor(
    name="failure_notice",
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Fortæller om en kørsel, der fejlede, til adresserne i RUS_NOTIFY.",
)
def failure_notice(context: dg.RunFailureSensorContext) -> None:
    """Send a notice of a failed run: why it failed, and a link to it."""
    steps = [event.step_failure_data for event in context.get_step_failure_events()]
    failures = [step.user_failure_data for step in steps if step.user_failure_data is not None]
    reasons = [data.description for data in failures if data.description]
    text = "\n".join(reasons or [context.failure_event.message or "Kørslen endte uden en grund"])
    link = os.environ.get(UI, "").rstrip("/")
    run_id = context.dagster_run.run_id
    where = f"{link}/runs/{run_id}" if link else f"Dagster, kørsel {run_id}"
    send_notice(
        "Årsrapport: en kørsel fejlede",
        f"{mask(text)}\n\nUdgaver, der ikke kunne bygges, står som før.\nSe {where}",
    )


def send_notice(title: str, text: str) -> None:
    """Send a notice to every address, if any. Raises NoticeError if one is not sent."""
    addresses = os.environ.get(ADDRESSES, "").split()
    if not addresses:
        return
    from apprise import Apprise

    sender = Apprise()
    unusable = [n for n, address in enumerate(addresses, 1) if not sender.add(address)]
    if unusable:
        raise NoticeError(f"{ADDRESSES}: address {unusable[0]} is not in a form that Apprise knows")
    if not sender.notify(title=title, body=text):
        raise NoticeError(f"{ADDRESSES}: the notice could not be sent to every address")
