"""What the files can't tell: questions with a key each, answered by options, at a terminal, or not at all.

Where nobody can be asked and no answer was given, the question becomes a refusal that names the option. A proposal that
the files settle is taken and said; one that is only likely is offered and never taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from govreport.errors import ConfigError, Message, enumerated

OPTION = "--answer"


@dataclass(frozen=True)
class Question:
    """One thing to be decided."""

    key: str
    """Under which an option answers it: code, unit.awarded_fen, file.grants.json."""
    text: Message
    choices: Sequence[str] = ()
    """The answers that there are; none: any text."""
    proposal: str = ""
    """What is likely; "" where nothing is."""
    sure: bool = False
    """Whether the files settle the proposal."""


@dataclass(frozen=True)
class Decision:
    """A question and its answer."""

    question: Question
    answer: str
    asked: bool
    """Whether a person gave the answer, before or just now."""


Ask = Callable[[Question], str]


class Answers:
    """Answers given before, and whom to ask for the others."""

    def __init__(self, given: Mapping[str, str], ask: Ask | None) -> None:
        self._given = dict(given)
        self._ask = ask
        self.decisions: list[Decision] = []

    def decide(self, question: Question) -> str:
        """The answer. Raises ConfigError for one that is none of the choices, or where nobody can give it."""
        question = _with_only_choice(question)
        given = self._given.get(question.key)
        if given is not None:
            answer = _fitting(question, given)
        elif question.sure:
            answer = question.proposal
        elif self._ask is not None:
            answer = _fitting(question, self._ask(question))
        else:
            raise _unanswered(question)
        asked = given is not None or not question.sure
        self.decisions.append(Decision(question, answer, asked))
        return answer

    def given(self, key: str) -> str | None:
        """What an option answers to a question, which may not have been asked yet."""
        return self._given.get(key)

    @property
    def so_far(self) -> dict[str, str]:
        """What was given before and typed until now, by key."""
        return {**self._given, **{one.question.key: one.answer for one in self.decisions if one.asked}}

    def require_used(self) -> None:
        """Raise ConfigError for an answer to a question that wasn't asked: most likely a slip of the pen."""
        asked = [decision.question.key for decision in self.decisions]
        unused = [key for key in self._given if key not in asked]
        if unused:
            known = enumerated(dict.fromkeys(asked))
            raise ConfigError(
                f"没有“{unused[0]}”这个问题，{OPTION} 可以回答的有：{known.zh}。",
                f"There is no question {unused[0]!r}; {OPTION} may answer these: {known.en}.",
            )


def _with_only_choice(question: Question) -> Question:
    """Where there is only one answer, it is what Enter gives."""
    if len(question.choices) == 1 and not question.proposal:
        return replace(question, proposal=question.choices[0])
    return question


def parse_answers(texts: Iterable[str]) -> dict[str, str]:
    """``key=answer`` as options give them. Raises ConfigError."""
    given: dict[str, str] = {}
    for text in texts:
        key, equals, answer = text.partition("=")
        if not equals or not key.strip() or not answer.strip():
            raise ConfigError(
                f"{OPTION} 要写成 问题=答案 的样子，得到“{text}”。", f"{OPTION} is written KEY=ANSWER, got {text!r}."
            )
        given[key.strip()] = answer.strip()
    return given


def _fitting(question: Question, answer: str) -> str:
    fitting = next((c for c in question.choices if c.casefold() == answer.strip().casefold()), None)
    if not question.choices and answer.strip():
        return answer.strip()
    if fitting is None:
        known = enumerated(question.choices) if question.choices else Message("一个答案", "an answer")
        raise ConfigError(
            f"{question.text.zh}：“{answer}”不能用，请给 {known.zh}（{OPTION} {question.key}=…）。",
            f"{question.text.en}: {answer!r} can't be used; give {known.en} ({OPTION} {question.key}=…).",
        )
    return fitting


def _unanswered(question: Question) -> ConfigError:
    listed = enumerated(() if any(c in question.text.en for c in question.choices) else question.choices)
    shown = Message(f"（{listed.zh}）", f" ({listed.en})") if listed.en != "—" else Message("", "")
    likely_zh = f"，看来像 {question.proposal}" if question.proposal else ""
    likely_en = f"; it looks like {question.proposal}" if question.proposal else ""
    return ConfigError(
        f"文件没有说明：{question.text.zh}{shown.zh}{likely_zh}；请用 {OPTION} {question.key}=答案 写明。",
        f"The files don't tell: {question.text.en}{shown.en}{likely_en}; give {OPTION} {question.key}=ANSWER.",
    )
