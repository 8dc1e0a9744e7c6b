"""The proxy: a real nginx with the example's settings, asked as each group of users."""

import http.client
import re
import socket
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.system

MAIN = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/t1;
    proxy_temp_path {folder}/t2;
    fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4;
    scgi_temp_path {folder}/t5;
    include {folder}/site.conf;
}}
"""
SEEN = (
    "/rapporter/index.html",
    "/rapporter/2023/report/",
    "/rapporter/2023/report/tabeller/tabel-01.csv",
    "/rapporter/2023/public/report/index.html",
)
UNSEEN = (
    "/rapporter/2023/slice/forloeb.parquet",
    "/rapporter/2023/report/../slice/forloeb.parquet",
    "/rapporter/2023/report/%2e%2e/slice/forloeb.parquet",
    "/rapporter/2023/report%2f..%2fslice%2fforloeb.parquet",
    "/rapporter/2023/report/link/forloeb.parquet",
    "/rapporter/2023/report/.hidden",
    "/rapporter/.staging/2023/report/index.html",
    "/rapporter/rus.duckdb",
    "/rapporter/releases/chain.jsonl",
)


class Behind(BaseHTTPRequestHandler):
    """What stands behind the proxy: sign-in, by a cookie that names a group, and Dagster."""

    def do_GET(self):
        asked = urlsplit(self.path)
        if asked.path == "/oauth2/auth":
            group = (self.headers.get("Cookie") or "").removeprefix("group=")
            allowed = parse_qs(asked.query)["allowed_groups"][0].split(",")
            self.answer(202 if group in allowed else 403 if group else 401, "")
        else:
            self.answer(200, "sign in" if asked.path.startswith("/oauth2/") else "dagster")

    def answer(self, status, text):
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


@contextmanager
def behind():
    with ThreadingHTTPServer(("127.0.0.1", 0), Behind) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def reports(folder):
    texts = ("2023/report/.hidden", "2023/slice/forloeb.parquet", "rus.duckdb")
    texts += ("releases/chain.jsonl", ".staging/2023/report/index.html", "index.html")
    texts += ("2023/report/index.html", "2023/report/tabeller/tabel-01.csv")
    for name in (*texts, "2023/public/report/index.html"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("report")
    (folder / "2023/report/link").symlink_to(folder / "2023/slice")


@pytest.fixture(scope="module")
def proxy(tmp_path_factory, deploy):
    folder = tmp_path_factory.mktemp("proxy")
    reports(folder / "marts")
    made = ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", *made],
        check=True,
        capture_output=True,
    )
    port = free_port()
    with behind() as other:
        text = (deploy / "proxy/nginx.conf").read_text(encoding="utf-8")
        text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
        text = text.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
        text = text.replace("listen 443 ", f"listen 127.0.0.1:{port} ")
        text = text.replace("/etc/ssl/rus", str(folder)).replace("/srv/rus", str(folder))
        text = re.sub(r"127\.0\.0\.1:(3000|3001|4180|8123)", f"127.0.0.1:{other}", text)
        (folder / "site.conf").write_text(text)
        # Started by root, nginx hands its work to another user, who may not read these folders.
        user = "user root;\n" if folder.owner() == "root" else ""
        (folder / "nginx.conf").write_text(user + MAIN.format(folder=folder))
        command = ["nginx", "-e", folder / "error.log", "-c", folder / "nginx.conf"]
        subprocess.run([*command, "-t"], check=True, capture_output=True)
        with subprocess.Popen(command) as server:
            while not (folder / "nginx.pid").exists():
                assert server.poll() is None
                time.sleep(0.05)
            yield port
            server.terminate()


def ask(port, path, group=""):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    asked = http.client.HTTPSConnection("127.0.0.1", port, context=context)
    asked.request("GET", path, headers={"Host": "rus.example.dk", "Cookie": f"group={group}"})
    answer = asked.getresponse()
    return answer.status, answer.read().decode(), answer.headers


@pytest.mark.parametrize("path", [*SEEN, "/dagster/", "/audit/", "/revision/"])
def test_without_sign_in_the_proxy_asks_for_it(proxy, path):
    assert ask(proxy, path)[1] == "sign in"


@pytest.mark.parametrize("path", SEEN)
@pytest.mark.parametrize("group", ["rus-staff", "rus-audit", "rus-data"])
def test_staff_read_the_reports(proxy, path, group):
    assert ask(proxy, path, group)[:2] == (200, "report")


@pytest.mark.parametrize("path", UNSEEN)
def test_rows_are_served_to_nobody(proxy, path):
    status, text, _ = ask(proxy, path, "rus-data")
    assert status in {400, 403, 404}
    assert "report" not in text


@pytest.mark.parametrize(
    ("path", "groups"),
    [
        ("/dagster/", {"rus-data"}),
        ("/audit/", {"rus-data", "rus-audit"}),
        ("/revision/", {"rus-data", "rus-audit"}),
        ("/revision/raekke/2023/forloeb.csv:17", {"rus-data", "rus-audit"}),
        ("/rapporter/index.html", {"rus-data", "rus-audit", "rus-staff"}),
    ],
)
def test_each_group_has_its_paths(proxy, path, groups):
    asked = {"rus-data", "rus-audit", "rus-staff", "another"}
    answers = {group: ask(proxy, path, group)[0] for group in asked}
    assert answers == {group: 200 if group in groups else 403 for group in asked}


def test_a_report_runs_no_script_and_is_not_cached(proxy):
    headers = ask(proxy, SEEN[1], "rus-staff")[2]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "script-src" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Strict-Transport-Security"]
    assert headers["X-Content-Type-Options"] == "nosniff"
