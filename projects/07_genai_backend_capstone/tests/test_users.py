"""Accounts, keys and what an administrator does, over a real socket."""

import secrets

import httpx2
import pytest

PASSWORD = "correct horse battery"


class Person:
    """Somebody with an account, who has logged in."""

    def __init__(self, http, name, password=PASSWORD):
        self.http, self.name = http, name
        self.tokens = http.post("/v1/auth/login", json={"name": name, "password": password}).json()
        self.headers = {"Authorization": f"Bearer {self.tokens['access_token']}"}

    def send(self, method, path, **options):
        return self.http.request(method, path, headers=self.headers, **options)

    @property
    def id(self):
        return self.send("GET", "/v1/me").json()["id"]


@pytest.fixture
def http(served):
    with httpx2.Client(base_url=served.url) as client:
        yield client


@pytest.fixture
def somebody(http):
    def made():
        name = f"u{secrets.token_hex(6)}"
        assert http.post("/v1/auth/register", json={"name": name, "password": PASSWORD}).status_code == 201
        return Person(http, name)

    return made


@pytest.fixture
def admin(http):
    return Person(http, "root")


def code(reply):
    return reply.status_code, reply.json()["error"]["code"]


def test_who_registers_can_log_in_in_all_three_ways(http, somebody):
    ada = somebody()
    form = {"username": ada.name, "password": PASSWORD}

    assert ada.send("GET", "/v1/me").json()["tier"] == "free"
    assert http.post("/token", data=form).status_code == 200
    reply = http.post("/v1/auth/token", data=form)
    assert reply.headers["cache-control"] == "no-store"
    assert "password" not in ada.send("GET", "/v1/me").text


def test_a_name_is_taken_once(http, somebody):
    ada = somebody()

    assert code(http.post("/v1/auth/register", json={"name": ada.name, "password": PASSWORD})) == (
        409,
        "name_taken",
    )


@pytest.mark.parametrize(
    "body",
    [
        {"name": "a b", "password": PASSWORD},
        {"name": "ada", "password": "short"},
        {"name": "ada", "password": PASSWORD, "role": "admin"},
    ],
)
def test_accounts_that_are_not_as_they_must_be_are_refused(http, body):
    reply = http.post("/v1/auth/register", json=body)

    assert reply.status_code == 422
    assert "short" not in reply.text


def test_a_wrong_name_and_a_wrong_password_look_the_same(http, somebody):
    ada = somebody()
    replies = [
        http.post("/v1/auth/login", json={"name": name, "password": "wrong one, sorry"}).json()["error"]
        for name in (ada.name, "nobody")
    ]

    assert [reply["message"] for reply in replies] == [replies[0]["message"]] * 2


def test_a_refresh_token_is_good_once(http, somebody):
    ada = somebody()
    old = ada.tokens["refresh_token"]
    new = http.post("/v1/auth/refresh", json={"refresh_token": old}).json()["refresh_token"]

    assert http.post("/v1/auth/refresh", json={"refresh_token": old}).status_code == 401
    assert http.post("/v1/auth/refresh", json={"refresh_token": new}).status_code == 401, "the family ended"


def test_a_new_password_ends_every_log_in(http, somebody):
    ada = somebody()
    wrong = {"current": "not it, no", "new": "another good one"}
    assert ada.send("POST", "/v1/me/password", json=wrong).status_code == 401

    right = {"current": PASSWORD, "new": "another good one"}
    assert ada.send("POST", "/v1/me/password", json=right).status_code == 204

    refresh = {"refresh_token": ada.tokens["refresh_token"]}
    assert http.post("/v1/auth/refresh", json=refresh).status_code == 401
    assert "access_token" in Person(http, ada.name, "another good one").tokens


def test_a_key_is_shown_once_and_good_until_it_is_revoked(http, somebody):
    ada = somebody()
    made = ada.send("POST", "/v1/keys", json={"name": "notebook"}).json()
    with_key = {"Authorization": f"Bearer {made['key']}"}

    assert http.get("/v1/models", headers=with_key).status_code == 200
    assert made["key"] not in ada.send("GET", "/v1/keys").text
    assert ada.send("DELETE", f"/v1/keys/{made['id']}").status_code == 204
    assert http.get("/v1/models", headers=with_key).status_code == 401


