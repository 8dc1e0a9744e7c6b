"""A partner's public folders, read for a disclosure audit together with the centre's.

Source: audit contract, The public edition; report contract, A partner's report.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rus_pipeline.core.errors import InputError
from rus_pipeline.disclosure.constraints import read_constraints
from rus_pipeline.disclosure.partner import JOINT, prefix_of
from rus_pipeline.disclosure.public_state import (
    PublicFolder,
    public_folders,
    read_public,
    read_together,
    refuse_incomplete,
)
from rus_pipeline.storage.layout import PARTNERS, RELEASES, centre_out, partner_out
from rus_pipeline.storage.location import configured_store
from rus_pipeline.storage.store import Store


@dataclass(frozen=True)
class _OfPartner:
    """A public folder of a partner, in the partner's output folder ``out``."""

    folder: Path
    out: Path

    @property
    def released(self) -> bool:
        return self.folder.parents[1].name == RELEASES

    def read(self) -> PublicFolder:
        """Read it as counts among the centre's.

        What ties a release to the centre's is in no store: it is read with its own ties alone.
        Raises InputError for what is no public folder, and if the store has no ties of an edition.
        """
        refuse_incomplete(self.folder)
        edition, prefix = self.folder.parent.name, prefix_of(self.out.name)
        if self.released:
            return read_public(self.folder, f"{edition}:{prefix}")
        centre = centre_out(self.out)
        store = Store(partner_out(configured_store(centre), self.out.name))
        result = store.current("public", edition)
        if result is None:
            raise InputError(
                f"{self.folder}: what ties it to the centre's edition is not in"
                f" {store.folder}; build with rus run --for {self.out.name}"
            )
        ties = read_constraints(store.files(result) / JOINT)
        name = f"{prefix}{edition}"
        return replace(read_public(self.folder, prefix), name=name, constraints=ties)


def read_attacked(folders: Sequence[Path]) -> list[PublicFolder]:
    """Read public folders, and beside a partner's all that the centre has published.

    Raises InputError as ``read_together``, and where what ties the two is not known.
    """
    partners = [one for one in map(_of_partner, folders) if one is not None]
    of_partners = {one.folder for one in partners}
    centres = [folder for folder in folders if folder not in of_partners]
    for out in dict.fromkeys(centre_out(one.out) for one in partners):
        centres += [folder for folder in public_folders(out) if folder not in centres]
    return [*read_together(centres), *(one.read() for one in partners)]


def _of_partner(folder: Path) -> _OfPartner | None:
    """Return a public folder of a partner: ``<out>/partnere/0336/2023/public``, or a release's."""
    edition = folder.absolute().parent
    out = edition.parents[1] if edition.parent.name == RELEASES else edition.parent
    return _OfPartner(folder.absolute(), out) if out.parent.name == PARTNERS else None
