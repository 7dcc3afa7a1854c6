"""The stage's verbs, one file for each subject. They flush; views and commands commit."""
