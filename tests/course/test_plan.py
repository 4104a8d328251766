"""Which boxes a run proves, on the course's own catalogue."""

from course.plan import plan


def test_a_stages_own_boxes_are_those_it_does_not_carry():
    """`--own` leaves out what earlier stages brought along, and nothing else."""
    every, own = plan(4), plan(4, own=True)

    assert [box for box in every if box.carried_from is None] == own
    assert len(every) > len(own) > 0


def test_a_box_comes_with_what_it_needs():
    """`--only` proves the box that is named, after what it needs."""
    assert {"P4-01", "P4-04"} <= {box.item.id for box in plan(4, ["P4-04"])}
