# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""C source as tokens: enough of the language to find functions and measure them.

Preprocessor lines are left out of the tokens, since their braces need not match; strings and
characters are one token each, so that nothing in them is taken for code.
"""

import dataclasses
import re

TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)
      | (?P<directive>^[ \t]*\#(?:[^\n\\]|\\.)*)
      | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<number>\.?[0-9](?:[eEpP][+-]|[A-Za-z0-9_.])*)
      | (?P<mark>\.\.\.|[^\sA-Za-z0-9_])""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
LOOP_MACROS = {"DOMAIN_EACH", "DOMAIN_EACH_BACKWARDS", "DOMAIN_EACH_DEVICE"}
CONTROL = {"if", "for", "while", "switch"} | LOOP_MACROS
CLOSING = {"(": ")", "{": "}", "[": "]"}


@dataclasses.dataclass
class Token:
    kind: str
    text: str
    line: int


@dataclasses.dataclass
class Function:
    """A function defined or declared at file level; first/last are indexes of its body's braces."""

    name: str
    line: int
    parameters: list
    is_static: bool
    first: int = -1
    last: int = -1


def tokenize(text):
    """All tokens but white space, comments and directives included."""
    line = 1
    position = 0
    tokens = []
    for match in TOKEN.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        tokens.append(Token(match.lastgroup, match.group(), line))
    return tokens


def code(text):
    return [t for t in tokenize(text) if t.kind not in ("comment", "directive")]


def includes(text):
    """(line, name) of each include of a file of ours."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if match:
            found.append((number, match.group(1)))
    return found


def group_end(tokens, start):
    """Index of the token that closes the bracket at start; the last one if nothing does."""
    stack = []
    for i in range(start, len(tokens)):
        text = tokens[i].text
        if tokens[i].kind != "mark":
            continue
        if text in CLOSING:
            stack.append(CLOSING[text])
        elif stack and text == stack[-1]:
            stack.pop()
            if not stack:
                return i
    return len(tokens) - 1


def split_parameters(tokens):
    parameters, current, depth = [], [], 0
    for token in tokens:
        if token.text in "([{":
            depth += 1
        elif token.text in ")]}":
            depth -= 1
        if token.text == "," and depth == 0:
            parameters.append(" ".join(current))
            current = []
        else:
            current.append(token.text)
    if current and current != ["void"]:
        parameters.append(" ".join(current))
    return parameters


def as_function(head):
    """What the tokens before a body or a ';' declare, if that is a function."""
    groups = []
    i = 0
    while i < len(head):
        if head[i].text == "=" or head[i].text == "typedef":
            return None
        if head[i].text in CLOSING:
            end = group_end(head, i)
            # An attribute after the parameters (G_GNUC_PRINTF (4, 5)) is no second list of them.
            is_attribute = i > 0 and re.match(r"(G_[A-Z_]+|__attribute__)$", head[i - 1].text)
            if head[i].text == "(" and i > 0 and head[i - 1].kind == "word" and not is_attribute:
                groups.append((i, end))
            i = end
        i += 1
    if not groups:
        return None
    start, end = groups[-1]
    return Function(
        head[start - 1].text,
        head[start - 1].line,
        split_parameters(head[start + 1 : end]),
        any(t.text == "static" for t in head[:start]),
    )


def functions(tokens):
    """Functions declared (first == -1) and defined in the tokens of code()."""
    found, head = [], []
    i = 0
    while i < len(tokens):
        text = tokens[i].text
        if text == ";":
            function = as_function(head)
            if function:
                found.append(function)
            head = []
        elif text == "{":
            end = group_end(tokens, i)
            function = as_function(head) if head and head[-1].text == ")" else None
            if function:
                function.first, function.last = i, end
                found.append(function)
                head = []
            else:
                head += tokens[i : end + 1]
            i = end
        else:
            head.append(tokens[i])
        i += 1
    return found


class Nesting:
    """Walks the statements of a function and notes the deepest control statement."""

    def __init__(self, tokens):
        self.tokens = tokens
        self.deepest = 0
        self.line = 0

    def _enter(self, i, depth):
        if depth > self.deepest:
            self.deepest = depth
            self.line = self.tokens[i].line

    def _text(self, i):
        return self.tokens[i].text if i < len(self.tokens) else ""

    def _simple(self, i):
        while i < len(self.tokens) and self._text(i) not in (";", "}"):
            i = group_end(self.tokens, i) + 1 if self._text(i) in CLOSING else i + 1
        return i + 1 if self._text(i) == ";" else i

    def block(self, i, depth):
        """The block whose '{' is at i; returns the index after its '}'."""
        i += 1
        while i < len(self.tokens) and self._text(i) != "}":
            i = self.statement(i, depth)
        return i + 1

    def statement(self, i, depth):
        text = self._text(i)
        if text == "{":
            return self.block(i, depth)
        if text in CONTROL:
            return self._control(i, depth)
        if text == "do":
            self._enter(i, depth + 1)
            return self._simple(self.statement(i + 1, depth + 1))
        if text in ("case", "default"):
            while self._text(i) != ":":
                i += 1
            return i + 1
        return self._simple(i)

    def _control(self, i, depth):
        self._enter(i, depth + 1)
        is_if = self._text(i) == "if"
        i = self.statement(group_end(self.tokens, i + 1) + 1, depth + 1)
        if is_if and self._text(i) == "else":
            is_chain = self._text(i + 1) == "if"
            return self.statement(i + 1, depth if is_chain else depth + 1)
        return i


def nesting(tokens, function):
    """(depth, line) of the deepest control statement in a function."""
    walk = Nesting(tokens)
    walk.block(function.first, 0)
    return walk.deepest, walk.line
