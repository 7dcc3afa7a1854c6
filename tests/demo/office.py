"""An office that works at a terminal: the commands, as another system would call them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import Result
from flask import Flask

import workflow.demo

FILES = Path(workflow.demo.__file__).parent


class Office:
    """Somebody at a terminal who works on one call."""

    def __init__(self, app: Flask, code: str) -> None:
        self.runner = app.test_cli_runner()
        self.code = code

    def run(self, *arguments: str) -> Result:
        return self.runner.invoke(args=list(arguments))

    def json(self, *arguments: str, status: int = 0) -> Any:
        result = self.run(*arguments, "--json")
        assert result.exit_code == status, result.output
        return json.loads(result.stdout)

    def propose(self, *options: str) -> Any:
        return self.json("selection", "propose", self.code, *options)
