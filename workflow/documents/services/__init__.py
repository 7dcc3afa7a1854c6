"""The verbs of documents, one module a subject:

    register      what all kinds share: preparing, taking changes over, reissuing, declaring void
    numbers       numbers of letters, from the office's system or from our series
    letters       letters of selection: prepared, dispatched, reissued
    certificates  prepared, printed, awarded or not
    itineraries   printed releases of the itinerary
"""
