"""6.1 Docker fundamentals: what each lab shows, in a real engine."""

from course.labs import proves


@proves("T6.1.1-01")
def test_containers_of_one_image_do_not_see_each_others_files(lab, said):
    """What one container writes, neither another one nor the image has."""
    lab.main()

    assert said() == [
        "the first container has a note: True",
        "the second container has a note: False",
        "changed in the first: A /tmp/note",
        "the image is the same: True",
    ]


@proves("T6.1.1-02")
def test_steps_before_the_change_come_from_the_cache(lab, said):
    """When only the code has changed, the installation is taken from the cache."""
    lab.main()

    assert said() == ["from the cache: nothing", "from the cache: COPY, RUN"]


@proves("T6.1.2-02")
def test_steps_work_in_the_folder_that_workdir_named_before(lab, said):
    """WORKDIR holds for every later step and for the container; RUN has left its file in the image."""
    lab.main()

    assert said() == ["/srv", "__pycache__ built greet.py", "hello from the build"]


@proves("T6.1.2-03")
def test_the_image_has_the_pinned_version_and_no_cache(lab, said):
    """The version in the image is the one that the file names, and pip has left nothing else behind."""
    lab.main()

    assert said() == ["tenacity 9.1.2", "pip's cache: none"]


@proves("T6.1.2-04")
def test_an_exposed_port_is_not_published(lab, said):
    """EXPOSE stands in the image's description; only an option of `docker run` publishes the port."""
    lab.main()

    assert said() == [
        'exposed: {"8000/tcp":{}}',
        "published by run: nothing",
        "published by run --publish-all: 8000/tcp",
    ]


@proves("T6.1.2-05")
def test_arguments_replace_cmd_and_not_the_entrypoint(lab, said):
    """CMD gives the arguments unless there are others; `--entrypoint` replaces the program."""
    lab.main()

    assert said() == ["hello world", "hello Ada", "Python"]


@proves("T6.1.3-01")
def test_what_dockerignore_leaves_out_is_not_in_the_image(lab, said):
    """Of a folder with a key and a Dockerfile in it, only the app gets into the image."""
    lab.main()

    assert said() == ["in the image: app.py"]


@proves("T6.1.3-02")
def test_a_container_ends_with_its_program(lab, said):
    """The exit code is the program's, and `--rm` leaves nothing behind."""
    lab.main()

    assert said() == ["it said: at work", "exit code: 3", "left behind: nothing"]


@proves("T6.1.3-03")
def test_a_published_port_leads_to_the_server(lab, said):
    """A server that listens on 0.0.0.0 in the container answers at the published port."""
    lab.main()

    assert said() == ["through the published port: 200"]


@proves("T6.1.3-04")
def test_a_key_given_at_the_start_is_not_in_the_image(lab, said):
    """The app has its key, and neither the image's settings nor its history show it."""
    lab.main()

    assert said() == ["the app has a key of 17 characters", "the image holds the key: False"]


@proves("T6.1.3-05")
def test_a_volume_outlives_the_container(lab, said):
    """A new container with the same volume finds what the one before has written."""
    lab.main()

    assert said() == ["a new container finds: remember me"]
