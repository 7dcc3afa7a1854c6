from flask import Flask

from workflow.core import i18n


def test_one_thing_is_counted_in_the_singular(app: Flask) -> None:
    words = ("%(count)s trainee", "%(count)s trainees")
    with i18n.in_language("en"):
        assert [i18n.ngettext(*words, count) for count in (0, 1, 2)] == ["0 trainees", "1 trainee", "2 trainees"]
    with i18n.in_language("ko"):
        assert [i18n.ngettext(*words, count) for count in (1, 2)] == ["연수생 1명", "연수생 2명"]
