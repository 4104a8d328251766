"""The course: its catalogue, its checks, and the `course` command."""
