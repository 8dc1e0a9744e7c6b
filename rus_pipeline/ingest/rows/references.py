"""Rows that name a course, held against the courses that the same extract has.

It is the one rule between two files. A file is validated alone, and then held against the other
as validated, so that neither is read twice. Source: extract contract, Columns, ``maalinger``.
"""

from dataclasses import replace

import polars as pl

from rus_pipeline.ingest.rows.quarantine import ROW_OUT, findings, in_order, shown
from rus_pipeline.ingest.rows.validated_file import COURSE_ID, ValidatedFile


def without_unknown_courses(file: ValidatedFile, courses: ValidatedFile) -> ValidatedFile:
    """Return a file without the rows whose course no row of ``courses`` has; these are listed.

    A course that is quarantined is known: its rows are validated and not listed, and count in
    nothing, since no course that counts has their id.
    """
    known = pl.concat([courses.frame[COURSE_ID], courses.ids_out[COURSE_ID]]).unique()
    unknown = ~pl.col(COURSE_ID).is_in(known.implode())
    own = file.frame.select("line", COURSE_ID)
    named = pl.concat([own, file.ids_out]).filter(unknown)
    if named.is_empty():
        return file
    listed = findings(
        (file.file, line, COURSE_ID, "forloeb_ukendt", ROW_OUT, shown(id_, holds_cpr=False))
        for line, id_ in named.iter_rows()
    )
    gone = own.filter(unknown)
    return replace(
        file,
        frame=file.frame.filter(~unknown),
        listed=in_order([file.listed, listed]),
        ids_out=pl.concat([file.ids_out, gone]).sort("line"),
    )
