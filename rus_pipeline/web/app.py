"""The routes of the auditor's pages, their headers, and what is answered to a wrong address.

Every page is one function of the archive and of what was asked. GET and HEAD alone are answered,
and nothing is written.
"""

from collections.abc import Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.staticfiles import StaticFiles

from rus_pipeline.audit.trace import ChangedError
from rus_pipeline.core.errors import InputError, mask
from rus_pipeline.figures.stored_edition import UnknownError
from rus_pipeline.report.pages import FONTS
from rus_pipeline.web import edition, figure, front, reconciliation, revisions, row, search, why
from rus_pipeline.web.archive import Archive
from rus_pipeline.web.asked import Asked
from rus_pipeline.web.headers import GetOnly, SecureHeaders
from rus_pipeline.web.pages import fill, style

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

_TRIES = 3  # an edition may be swapped while it is read


@dataclass(frozen=True)
class _Page:
    """A page: its address, its template, and what it is filled with, or given as as JSON."""

    path: str
    template: str
    page: Callable[[Archive, Asked], Mapping[str, Any]]
    data: Callable[[Archive, Asked], Any]


_PAGES = (
    _Page("/", "front.html", front.page, front.data),
    _Page("/tal/{figure_id:path}/hvorfor", "why.html", why.page, why.data),
    _Page("/tal/{figure_id:path}", "figure.html", figure.page, figure.data),
    _Page("/raekke/{at:path}", "row.html", row.page, row.data),
    _Page("/udgave/{edition}", "edition.html", edition.page, edition.data),
    _Page("/udgave/{edition}/aendringer", "revisions.html", revisions.page, revisions.data),
    _Page(
        "/udgave/{edition}/afstemning",
        "reconciliation.html",
        reconciliation.page,
        reconciliation.data,
    ),
)


def application(archive: Archive, hosts: list[str], prefix: str = "") -> Starlette:
    """Return the pages of an archive as an ASGI application.

    ``hosts`` are the names under which it is asked; ``prefix`` begins every address, as in
    ``/revision``.
    """
    inner = [
        *(Route(one.path, _endpoint(archive, one)) for one in _PAGES),
        Route("/udseende.css", _style),
        Mount("/fonts", StaticFiles(directory=FONTS)),
    ]
    router = Router(inner, redirect_slashes=False)  # it would say where, by the name it is asked by
    return Starlette(
        routes=[Mount(prefix, router)],
        middleware=[
            Middleware(SecureHeaders),
            Middleware(GetOnly),
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
        ],
        exception_handlers={404: _not_found},
        lifespan=_warmed(archive),
    )


def _warmed(archive: Archive) -> Any:
    """Return a lifespan that has the slowest questions asked before the first reader comes."""
    from starlette.concurrency import run_in_threadpool

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> "AsyncIterator[None]":
        await run_in_threadpool(_warm, archive)
        yield

    return lifespan


def _warm(archive: Archive) -> None:
    try:
        front.page(archive, Asked({}, {"q": "forløb"}))
    except (InputError, OSError):
        return  # the page itself says what is wrong


def _endpoint(archive: Archive, page: _Page) -> Callable[["Request"], Response]:
    def answer(request: "Request") -> Response:
        prefix = request.scope.get("root_path", "")
        asked = Asked(request.path_params, request.query_params, prefix)
        as_json = asked.chosen("format") == "json"
        if page.path == "/" and not as_json:
            place = search.leads_to(archive, asked.chosen("q"))
            if place is not None:
                return RedirectResponse(f"{prefix}{quote(place, safe='/:')}", status_code=303)
        try:
            return _read(archive, page, asked, as_json=as_json)
        except UnknownError as error:
            return _refused(asked, 404, error, as_json=as_json, nearest=error.nearest)
        except ChangedError as error:
            return _refused(asked, 409, error, as_json=as_json)
        except InputError as error:
            return _refused(asked, 404, error, as_json=as_json)
        except OSError as error:
            return _refused(asked, 503, error, as_json=as_json)

    return answer


def _read(archive: Archive, page: _Page, asked: Asked, *, as_json: bool) -> Response:
    """Return a page whose parts are all of the same editions."""
    import polars as pl

    for left in reversed(range(_TRIES)):
        before = archive.opened.digests()
        try:
            found = page.data(archive, asked) if as_json else page.page(archive, asked)
        except (OSError, KeyError, pl.exceptions.PolarsError):
            if not left or archive.opened.digests() == before:
                raise
            continue
        if archive.opened.digests() == before:
            break
    if as_json:
        return JSONResponse(found)
    return _html(page.template, asked, **found)


def _html(template: str, asked: Asked, status: int = 200, **values: object) -> Response:
    query = asked.chosen("q")
    text = fill(template, prefix=asked.prefix, asked=asked, question=mask(query), **values)
    return Response(text, status, media_type="text/html; charset=utf-8")


_SAID = {
    404: ("Findes ikke", "Der er ikke noget på denne adresse."),
    409: (
        "Rådata er ændret",
        "En fil bag tallet er ændret, siden udgaven blev bygget, så linjerne kan være andre."
        " Byg udgaven igen med rus run, eller læg filen tilbage.",
    ),
    503: ("Kan ikke læses", "Det kan ikke læses lige nu. Prøv igen om lidt."),
}


def _refused(
    asked: Asked,
    status: int,
    error: Exception,
    *,
    as_json: bool,
    nearest: tuple[str, ...] = (),
) -> Response:
    """Answer that something is not there, or not as it was."""
    told = str(error)[:500] if isinstance(error, InputError) else ""
    if as_json:
        return JSONResponse({"error": told, "nearest": list(nearest)}, status)
    heading, text = _SAID[status]
    said = told if isinstance(error, revisions.NoReleaseError) else text
    places = [(one, _place_of(one)) for one in nearest]
    return _html("refused.html", asked, status, heading=heading, text=said, nearest=places)


def _place_of(name: str) -> str | None:
    """Return the path of what an error names as nearest."""
    if ":" in name:
        return f"/raekke/{name}"
    if name.isdigit():
        return f"/udgave/{name}"
    return f"/tal/{name}" if name.count("/") == 3 else None


def _not_found(request: "Request", _error: Exception) -> Response:
    asked = Asked({}, {}, request.scope.get("root_path", ""))
    return _refused(asked, 404, UnknownError(""), as_json=False)


def _style(_request: "Request") -> Response:
    return Response(style(), media_type="text/css")
