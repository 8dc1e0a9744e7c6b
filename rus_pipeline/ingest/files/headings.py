"""Which column a heading names: the contract's name, a synonym, or the centre's own translation.

Source: extract contract, File dialect and The raw folder.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rus_pipeline.core.center import Center
from rus_pipeline.core.codes import alike
from rus_pipeline.ingest.schema import ExtractSchema
from rus_pipeline.ingest.values import accounts


@dataclass(frozen=True)
class Headings:
    """The headings that a file may have.

    ``own`` maps the contract's names and the centre's translations, as ``alike`` compares them, to
    the contract's columns; ``synonyms`` maps the other names that the schema knows. The file must
    have the ``required`` columns; a column of ``instead`` stands in for others of them.
    ``amounts`` are its columns of amounts.
    """

    own: Mapping[str, str]
    synonyms: Mapping[str, str]
    required: tuple[str, ...]
    amounts: frozenset[str] = frozenset()
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def columns(self, header: Sequence[str]) -> list[str | None]:
        """Return the contract's column under each heading, None where there is none.

        A synonym names a column that no other heading names by its own name or a translation.
        """
        folded = [alike(heading) for heading in header]
        own = [self.own.get(heading) for heading in folded]
        return [
            name or (None if (other := self.synonyms.get(heading)) in own else other)
            for name, heading in zip(own, folded, strict=True)
        ]

    def missing(self, header: Sequence[str]) -> list[str]:
        """Return the required columns that no heading names, in the contract's order."""
        found = self.columns(header)
        told = {name for one, names in self.instead.items() if one in found for name in names}
        return [name for name in self.required if name not in found and name not in told]


def headings_of(schema: ExtractSchema, center: Center) -> Headings:
    """Return the headings that a centre's file of this schema may have."""
    contract = contract_headings(schema)
    translated = center.kolonner.get(schema.stem, {})
    own = {alike(heading): name for heading, name in translated.items()}
    instead = accounts.instead(schema.stem, center)
    return replace(contract, own={**contract.own, **own}, instead=instead)


def contract_headings(schema: ExtractSchema) -> Headings:
    """Return the headings that any centre's file of this schema may have."""
    known = schema.delivered_names()
    return Headings(
        own={alike(name): name for name in known},
        synonyms={alike(other): name for name, spec in known.items() for other in spec.synonyms},
        required=tuple(name for name, spec in known.items() if spec.must_be_delivered),
        amounts=frozenset(name for name, spec in known.items() if spec.kind == "beloeb"),
    )
