"""Commands of other packages: what they register in the group `mulai.commands` of entry points."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points

import click

GROUP = "mulai.commands"


def add_foreign(main: click.Group, found: Iterable[EntryPoint] | None = None) -> None:
    """Add the commands of other packages; each is loaded when it is called, not before.

    One that has the name of ours is left out. found: in place of those that are installed.
    """
    for point in entry_points(group=GROUP) if found is None else found:
        if point.name not in main.commands:
            main.add_command(_Foreign(point))


class _Foreign(click.Command):
    """A command of another package, which may be broken without harm to the others."""

    def __init__(self, point: EntryPoint) -> None:
        package = point.dist.name if point.dist else point.module
        super().__init__(
            point.name,
            help=f"Of {package}.",
            add_help_option=False,
            context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
            params=[click.Argument(["words"], nargs=-1, type=click.UNPROCESSED)],
        )
        self._point = point

    def invoke(self, ctx: click.Context) -> object:
        command = self._load()
        words = list(ctx.params["words"])
        with command.make_context(ctx.info_name, words, parent=ctx.parent) as below:
            return command.invoke(below)

    def _load(self) -> click.Command:
        try:
            command = self._point.load()
        except Exception as error:
            raise click.ClickException(
                f"{self._point.value} cannot be loaded ({type(error).__name__}: {error})"
            ) from error
        if not isinstance(command, click.Command):
            raise click.ClickException(f"{self._point.value} is no click command")
        return command
