"""6.2 Docker compose for several services: what each lab shows, in a real engine."""

from course.labs import proves


@proves("T6.2.1-01")
def test_services_find_each_other_by_name(lab, said):
    """One service asks the other by its name and is answered, with no port published."""
    lab.main()

    assert said() == ["the services: ['web', 'client']", "the client got: 200"]


@proves("T6.2.1-02")
def test_only_what_has_ports_is_published(lab, said):
    """The API has a port of this machine; the cache, which names none, has not."""
    lab.main()

    assert said() == ["api: 127.0.0.1 -> 8000", "cache:"]


@proves("T6.2.1-03")
def test_environment_wins_over_the_file(lab, said, monkeypatch):
    """`environment` beats `env_file`, which gives the rest; the shell beats the default in `${…}`."""
    monkeypatch.delenv("LAB_REGION", raising=False)
    lab.main()
    assert said() == ["model=from-environment level=debug region=from-the-default"]

    monkeypatch.setenv("LAB_REGION", "from-the-shell")
    lab.main()
    assert said() == ["model=from-environment level=debug region=from-the-shell"]


@proves("T6.2.1-04")
def test_the_start_waits_until_the_other_is_healthy(lab, said):
    """The API asks once, at its start, and finds a service that needs three seconds to come up."""
    lab.main()

    assert said() == ["the api: found it 200"]


@proves("T6.2.2-01")
def test_an_edit_is_in_the_container_at_once(lab, said):
    """A change of the mounted file changes the answer, without a build."""
    lab.main()

    assert said() == ["before the edit: one", "after the edit: two"]


@proves("T6.2.2-02")
def test_logs_name_the_service_of_each_line(lab, said):
    """The lines of both services are there, each with its service, and one service can be asked alone."""
    lab.main()

    assert said() == [
        "api-1 | api is up",
        "worker-1 | worker is up",
        "the last of the api alone: api is up",
    ]


@proves("T6.2.2-03")
def test_only_a_build_brings_a_change_into_the_image(lab, said):
    """`up` runs the old image after a change; `up --build` the new one."""
    lab.main()

    assert said() == ["up: version one", "up, after a change: version one", "up --build: version two"]


@proves("T6.2.2-04")
def test_down_keeps_volumes_unless_told(lab, said):
    """Stop keeps all, down keeps the volumes, down --volumes keeps nothing."""
    lab.main()

    assert said() == [
        "while it runs: containers and volumes",
        "after stop: containers and volumes",
        "after down: volumes",
        "after down --volumes: nothing",
    ]


@proves("T6.2.3-01")
def test_the_service_is_healthy_and_not_root(lab, said):
    """Compose has waited until the service is healthy, and its user is not root."""
    lab.main()

    assert said() == ["health: ok", "as root: False"]


@proves("T6.2.3-02")
def test_the_cache_outlives_the_api(lab, said):
    """The first answer is thought out; the second, and one after a restart, come from Redis."""
    lab.main()

    assert said() == [
        "first: hard thinking",
        "second: the cache",
        "after a restart of the api: the cache",
    ]


@proves("T6.2.3-03")
def test_rows_outlive_their_containers(lab, said):
    """After `down` and `up` the row is still there: its volume was kept."""
    lab.main()

    assert said() == ["kept: ['remember']", "after down and up: ['remember']"]
