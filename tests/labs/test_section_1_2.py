"""1.2 FastAPI core concepts: what each lab shows."""

from course.labs import proves


@proves("T1.2.1-01")
def test_an_application_answers_for_its_functions(lab, said):
    """The application has a name, and answers a GET with what the function returns."""
    lab.main()

    assert said() == ["Greeter 1.2.0", 'GET /: 200 {"message":"Hello"}']


@proves("T1.2.1-02")
def test_a_server_answers_over_http(lab):
    """A request over a real socket is answered, by uvicorn, with what the application returns."""
    reply = lab.ask_over_http()

    assert (reply.status_code, reply.json(), reply.headers["server"]) == (200, "hello", "uvicorn")
    assert reply.extensions["network_stream"], "it came over a socket"


@proves("T1.2.1-03")
def test_the_docs_are_made_from_the_code(lab, said):
    """Both pages answer, and the schema has the docstring, the type and the default of the code."""
    lab.main()

    assert said() == [
        "/docs: 200 text/html; charset=utf-8",
        "/redoc: 200 text/html; charset=utf-8",
        "/openapi.json: 200 application/json",
        "List what can be bought. limit: integer, 10",
    ]


@proves("T1.2.2-01")
def test_each_method_does_its_own(lab, said):
    """Made by POST, read by GET, replaced by PUT, gone after DELETE, and PATCH was never offered."""
    lab.main()

    assert [line.partition(": ")[2] for line in said()] == [
        "201 1",
        '200 "tea"',
        '200 "coffee"',
        '200 "coffee"',
        "204 ",
        '404 {"detail":"Not Found"}',
        '405 {"detail":"Method Not Allowed"}',
    ]


@proves("T1.2.2-02")
def test_a_path_parameter_is_converted_or_refused(lab, said):
    """7 arrives as a number, `latest` at its own route, and `seven` is refused with 422."""
    lab.main()

    number, latest, word = said()
    assert number == "/items/7: 200 {'item_id': 7, 'next': 8}"
    assert latest == "/items/latest: 200 the latest"
    assert word.startswith("/items/seven: 422 ")


@proves("T1.2.2-03")
def test_query_parameters_have_defaults_and_limits(lab, said):
    """Left out they have their defaults, too much is refused, and an unknown name is ignored."""
    lab.main()

    assert [line.split(": ")[1].split()[:2] for line in said()] == [
        ["200", "10"],
        ["200", "2"],
        ["200", "2"],
        ["422", "Input"],
        ["200", "10"],
    ]


@proves("T1.2.2-04")
def test_path_and_query_are_told_apart_by_name(lab, said):
    """The names in the path come from there; the rest is the query, with its types."""
    lab.main()

    plain, short, unclear = (line.partition(": ")[2] for line in said())
    assert (plain, short) == ("200 item 3, which belongs to ada", "200 3 of ada")
    assert unclear.startswith("422 ")


@proves("T1.2.3-01")
def test_a_body_is_read_checked_and_refused(lab, said):
    """Valid JSON becomes an object; a wrong type, broken JSON and a missing content type are 422."""
    lab.main()

    lines = said()
    assert lines[0] == "200: 2 x soup"
    assert [line[:4] for line in lines[1:]] == ["422:"] * 3


@proves("T1.2.3-02")
def test_two_bodies_have_a_key_each(lab, said):
    """With several body parameters the JSON names each; without the names all are missing."""
    lab.main()

    assert said() == [
        "200: ada: hello, at most 5 tokens",
        "422: [['body', 'prompt'], ['body', 'limits'], ['body', 'user']]",
    ]


@proves("T1.2.3-03")
def test_missing_and_null_are_two_things(lab, said):
    """A default allows to leave a field out, `| None` allows null, and only what has neither is required."""
    lab.main()

    assert said() == [
        *["200: {'dish': 'soup', 'portions': 1, 'note': None}"] * 2,
        "422: Field required: dish",
        "422: Input should be a valid integer: portions",
    ]


@proves("T1.2.4-01")
def test_what_is_returned_becomes_json(lab, said):
    """An id, a time, an amount and a set arrive as JSON has them: texts and a list."""
    lab.main()

    assert said() == [
        "application/json",
        "id: '00000000-0000-0000-0000-000000000001'",
        "paid: '2026-11-28T12:00:00Z'",
        "total: '9.90'",
        "tags: ['food']",
    ]


@proves("T1.2.4-02")
def test_the_status_says_what_happened(lab, said):
    """Made is 201, taken is 409, done is 204 without a body, and not there is 404."""
    lab.main()

    assert said() == [
        'POST: 201 "ada"',
        'POST: 409 {"detail":"ada is taken"}',
        "DELETE: 204 (no body)",
        'DELETE: 404 {"detail":"there is no ada"}',
    ]


@proves("T1.2.4-03")
def test_each_response_class_has_its_content_type(lab, said):
    """Text, HTML, a redirect, CSV and a stream arrive as what they are, and none of them as JSON."""
    lab.main()

    assert said() == [
        "/text: 200 text/plain; charset=utf-8 'plain'",
        "/page: 200 text/html; charset=utf-8 '<h1>A page</h1>'",
        "/old: 301 - ''",
        r"/table.csv: 200 text/csv; charset=utf-8 'a,b\n1,2\n'",
        "/stream: 200 text/plain; charset=utf-8 'one two'",
    ]
