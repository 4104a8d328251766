"""1.3 Pydantic models and validation: what each lab shows."""

from course.labs import proves


@proves("T1.3.1-01")
def test_a_model_checks_and_converts(lab, said):
    """An object comes from keywords or JSON, goes back to the same JSON, and a missing field is refused."""
    lab.main()

    assert said() == [
        "object: user says Hello",
        'JSON: {"role":"user","content":"Hello"}',
        "and back: True",
        "refused: ('content',) Field required",
    ]


@proves("T1.3.1-02")
def test_types_decide_what_is_converted_and_what_is_refused(lab):
    """What means the same is converted; half a seat, a strange date and an unknown kind are refused."""
    assert lab.tried(seats="3", day="2026-11-28") == lab.tried(seats=3.0, day="2026-11-28")
    assert lab.tried(seats=2.5, day="2026-11-28").startswith("refused: seats")
    assert lab.tried(seats=2, day="28.11.2026").startswith("refused: day")
    assert lab.tried(seats=2, day="2026-11-28", kind="roof").startswith("refused: kind")


@proves("T1.3.1-03")
def test_nullable_is_not_optional(lab, said):
    """A field that may be None must still be sent; only a default makes it optional."""
    lab.main()

    assert said() == [
        "required: ['reason']",
        "with None: Refund(reason=None, amount=None)",
        "with nothing: Field required: reason",
        "what was really sent: ['reason']",
    ]


@proves("T1.3.1-04")
def test_defaults_are_not_shared(lab, said):
    """Each object has a list of its own and a number of its own, and knows which defaults it only took."""
    lab.main()

    assert said() == [
        "lists: ['hello'] and []",
        "a new number each: True",
        "without the defaults: {'model': 'large'}",
    ]


@proves("T1.3.2-01")
def test_limits_hold_and_all_violations_are_reported(lab):
    """The borders are allowed, beyond them is not, and three mistakes are three reports."""
    assert lab.problems(percent=100, comment="x", code="AB-123") == {}
    assert lab.problems(percent=0, comment="x" * 20, code="AB-123") == {}
    assert set(lab.problems(percent=101, comment="", code="ab-123")) == {"percent", "comment", "code"}


@proves("T1.3.2-02")
def test_a_field_validator_changes_or_refuses(lab, said):
    """Spaces are tidied, a text becomes a list before its type is checked, and an empty title is refused."""
    lab.main()

    assert said() == [
        "Article(title='On waiting', tags=['async', 'io'])",
        "refused: Value error, a title needs a word",
    ]


@proves("T1.3.2-03")
def test_a_model_validator_sees_all_fields(lab):
    """A stay that ends before it begins is refused as a whole, at no single field."""
    assert lab.tried("2026-11-28", "2026-12-01") == "3 nights"
    assert lab.tried("2026-12-01", "2026-11-28") == "refused: Value error, a stay ends after it begins ()"
    assert lab.tried("soon", "2026-11-28").endswith("('begin',)")


@proves("T1.3.3-01")
def test_nested_models_are_checked_to_the_last_level(lab, said):
    """The inner value is there as an attribute, and a missing one is named by its whole path."""
    lab.main()

    assert said() == ["lives in London", "refused: author.address.city: Field required"]


@proves("T1.3.3-02")
def test_each_element_of_a_list_is_checked(lab, said):
    """All wrong elements are reported, each with its place; an empty list is refused."""
    lab.main()

    assert said() == ["3 portions", "refused: lines.0.portions, lines.2.dish", "refused: lines"]


@proves("T1.3.3-03")
def test_an_optional_model_is_none_or_whole(lab):
    """Missing and null give none, half of one is refused."""
    assert lab.tried({}) == lab.tried({"limits": None}) == "budget 1000"
    assert lab.tried({"limits": {"max_tokens": 5}}) == "budget 5"
    assert lab.tried({"limits": {}}) == "refused: limits.max_tokens"


@proves("T1.3.4-01")
def test_an_invalid_body_never_reaches_the_function(lab, said):
    """The function is called once, for the one valid body; wrong values and unknown fields are 422."""
    lab.main()

    assert said() == [
        "called with ChatRequest(message='hi', max_tokens=5)",
        "200 hi",
        "422 ['message: string_too_short', 'max_tokens: greater_than_equal']",
        "422 ['max_token: extra_forbidden']",
    ]


@proves("T1.3.4-02")
def test_the_response_model_filters_and_promises(lab, said):
    """The hash does not leave, and a row that cannot keep the promise is a 500."""
    lab.main()

    assert said() == [
        "whole row: {'name': 'ada', 'email': 'ada@example.com'}",
        "broken promise: 500 Internal Server Error",
    ]


@proves("T1.3.4-03")
def test_the_password_goes_one_way_only(lab, said):
    """The answer has an id and no password, the password is hidden when printed, and no client sets an id."""
    lab.main()

    assert said() == [
        "received UserIn(name='ada', password=SecretStr('**********'))",
        "201 {'name': 'ada', 'id': 1}",
        "422 extra_forbidden",
    ]
