"""The verbs of the stage:

    asking      links to trainees: sent, shown once, repeated, revoked; reminders
    answering   what a trainee does on the page by link
"""
