"""Dagster's event log in SQLite, at less cost for each event.

Dagster's own SQLite storage makes an engine, compiles its statements and closes the file for each
event that it stores, and reads an asset's newest event back each time it is asked for one (see
``docs/decisions``). It also leaves the file of a deleted run. This one keeps its engines and its
statements, stores a batch of events in one transaction, and remembers the newest event of each
asset. Production uses PostgreSQL instead.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any

from dagster import AssetKey, DagsterEventType
from dagster._core.event_api import EventLogRecord
from dagster._core.events import (
    ASSET_CHECK_EVENTS,
    ASSET_EVENTS,
    EVENT_TYPE_TO_PIPELINE_RUN_STATUS,
)
from dagster._core.events.log import EventLogEntry
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.schema import AssetKeyTable, SqlEventLogStorageTable
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, bindparam, create_engine, text
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.event import listen

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


_EVENT = SqlEventLogStorageTable.insert()
_OF_ALL_RUNS = ASSET_EVENTS | ASSET_CHECK_EVENTS | EVENT_TYPE_TO_PIPELINE_RUN_STATUS.keys()


@lru_cache
def _asset_row(columns: tuple[str, ...]) -> Insert:
    """Return the statement that writes these columns of an asset's row."""
    new = insert(AssetKeyTable)
    return new.on_conflict_do_update(
        index_elements=["asset_key"], set_={column: new.excluded[column] for column in columns}
    )


@lru_cache(maxsize=8)
def _engine(url: str) -> Engine:
    engine = create_engine(url, pool_size=1, connect_args={"timeout": _WAIT_SECONDS})
    listen(engine, "connect", _without_waiting_for_the_disk)
    return engine


def _without_waiting_for_the_disk(connection: sqlite3.Connection, _record: object) -> None:
    """Let a killed process lose nothing, and a power cut the last events: what is made is kept."""
    connection.execute("PRAGMA synchronous=NORMAL")


class OneEngineEventLogStorage(SqliteEventLogStorage):
    """The SQLite event log with one engine a file; a batch of events is one transaction."""

    def __init__(self, *args: Any, **words: Any) -> None:
        self._index: Connection | None = None
        self._newest: dict[str, tuple[str, EventLogRecord]] = {}
        self._tables: set[str] = set()
        self._asset_columns: set[str] = set()
        super().__init__(*args, **words)
        # A batch asks for the index again while it writes to it.
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

    def store_event(self, event: EventLogEntry) -> None:
        """Store an event, as a batch of one."""
        self.store_event_batch([event])

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store events in the files of their runs, and in the index what is asked of all runs."""
        rows = [(event, self._event_to_row(event)) for event in events]
        of_run: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for event, row in rows:
            of_run[event.run_id].append(row)
        for run_id, its in of_run.items():
            with self.run_connection(run_id) as connection:
                connection.execute(_EVENT, its)
        of_all = [(event, row) for event, row in rows if event.dagster_event_type in _OF_ALL_RUNS]
        if of_all:
            with self._writing_the_index() as connection:
                for event, row in of_all:
                    self._store_in_index(connection, event, row)

    def _store_in_index(
        self, connection: Connection, event: EventLogEntry, row: Mapping[str, Any]
    ) -> None:
        event_id = connection.execute(_EVENT, row).lastrowid
        if event.dagster_event_type in ASSET_EVENTS:
            self._store_asset_event_tags(connection, [event], [event_id])
            self._store_asset_event(connection, event, event_id)
        elif event.dagster_event_type in ASSET_CHECK_EVENTS:
            self.store_asset_check_event(event, event_id)

    def _store_asset_event(self, conn: Connection, event: EventLogEntry, event_id: int) -> None:
        """Write an asset's row, and remember its newest event."""
        values = self._get_asset_entry_values(
            event, event_id, self._has_asset_key_index_cols_on_connection(conn)
        )
        key = event.dagster_event and event.dagster_event.asset_key
        if not key or not values:
            return
        conn.execute(_asset_row(tuple(values)), {"asset_key": key.to_string(), **values})
        if "last_materialization" in values:
            record = EventLogRecord(storage_id=event_id, event_log_entry=event)
            self._newest[key.to_string()] = values["last_materialization"], record

    def _get_latest_materialization_records(
        self, raw_asset_rows: Sequence[Mapping[str, Any]]
    ) -> Mapping[AssetKey, EventLogRecord | None]:
        """Return each asset's newest event; one that is remembered is not read back."""
        found: dict[AssetKey, EventLogRecord | None] = {}
        others = []
        for row in raw_asset_rows:
            stored, record = self._newest.get(row["asset_key"], (None, None))
            key = AssetKey.from_db_string(row["asset_key"])
            if (
                key
                and record
                and stored == row["last_materialization"]
                and not row["asset_details"]
            ):
                found[key] = record
            else:
                others.append(row)
        if others:
            found |= super()._get_latest_materialization_records(others)
        return found

    @contextmanager
    def _writing_the_index(self) -> Iterator[Connection]:
        """Connect to the index; what asks for it meanwhile is in the same transaction."""
        with self._db_lock, self.index_connection() as connection:
            self._index = connection
            try:
                yield connection
            finally:
                self._index = None

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            if shard == INDEX_SHARD_NAME and self._index is not None:
                yield self._index
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
