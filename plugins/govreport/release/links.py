"""Where a signer finds what he signs: addresses of the pages in Airflow, or, at a terminal, the store's own paths."""

from __future__ import annotations

from dataclasses import dataclass

from govreport.context import Context


@dataclass(frozen=True)
class Links:
    """Addresses around one report; "" for what can't be reached by web from where the question is asked."""

    page: str = ""
    """The period's page; below it lie its files."""
    question: str = ""
    """Where the question is answered."""

    def file(self, context: Context, key: str) -> str:
        """A stored file: on the web server that the installation names, else on the pages, else its path here."""
        if context.settings.report_url:
            return f"{context.settings.report_url.rstrip('/')}/{key}"
        return f"{self.page}/files/{key}" if self.page else context.files.path(key)

    @property
    def verdict(self) -> str:
        """The page of the data's verdict, rule by rule."""
        return f"{self.page}/verdict" if self.page else ""

    @property
    def edition(self) -> str:
        """Where the page says which edition people have, and what this one prints otherwise."""
        return f"{self.page}#h-had" if self.page else ""

    @property
    def revisions(self) -> str:
        """Where it says which of the period's figures were computed anew, and why."""
        return f"{self.page}#h-vintages" if self.page else ""
