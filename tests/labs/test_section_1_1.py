"""1.1 HTTP and REST: what each lab shows."""

from course.labs import proves


@proves("T1.1-01")
def test_reading_changes_nothing_and_doing_twice_is_two(lab, said):
    """Three GETs find nothing and leave nothing; two POSTs are two orders, and a GET sees both."""
    lab.main()

    assert said() == ["GET: 200 []"] * 3 + ["POST: 201 1", "POST: 201 2", "GET: 200 ['soup', 'soup']"]


@proves("T1.1-02")
def test_each_refusal_has_its_status(lab, said):
    """A stranger gets 401, whatever they ask for; a known user 403 for another's note, 404 for none."""
    lab.main()

    assert [line.split()[5] for line in said()] == ["401", "401", "403", "404", "200"]


@proves("T1.1-03")
def test_path_query_and_body_each_carry_their_part(lab, said):
    """Which document stands in the path, how in the query, and the text in the body alone."""
    lab.main()

    assert said() == [
        "address: /documents/minutes/summary?words=2",
        'body: {"text":"Nothing was decided today"}',
        "answer: {'document': 'minutes', 'summary': 'Nothing was'}",
    ]
