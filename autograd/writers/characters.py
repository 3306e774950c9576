"""LaTeX for characters that are not ASCII, made of commands that every TeX has."""

import re
import unicodedata

from autograd.names import GREEK_NAMES


def _table(lines: str) -> dict[str, str]:
    """Read lines that hold a name and the LaTeX for it."""
    return dict(line.rsplit(maxsplit=1) for line in lines.strip().splitlines())


# Keyed by Unicode names, without what all of a kind have in common.
ACCENTS = _table(r"""
GRAVE         `
ACUTE         '
CIRCUMFLEX    ^
TILDE         ~
MACRON        =
BREVE         u
DOT ABOVE     .
DIAERESIS     "
RING ABOVE    r
DOUBLE ACUTE  H
CARON         v
CEDILLA       c
DOT BELOW     d
""")
DOTLESS = {"i": r"\i", "j": r"\j"}  # the letters as they stand below an accent
LETTERS = _table(r"""
LATIN SMALL LETTER SHARP S          \ss
LATIN SMALL LETTER AE               \ae
LATIN CAPITAL LETTER AE             \AE
LATIN SMALL LIGATURE OE             \oe
LATIN CAPITAL LIGATURE OE           \OE
LATIN SMALL LETTER O WITH STROKE    \o
LATIN CAPITAL LETTER O WITH STROKE  \O
LATIN SMALL LETTER L WITH STROKE    \l
LATIN CAPITAL LETTER L WITH STROKE  \L
LATIN SMALL LETTER DOTLESS I        \i
EN DASH                             --
EM DASH                             ---
LEFT SINGLE QUOTATION MARK          `
RIGHT SINGLE QUOTATION MARK         '
LEFT DOUBLE QUOTATION MARK          ``
RIGHT DOUBLE QUOTATION MARK         ''
HORIZONTAL ELLIPSIS                 \dots
""")
SIGN_COMMANDS = _table(r"""
MINUS SIGN                      -
PLUS-MINUS SIGN                 \pm
MULTIPLICATION SIGN             \times
DIVISION SIGN                   \div
MIDDLE DOT                      \cdot
PARTIAL DIFFERENTIAL            \partial
NABLA                           \nabla
INFINITY                        \infty
LESS-THAN OR EQUAL TO           \leq
GREATER-THAN OR EQUAL TO        \geq
NOT EQUAL TO                    \neq
ALMOST EQUAL TO                 \approx
SQUARE ROOT                     \surd
N-ARY SUMMATION                 \sum
RIGHTWARDS ARROW                \to
LEFTWARDS ARROW                 \leftarrow
ELEMENT OF                      \in
SCRIPT SMALL L                  \ell
PRIME                           \prime
DEGREE SIGN                     ^{\circ}
MICRO SIGN                      \mu
GREEK SMALL LETTER FINAL SIGMA  \varsigma
""")


def in_every_font(character: str) -> str:
    r"""Return LaTeX for a character. One that TeX has no command for is shown by its number, in a box.

    Example:
        >>> print(*map(in_every_font, "\u00e9\N{GREEK SMALL LETTER THETA}\u6743"))
        \'{e} \ensuremath{\theta} \fbox{\scriptsize 6743}
    """
    name = unicodedata.name(character, "")
    if name in LETTERS:
        return f"{LETTERS[name]}{{}}"
    if name in SIGN_COMMANDS:
        return rf"\ensuremath{{{SIGN_COMMANDS[name]}}}"
    if character in GREEK_NAMES:
        return rf"\ensuremath{{\{GREEK_NAMES[character]}}}"
    if name.startswith("VARIATION SELECTOR"):  # which form of an emoji is meant
        return ""
    raised = re.fullmatch("<(super|sub)> ([0-9A-F]+)", unicodedata.decomposition(character))
    if raised and int(raised[2], 16) < 128:
        place = "^" if raised[1] == "super" else "_"
        return rf"\ensuremath{{{place}{{{chr(int(raised[2], 16))}}}}}"
    decomposed = unicodedata.normalize("NFD", character)
    letter, mark = decomposed[:-1], unicodedata.name(decomposed[-1], "")
    accent = ACCENTS.get(mark.removeprefix("COMBINING ").removesuffix(" ACCENT"))
    if accent is None or len(letter) > 1 or not letter.isascii():
        return rf"\fbox{{\scriptsize {ord(character):X}}}"
    return rf"\{accent}{{{DOTLESS.get(letter, letter)}}}"
