"""The arguments and options of the `course` command."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

Stage = Annotated[int, Argument(metavar="N", help="The stage's number.", show_default=False)]
BoxId = Annotated[str, Argument(metavar="ID", help="A box, such as P2-01.", show_default=False)]
Jobs = Annotated[int | None, Option(min=1, help="How many at once.", show_default="the cores")]
Port = Annotated[int | None, Option(min=0, max=65535, help="The stage's port.", show_default="800N")]
SimulatorPort = Annotated[
    int | None,
    Option(min=1, max=65534, help="The simulator's; its control port is the next.", show_default="9100"),
]
Ask = Annotated[str | None, Option(metavar="TEXT", help="Send one chat, print the answer, and end.")]
Real = Annotated[bool, Option("--real", help="Only start with a provider's own key, from the stage's .env.")]
Boxes = Annotated[
    list[str] | None, Option(metavar="ID", help="Only this box and what it needs; may be given again.")
]
Own = Annotated[bool, Option("--own", help="Without the boxes that are carried from earlier stages.")]
Names = Annotated[list[str] | None, Option(metavar="NAME", help="Only this one; may be given again.")]
Quick = Annotated[bool, Option("--quick", help="Only the boxes each must fail, and what those need.")]
Where = Annotated[str, Option(metavar="process|compose|URL", help="Where the app runs.")]
Kind = Annotated[str, Option(metavar="process|compose", help="compose: those that need a Docker engine.")]
Folder = Annotated[Path | None, Option(metavar="DIR", help="Check this folder instead.")]
Runnable = Annotated[Path | None, Option(metavar="DIR", help="Start the app in this folder instead.")]
Venv = Annotated[
    Path | None, Option(metavar="DIR", help="The app's own environment.", show_default="DIR/.venv")
]
Reports = Annotated[
    list[Path] | None, Option("--report", metavar="FILE", help="Write .json, .html or .xml (JUnit).")
]
ControlUrl = Annotated[
    str | None, Option(metavar="URL", help="The control port of a URL target's simulator.")
]
Seconds = Annotated[float, Option(metavar="SECONDS", min=0.1, help="How long a start may take.")]
More = Annotated[bool, Option("--more", help="All the hints that are left, at once.")]
Score = Annotated[int | None, Option(min=0, max=2, help="Your own rating, where nobody can be asked for it.")]
OnlyCheck = Annotated[bool, Option("--check", help="Write nothing; fail when a page is stale.")]
LabId = Annotated[
    str | None,
    Argument(metavar="[ID]", help="A box T2.1.3-01, a heading 2.1.3, or a lab's name.", show_default=False),
]
Prove = Annotated[bool, Option("--prove/--no-prove", help="Also run the tests of the lab's boxes.")]
SectionNumber = Annotated[int, Argument(metavar="SECTION", help="The section's number.", show_default=False)]
Count = Annotated[int, Option("--count", "-n", min=1, help="How many questions.")]
Seed = Annotated[int | None, Option(help="Draw the same questions again.", show_default="by chance")]
