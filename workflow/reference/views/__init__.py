"""Pages of the reference lists: DAC lists, countries, cities."""

from workflow.reference.views import cities, countries, lists
from workflow.reference.views.blueprint import blueprint

__all__ = ["blueprint", "cities", "countries", "lists"]
