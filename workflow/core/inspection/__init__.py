"""What is in an uploaded file, found out in a process of its own.

Each kind has a module that is run by itself (`python -m workflow.core.inspection.pdf FILE`) under limits
of memory and time, so that a file made to break its reader breaks nothing else. These modules import
nothing of the application but each other: a process is started for every upload. Who starts them, and
what their codes mean in words, is `workflow.core.inspector`.
"""
