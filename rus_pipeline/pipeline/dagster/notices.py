"""Telling the data team that a run failed, by e-mail or webhook.

``RUS_NOTIFY`` holds addresses as Apprise writes them, separated by spaces; without it nobody is
told. ``RUS_DAGSTER_URL`` is where the UI is, for a link to the run. What belongs here: the text of
a notice and sending it. What does not: finding a failure, which Dagster does.
"""

import os

import dagster as dg

from rus_pipeline.core.errors import mask

ADDRESSES = "RUS_NOTIFY"
UI = "RUS_DAGSTER_URL"


class NoticeError(Exception):
    """A notice could not be sent; the addresses hold passwords and are not named."""


@dg.run_failure_sensor(
    name="failure_notice",
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Fortæller om en kørsel, der fejlede, til adresserne i RUS_NOTIFY.",
)
def failure_notice(context: dg.RunFailureSensorContext) -> None:
    """Tell of a run that failed: which editions, why, and where to look."""
    steps = [event.step_failure_data for event in context.get_step_failure_events()]
    told = [step.user_failure_data for step in steps if step.user_failure_data is not None]
    reasons = [data.description for data in told if data.description]
    text = "\n".join(reasons or [context.failure_event.message or "Kørslen endte uden en grund"])
    link = os.environ.get(UI, "").rstrip("/")
    run_id = context.dagster_run.run_id
    where = f"{link}/runs/{run_id}" if link else f"Dagster, kørsel {run_id}"
    tell(
        "Årsrapport: en kørsel fejlede",
        f"{mask(text)}\n\nUdgaver, der ikke kunne bygges, står som før.\nSe {where}",
    )


def tell(title: str, text: str) -> None:
    """Send a notice to every address, if there is any. Raises NoticeError where one is not sent."""
    addresses = os.environ.get(ADDRESSES, "").split()
    if not addresses:
        return
    from apprise import Apprise

    sender = Apprise()
    unusable = [n for n, address in enumerate(addresses, 1) if not sender.add(address)]
    if unusable:
        raise NoticeError(f"{ADDRESSES}: address {unusable[0]} is none that Apprise knows")
    if not sender.notify(title=title, body=text):
        raise NoticeError(f"{ADDRESSES}: the notice was not taken by every address")
