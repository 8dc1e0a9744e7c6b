"""Dagster's event log in SQLite, with one SQLAlchemy engine a file instead of one an event.

Dagster's own SQLite storage makes an engine, compiles every statement and closes the file for each
event that it stores (see ``docs/decisions``). It also leaves the file of a deleted run. This one
does neither, and stores a batch of events in one transaction. Production uses PostgreSQL instead.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any

from dagster import AssetKey, DagsterEventType
from dagster._core.events.log import EventLogEntry
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, bindparam, create_engine, event, text

_WAIT_SECONDS = 60
_WIPED = text("SELECT asset_details IS NOT NULL FROM asset_keys WHERE asset_key = :asset")
_NEWEST_TAGS = text(
    """
    SELECT newest.partition, asset_event_tags.key, asset_event_tags.value
    FROM (
        SELECT partition, max(id) AS id
        FROM event_logs
        WHERE asset_key = :asset AND dagster_event_type = :type AND partition IN :partitions
        GROUP BY partition
    ) AS newest
    JOIN asset_event_tags ON asset_event_tags.event_id = newest.id
    WHERE asset_event_tags.key IN :keys
    """
).bindparams(bindparam("partitions", expanding=True), bindparam("keys", expanding=True))


@lru_cache(maxsize=8)
def _engine(url: str) -> Engine:
    engine = create_engine(url, pool_size=1, connect_args={"timeout": _WAIT_SECONDS})
    event.listen(engine, "connect", _without_waiting_for_the_disk)
    return engine


def _without_waiting_for_the_disk(connection: sqlite3.Connection, _record: object) -> None:
    """Let a killed process lose nothing, and a power cut the last events: what is made is kept."""
    connection.execute("PRAGMA synchronous=NORMAL")


class OneEngineEventLogStorage(SqliteEventLogStorage):
    """The SQLite event log with one engine a file; a batch of events is one transaction."""

    def __init__(self, *args: Any, **words: Any) -> None:
        self._batch: ExitStack | None = None
        self._held: dict[str, Connection] = {}
        self._tables: set[str] = set()
        self._asset_columns: set[str] = set()
        super().__init__(*args, **words)
        # A batch connects while it holds the lock.
        self._db_lock = RLock()  # type: ignore[assignment]

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Any
    ) -> "OneEngineEventLogStorage":
        """Make the storage from ``dagster.yaml``; ``base_dir`` is the folder of its files."""
        return cls(inst_data=inst_data, base_dir=config_value["base_dir"])

    def has_table(self, table_name: str) -> bool:
        """Return whether the index has a table. One that is there stays: it is asked for once."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        """Return whether the index's assets have a column; one that is there is asked for once."""
        if column_name not in self._asset_columns and super()._has_asset_key_col_on_connection(
            conn, column_name
        ):
            self._asset_columns.add(column_name)
        return column_name in self._asset_columns

    def get_latest_tags_by_partition(
        self,
        asset_key: AssetKey,
        event_type: DagsterEventType,
        tag_keys: Sequence[str],
        asset_partitions: Sequence[str] | None = None,
        before_cursor: int | None = None,
        after_cursor: int | None = None,
    ) -> Mapping[str, Mapping[str, str]]:
        """Return the tags of each partition's newest event, by a statement that is compiled once.

        Dagster asks for each input of each step, and compiles its own each time. That one is used
        for an asset that was wiped, and for whatever but the named partitions' newest event.
        """
        asked: dict[str, str | list[str]] = {
            "asset": asset_key.to_string(),
            "type": event_type.value,
        }
        if asset_partitions is not None and before_cursor is None and after_cursor is None:
            asked |= {"partitions": list(asset_partitions), "keys": list(tag_keys)}
            with self.index_connection() as connection:
                if not connection.execute(_WIPED, asked).scalar():
                    found: dict[str, dict[str, str]] = {}
                    for partition, key, value in connection.execute(_NEWEST_TAGS, asked):
                        found.setdefault(partition, {})[key] = value
                    return found
        return super().get_latest_tags_by_partition(
            asset_key, event_type, tag_keys, asset_partitions, before_cursor, after_cursor
        )

    def delete_events(self, run_id: str) -> None:
        """Delete a run's events, and the file that held them."""
        super().delete_events(run_id)
        self._initialized_dbs.discard(run_id)
        for end in ("", "-wal", "-shm"):
            Path(f"{self.path_for_shard(run_id)}{end}").unlink(missing_ok=True)

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store events in one transaction for each file."""
        with self._db_lock, ExitStack() as stack:
            self._batch = stack
            try:
                for event in events:
                    self.store_event(event)
            finally:
                self._batch = None
                self._held.clear()

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            if self._batch is not None:
                if shard not in self._held:
                    self._held[shard] = self._batch.enter_context(self._opened(shard))
                yield self._held[shard]
                return
            with self._opened(shard) as connection:
                yield connection

    @contextmanager
    def _opened(self, shard: str) -> Iterator[Connection]:
        engine = _engine(self.conn_string_for_shard(shard))
        if shard not in self._initialized_dbs:
            self._initdb(engine)
            self._initialized_dbs.add(shard)
        with engine.connect() as connection, connection.begin():
            yield connection
