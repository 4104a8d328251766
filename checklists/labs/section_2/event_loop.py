"""An event loop in ten lines: take a task from the queue, run it to its next pause, put it at the end.

Run it: course lab T2.1.1-03
Break it: put the task back at the front (`appendleft`): the first one never lets the others in.
"""

from collections import deque
from collections.abc import Generator

Task = Generator[None, None, None]


def count(name: str, to: int) -> Task:
    for number in range(1, to + 1):
        print(f"{name} {number}")
        yield  # "I wait for something: let others run." In real code this is `await`.


def run(*tasks: Task) -> None:
    ready = deque(tasks)
    while ready:
        task = ready.popleft()
        try:
            next(task)
        except StopIteration:
            continue  # the task is done
        ready.append(task)


def main() -> None:
    run(count("tea", 3), count("toast", 2))


if __name__ == "__main__":
    main()
