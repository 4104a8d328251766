"""What checks read in a Dockerfile, be it written to mislead or only otherwise than expected."""

import pytest

from course.dockerfile import build_stages, exec_form, leaks, names_a_shell, sources

HEREDOC = """
FROM python:3.13-slim
RUN <<EOF
USER 10001
CMD ["python"]
EOF
"""


def final(text):
    return build_stages(text)[-1]


def test_arguments_and_variables_are_filled_in():
    """ARG before the first FROM, ARG and ENV after it, a default in the place, and what nobody set."""
    text = "ARG TAG=3.13-slim\nFROM python:${TAG} AS build\nARG UID=0\nENV GROUP=$UID\nUSER ${UID}:$GROUP"

    assert final(text).base == "python:3.13-slim"
    assert final(text).last("USER") == "0:0"
    assert final("FROM python:${TAG:-3}\nUSER $NOBODY").last("USER") == ""


def test_a_stage_has_the_steps_of_the_stage_it_is_built_from():
    text = 'FROM python:3.13-slim AS base\nUSER 1\nFROM alpine:3\nFROM Base\nCMD ["x"]'

    assert [stage.base for stage in build_stages(text)] == [
        "python:3.13-slim",
        "alpine:3",
        "python:3.13-slim",
    ]
    assert final(text).last("USER") == "1"


def test_a_heredoc_is_no_instruction():
    assert final(HEREDOC).last("USER") == ""
    assert final(HEREDOC).last("RUN") == '<<EOF\nUSER 10001\nCMD ["python"]'
    assert final('FROM a:1\nRUN python -c "1<<x"\nUSER 5').last("USER") == "5"


def test_lines_comments_and_case_do_not_matter():
    text = 'from a:1\n# USER root\nuser\t7\nCMD \\\n  # in between\n\n  ["a", \\\n "b"]'

    assert final(text).last("USER") == "7"
    assert exec_form(final(text).last("CMD")) == ["a", "b"]


@pytest.mark.parametrize("rest", ["uvicorn app", "['uvicorn', 'app']", "[]", '"uvicorn"', "[1]", ""])
def test_what_is_no_json_list_of_texts_is_read_by_a_shell(rest):
    assert exec_form(rest) is None


@pytest.mark.parametrize("words", [["sh", "-c", "x"], ["/usr/bin/bash"], ["/usr/bin/env", "sh", "x"]])
def test_a_shell_is_found(words):
    assert names_a_shell(words)
    assert not names_a_shell(["uvicorn", "app.main:app"])


@pytest.mark.parametrize(
    "line",
    [
        "ENV ANTHROPIC_API_KEY=abc",
        "ENV API_TOKEN abc",
        "ENV A=1 DB_PASSWORD='abc'",
        "ARG ANTHROPIC_API_KEY",
        "ARG TOKEN=",
        "RUN echo ANTHROPIC_API_KEY=abc > .env",
        "RUN <<EOF\necho sk-ant-abcdefgh\nEOF",
        "COPY .env ./",
        'COPY [".env", "./"]',
        "ADD --chown=1 stage/.env.production /srv/",
        'CMD ["x", "--key", "sk-ant-abcdefgh"]',
    ],
)
def test_a_secret_in_the_image_is_found(line):
    assert list(leaks(final(f"FROM a:1\n{line}")))


@pytest.mark.parametrize(
    "line",
    [
        "ENV MAX_TOKENS=1024 KEYBOARD=us TOKENIZERS_PARALLELISM=false",
        'ENV ANTHROPIC_API_KEY=""',
        "RUN --mount=type=secret,id=TOKEN TOKEN=$(cat /run/secrets/TOKEN) pip install x",
        "COPY .env.example app ./",
        "COPY --from=build /opt/.env.d /opt/venv",
        "RUN task-runner disk-management",
    ],
)
def test_what_only_looks_like_one_is_not(line):
    assert not list(leaks(final(f"FROM a:1\n{line}")))


def test_what_a_copy_copies():
    copied = [
        sources(step) for step in final('FROM a:1\nCOPY --chown=1 . .\nADD ["a b", "/c"]\nCOPY x y z/').steps
    ]

    assert copied == [["."], ["a b"], ["x", "y"]]
