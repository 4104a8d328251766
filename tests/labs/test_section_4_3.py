"""4.3 WebSocket basics: what each lab shows."""

from course.labs import proves


@proves("T4.3.1-01")
def test_a_websocket_route_changes_the_protocol(lab, said):
    """The GET is answered 101, and what follows is a frame and no HTTP."""
    lab.main()

    assert said() == [
        "HTTP/1.1 101 Switching Protocols",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "one frame: b'\\x81\\x05hello'",
    ]


@proves("T4.3.1-02")
def test_a_stranger_is_refused_before_the_connection(lab, said):
    """Our own page is accepted, with a subprotocol; another origin gets a 403 and no connection."""
    lab.main()

    assert said() == ["https://tutor.example: welcome, by chat.v1", "https://evil.example: 403"]


@proves("T4.3.1-03")
def test_messages_have_types_and_ids_and_bad_ones_are_answered(lab, said):
    """Each answer names its question, and a message that is no JSON is an error and not the end."""
    lab.main()

    lines = said()
    assert [line.split("'")[3] for line in lines] == ["token", "token", "done", "error", "token", "done"]
    assert "'id': 2" in lines[-1]


@proves("T4.3.1-04")
def test_leaving_is_noticed_and_cleaned_up(lab, said):
    """A client that closes and one that breaks off are both noticed, with different codes."""
    lab.main()

    closed, broken = said()
    assert closed == "closed in order: code 1000, cleaned up"
    assert broken.startswith("broken off: code 100")
    assert broken.split()[3] != "1000,"


@proves("T4.3.2-01")
def test_who_has_left_is_not_counted(lab, said):
    """Two connections are two, and one that is lost is taken out."""
    lab.main()

    assert said() == ["two clients: 2", "one of them lost: 1"]


@proves("T4.3.2-02")
def test_a_slow_client_does_not_hold_up_the_others(lab, said):
    """Who does not read is let go when the queue is full, and the other hears every message."""
    lab.main()

    assert said() == [
        "good connected | slow connected",
        "the slow one was let go; the good one heard all: True",
    ]


@proves("T4.3.2-03")
def test_a_user_is_reached_on_every_connection(lab, said):
    """Both of Ada's connections hear what is for her, Bob's hears only his, and nobody is no error."""
    lab.main()

    assert said() == [
        "hello ada, hello ada, hello bob",
        "sent to ada: 2 connections",
        "sent to bob: 1 connections",
        "sent to eve: 0 connections",
        "laptop: for ada | phone: for ada | bob: for bob",
    ]


@proves("T4.3.3-01")
def test_who_types_is_told_to_the_others(lab, said):
    """Bob sees that Ada types and stops; what Ada sees next is Bob's typing, not her own."""
    lab.main()

    assert said() == [
        "ada in | bob in",
        "bob sees: ada is typing",
        "bob sees: ada has stopped",
        "ada sees: bob is typing",
    ]


@proves("T4.3.3-02")
def test_all_in_the_room_see_the_same(lab, said):
    """Two browsers show the same lines in one order, with what was said before, and markup as text."""
    lab.main()

    lines = ["1: hello", "2: <b>hi</b>"]
    assert said() == [f"ada sees {lines}", f"bob sees {lines}"]


@proves("T4.3.3-03")
def test_a_change_to_an_old_version_is_refused(lab, said):
    """Bob's change to the version before Ada's is a conflict; made anew, both see it."""
    lab.main()

    lines = said()
    assert lines[2] == "bob: conflict, version 2: Hello Ada"
    assert lines[3].count("text, version 3: Hello Ada and Bob") == 2
