"""7.3 Versions and views: what each lab shows."""

from course.labs import proves


@proves("T7.3-01")
def test_every_answer_names_the_version_that_made_it(lab):
    """Both versions answer, each in its way; "latest" says which it is, and the old one when it ends."""
    text = "good soup bad service"
    old, new, latest, unknown = (
        lab.asyncio.run(lab.ask(model, text)) for model in ("mood-1", "mood-2", "latest", "mood-3")
    )

    assert old.json() == {"model": "mood-1", "score": 1.0}
    assert new.json() == latest.json() == {"model": "mood-2", "score": 0.0}
    assert ["Sunset" in reply.headers for reply in (old, new)] == [True, False]
    assert (unknown.status_code, "mood-2" in unknown.text) == (404, True)


@proves("T7.3-02")
def test_a_user_keeps_the_variant(lab):
    """The same users are in B in every process, and stay as B grows; other experiments split otherwise."""
    users = [f"user-{number}" for number in range(2000)]
    few, half, other = (
        lab.in_b(users, name, share)
        for name, share in (("new-model", 0.1), ("new-model", 0.5), ("new-prompt", 0.5))
    )

    assert few[:3] == ["user-2", "user-9", "user-18"]
    assert set(few) < set(half)
    assert 150 < len(few) < 250
    assert 400 < len(set(half) & set(other)) < 600


@proves("T7.3-03")
def test_graphql_and_rest_show_the_same_data(lab):
    """A change is seen through both; GraphQL gives only what was named, and its errors under a 200."""
    lab.MODELS["mood-2"].licence = "EUPL-1.2"
    rest = lab.asyncio.run(lab.rest("/models/mood-2"))
    query = "query ($name: String!) { model(name: $name) { licence } }"

    assert rest["licence"] == "EUPL-1.2"
    one = (200, {"data": {"model": {"licence": "EUPL-1.2"}}})
    assert lab.asyncio.run(lab.graphql(query, name="mood-2")) == one
    status, reply = lab.asyncio.run(lab.graphql("{ models { colour } }"))
    assert (status, "colour" in reply["errors"][0]["message"]) == (200, True)


@proves("T7.3-04")
def test_the_runs_of_all_models_are_read_together(lab):
    """A list of models with their runs takes two reads, however many models there are."""
    data = lab.asyncio.run(lab.ask("{ models { name runs } }"))

    assert [model["runs"] for model in data["models"]] == list(lab.RUNS.values())
    assert lab.reads == ["models", "runs of mood-1, mood-2, mood-3"]
