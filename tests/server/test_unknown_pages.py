"""Addresses at which there is no page."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from annotate.server.unknown_pages import UnknownPages

VISIT = {"Sec-Fetch-Dest": "document"}


def _file(_: Request) -> Response:
    return PlainTextResponse("a file")


def _page(_: Request) -> Response:
    return HTMLResponse("a page")


@pytest.fixture
def browser() -> TestClient:
    routes = [Route("/media/{name}", _file), Route("/{path:path}", _page)]
    pages = ["articles", "annotate"]
    app = Starlette(routes=routes, middleware=[Middleware(UnknownPages, pages=pages)])
    return TestClient(app, follow_redirects=False)


@pytest.mark.parametrize("address", ["/nope", "/article/harbour-toll", "/annotate/harbour-toll", "/a b/%2F?x=1"])
def test_an_address_without_a_page_leads_to_the_list_which_is_told_of_it(browser: TestClient, address: str) -> None:
    response = browser.get(address, headers=VISIT)
    assert response.status_code == 307
    target = browser.get(response.headers["location"], headers=VISIT)
    assert target.status_code == 200
    assert target.url.path == "/"
    assert target.url.params["missing"] == browser.get(address).url.path.replace("%20", " ").replace("%2F", "/")


@pytest.mark.parametrize("address", ["/", "/articles", "/annotate?article=nope", "/annotate/", "/media/release.zip"])
def test_pages_and_files_are_left_alone(browser: TestClient, address: str) -> None:
    assert browser.get(address, headers=VISIT).status_code == 200


def test_what_a_page_fetches_is_left_alone(browser: TestClient) -> None:
    assert browser.get("/nope", headers={"Sec-Fetch-Dest": "empty"}).text == "a page"
    assert browser.get("/nope").text == "a page"