def test_a_key_may_not_do_more_than_who_makes_it(http, somebody):
    ada = somebody()
    small = ada.send("POST", "/v1/keys", json={"name": "small", "scopes": ["models"]}).json()["key"]
    headers = {"X-API-Key": small}

    assert ada.send("POST", "/v1/keys", json={"name": "big", "scopes": ["admin"]}).status_code == 403
    reply = http.post("/v1/keys", json={"name": "more", "scopes": ["chat"]}, headers=headers)
    assert reply.status_code == 403
    assert http.post("/v1/chat", json={"message": "hi"}, headers=headers).status_code == 403


def test_somebody_elses_key_is_not_there(somebody):
    key = somebody().send("POST", "/v1/keys", json={"name": "mine"}).json()["id"]

    assert somebody().send("DELETE", f"/v1/keys/{key}").status_code == 404


def test_only_an_administrator_sees_and_changes_users(somebody, admin):
    ada = somebody()

    assert ada.send("GET", "/v1/admin/users").status_code == 403
    assert ada.send("PATCH", f"/v1/admin/users/{ada.id}", json={"tier": "premium"}).status_code == 403
    found = admin.send("GET", "/v1/admin/users", params={"limit": 1}).json()
    assert len(found["data"]) == 1
    assert (
        admin.send("PATCH", f"/v1/admin/users/{ada.id}", json={"tier": "premium"}).json()["tier"] == "premium"
    )


def test_pages_of_users_are_all_of_them(somebody, admin):
    names = {somebody().name for _ in range(3)}
    seen, after = [], ""
    while after is not None:
        page = admin.send("GET", "/v1/admin/users", params={"limit": 2, "after": after}).json()
        seen += [user["name"] for user in page["data"]]
        after = page["next_after"]

    assert names <= set(seen)
    assert seen == sorted(set(seen))


def test_a_tier_holds_from_the_next_request_with_a_key_on(http, somebody, admin):
    ada = somebody()
    key = ada.send("POST", "/v1/keys", json={"name": "k"}).json()["key"]
    admin.send("PATCH", f"/v1/admin/users/{ada.id}", json={"tier": "premium"})

    assert http.get("/v1/usage", headers={"X-API-Key": key}).json()["tier"] == "premium"


def test_who_is_disabled_gets_nothing_more(http, somebody, admin):
    ada = somebody()
    key = ada.send("POST", "/v1/keys", json={"name": "k"}).json()["key"]
    admin.send("PATCH", f"/v1/admin/users/{ada.id}", json={"disabled": True})

    assert http.get("/v1/models", headers={"X-API-Key": key}).status_code == 401
    login = http.post("/v1/auth/login", json={"name": ada.name, "password": PASSWORD})
    assert login.status_code == 401
    refresh = {"refresh_token": ada.tokens["refresh_token"]}
    assert http.post("/v1/auth/refresh", json=refresh).status_code == 401


def test_revoking_takes_keys_and_log_ins_away(http, somebody, admin):
    ada = somebody()
    key = ada.send("POST", "/v1/keys", json={"name": "k"}).json()["key"]
    assert admin.send("POST", f"/v1/admin/users/{ada.id}/revoke").status_code == 204

    assert http.get("/v1/models", headers={"X-API-Key": key}).status_code == 401
    refresh = {"refresh_token": ada.tokens["refresh_token"]}
    assert http.post("/v1/auth/refresh", json=refresh).status_code == 401


def test_an_administrator_cannot_lock_out_themselves(admin):
    assert admin.send("PATCH", f"/v1/admin/users/{admin.id}", json={"disabled": True}).status_code == 403


def test_usage_is_told_by_day_key_and_model(http, somebody, served):
    ada = somebody()
    made = ada.send("POST", "/v1/keys", json={"name": "k"}).json()
    for _ in range(2):
        http.post("/v1/chat", json={"message": "What is SSE?"}, headers={"X-API-Key": made["key"]})
    ada.send("POST", "/v1/chat", json={"message": "What is SSE?"})

    report = ada.send("GET", "/v1/usage").json()

    calls = served.provider.wait(3)
    assert {(line["key_id"], line["requests"]) for line in report["lines"]} == {(made["id"], 2), (None, 1)}
    assert sum(line["input_tokens"] for line in report["lines"]) == sum(
        call.usage["input_tokens"] for call in calls
    )
    assert report["total_cost_usd"] == pytest.approx(report["spent_usd"])


def test_somebody_elses_usage_is_for_administrators(somebody, admin):
    ada = somebody()

    assert somebody().send("GET", f"/v1/usage/{ada.name}").status_code == 403
    assert admin.send("GET", f"/v1/usage/{ada.name}").json()["user"] == ada.name
    assert admin.send("GET", "/v1/usage/nobody-of-this-name").status_code == 404
