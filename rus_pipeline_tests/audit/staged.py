"""Extracts as the recount reads them: their validated rows in Parquet files."""

from collections.abc import Mapping
from pathlib import Path

from rus_pipeline.audit.recount import StagedExtract, StagedFile
from rus_pipeline.ingest.folder import Extract
from rus_pipeline.pipeline.stages.staging import ROWS, write_rows


def staged(extracts: Mapping[int, Extract], folder: Path) -> dict[int, StagedExtract]:
    """Write the rows of extracts into a folder; return the extracts as the recount reads them."""
    found: dict[int, StagedExtract] = {}
    for year, extract in extracts.items():
        files: dict[str, StagedFile] = {}
        for stem, file in extract.files.items():
            own = folder / f"{year}-{stem}"
            own.mkdir()
            write_rows(file.frame, own)
            files[stem] = StagedFile(own / ROWS, file.left_out, file.records)
        found[year] = StagedExtract(extract.udtraek, files)
    return found
