"""What the stages share at run time: each concept's finished form, after one stage has written it out.

Nothing is imported here, so that a stage pays only for what it uses; importing litellm alone takes seconds.
"""
