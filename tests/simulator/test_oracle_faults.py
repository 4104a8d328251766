"""Every fault of the simulator, met by every real client in both modes: `oracle.md`, executed."""

import asyncio
from typing import get_args

import pytest
from oracle_calls import (
    LITELLM,
    Call,
    anthropic_json,
    anthropic_stream,
    attempt,
    litellm_json,
    litellm_stream,
    openai_json,
    openai_stream,
)
from oracle_table import ROWS, parse_fault

from provider_simulator import script

pytestmark = LITELLM
VENDORS = ("anthropic", "openai", "openrouter")
COLUMNS = {
    "anthropic SDK, JSON": anthropic_json,
    "anthropic SDK, stream": anthropic_stream,
    "openai SDK, JSON": openai_json,
    "openai SDK, stream": openai_stream,
    "LiteLLM, JSON": litellm_json,
    "LiteLLM, stream": litellm_stream,
}
STATUSES = {400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529}
# Faults that a client notices by its own time-out alone.
SILENT = {"hang", "stall"}


@pytest.mark.parametrize(("vendor", "fault"), ROWS, ids=[": ".join(row) for row in ROWS])
async def test_the_client_raises_what_the_table_says(simulator, vendor, fault):
    expected, wanted = ROWS[vendor, fault], parse_fault(fault)
    simulator.script({"vendor": vendor, "fault": wanted})
    timeout = 1 if wanted["kind"] in SILENT or wanted.get("seconds", 0) > 1 else 20
    calls = [attempt(COLUMNS[column], Call(vendor, simulator.data_url, timeout)) for column in expected]
    opening = [asyncio.to_thread(open_gates, simulator, len(calls))] if wanted["kind"] == "gate" else []

    outcomes = await asyncio.gather(*calls, *opening)

    assert dict(zip(expected, outcomes, strict=False)) == expected


def open_gates(simulator, answers):
    """Let all go once all wait."""
    simulator.wait(answers)
    for entry in simulator.journal():
        simulator.entry(entry["id"], until="gated")
    simulator.release(all=True)


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_fault_and_every_parameter_has_its_row(vendor):
    """What the simulator can be scripted to do is read off its own types, so a new fault needs its rows."""
    faults = [parse_fault(fault) for of, fault in ROWS if of == vendor]
    rows = {(fault["kind"], parameter) for fault in faults for parameter in fault}

    models = get_args(get_args(script.Fault)[0])
    assert rows == {(kind_of(model), parameter) for model in models for parameter in model.model_fields}


def kind_of(model):
    (kind,) = get_args(model.model_fields["kind"].annotation)
    return kind


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_status_has_its_row(vendor):
    faults = [parse_fault(fault) for of, fault in ROWS if of == vendor]

    assert {fault["status"] for fault in faults if fault["kind"] == "status"} == STATUSES


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("kind", ["cut", "truncate", "stall", "error_event"])
def test_every_break_happens_before_and_after_the_first_token(vendor, kind):
    faults = [parse_fault(fault) for of, fault in ROWS if of == vendor]

    assert {fault.get("after_tokens", 0) > 0 for fault in faults if fault["kind"] == kind} == {False, True}


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_row_has_a_cell_for_each_client_and_mode(vendor):
    sdk = "anthropic" if vendor == "anthropic" else "openai"
    clients = {f"{client}, {mode}" for client in (f"{sdk} SDK", "LiteLLM") for mode in ("JSON", "stream")}

    assert all(set(row) == clients and all(row.values()) for (of, _), row in ROWS.items() if of == vendor)
