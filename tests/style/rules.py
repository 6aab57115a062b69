#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""rules.py RULE: checks one rule of the house style.  --list-files-with-messages: for po/POTFILES.

Two cases (TAP): the rule finds what is wrong with its sample below samples/RULE, line by line as
the sample's file `expected` says, and it finds nothing in the project.
"""

import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

import csource

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
FILE_LINES = 500
SOURCE_LINES = 400  # of a file below src, unless long-files has a reason
FUNCTION_LINES = 50
PARAMETERS = 5
NESTING = 3
FORBIDDEN = {
    "strcpy", "strcat", "strncpy", "strncat", "stpcpy", "sprintf", "vsprintf", "gets", "alloca",
    "system", "strtok", "mktemp", "tmpnam",
}  # fmt: skip
# A path may lead to another file by now; one module changes what it has opened.
BY_PATH = {
    "chown", "lchown", "fchownat", "chmod", "g_chmod", "fchmodat", "setxattr", "lsetxattr", "setfilecon", "lsetfilecon",
}  # fmt: skip
FILE_OWNER = "src/host/file_owner.c"
PRECOMPILED = "src/precompiled.h"


class Project:
    """The files under a root: the project itself, or the sample of a rule."""

    def __init__(self, root):
        self.root = root
        if root == TOP:
            listing = subprocess.run([HERE / "list-files"], capture_output=True, check=True)
            self.files = listing.stdout.decode().split()
        else:
            paths = (p for p in root.rglob("*") if p.is_file() and p.name != "expected")
            self.files = sorted(str(p.relative_to(root)) for p in paths)

    def text(self, name):
        return (self.root / name).read_text(encoding="utf-8", errors="replace")

    def matching(self, pattern):
        return [f for f in self.files if re.search(pattern, f)]

    def rooms(self):
        """The rooms in floor order, from where they are built in it."""
        path = self.root / "src/meson.build"
        text = path.read_text() if path.exists() else (TOP / "src/meson.build").read_text()
        names = re.search(r"rooms = \[(.*?)\]", text, re.DOTALL)
        if names:
            return re.findall(r"'(\w+)'", names.group(1))
        return re.findall(r"^subdir\('(\w+)'\)", text, re.MULTILINE)


def exceptions(listing):
    """What may be long, as the file @listing has it; each line says why after a '#'."""
    lines = (HERE / listing).read_text().splitlines()
    return {line.split("#")[0].strip() for line in lines} - {""}


def each_function(project, pattern=r"\.c$"):
    for name in project.matching(pattern):
        tokens = csource.code(project.text(name))
        for function in csource.functions(tokens):
            yield name, tokens, function


def include_direction(project):
    rooms = project.rooms()
    for name in project.matching(r"^src/\w+/.*\.[ch]$"):
        room = name.split("/")[1]
        if room not in rooms:
            yield name, 1, f"'{room}' is no room of src/meson.build"
            continue
        for line, path in csource.includes(project.text(name)):
            other = path.split("/")[0]
            if "/" not in path or other not in rooms:
                yield name, line, f'"{path}" is not written from src'
            elif rooms.index(other) > rooms.index(room):
                yield name, line, f"'{room}' includes upwards: \"{path}\""


def own_header_first(project):
    for name in project.matching(r"^src/.*\.c$"):
        header = name[: -len(".c")] + ".h"
        if header not in project.files:
            continue
        match = re.search(r"^\s*#\s*include\s+(\S+)", project.text(name), re.MULTILINE)
        if not match or match.group(1) != f'"{header[len("src/"):]}"':
            yield name, 1, "the file's own header is not its first include"


def headers_alone(project):
    packages = ["glib-2.0", "gio-unix-2.0", "libxml-2.0", "json-glib-1.0", "libvirt", "libtirpc"]
    flags = subprocess.run(
        ["pkg-config", "--cflags", *packages], capture_output=True, check=True
    ).stdout.decode()
    command = ["cc", "-std=gnu11", "-D_GNU_SOURCE", '-DGETTEXT_PACKAGE="x"', "-Wall", "-Wextra"]
    command += ["-Werror", "-fsyntax-only", "-Isrc", *shlex.split(flags)]
    with tempfile.TemporaryDirectory() as folder:
        generate_headers(project, pathlib.Path(folder))
        yield from compile_alone(project, [*command, f"-I{folder}", "-x", "c", "-"])


def generate_headers(project, folder):
    """The wire's structs are rpcgen's to write."""
    (folder / "rpc").mkdir()
    for name in project.matching(r"^src/rpc/.*\.x$"):
        target = folder / "rpc" / (pathlib.Path(name).stem + ".h")
        subprocess.run(
            [project.root / "src/rpc/generate-xdr", "rpcgen", "-h", project.root / name, target],
            check=True,
        )


def compile_alone(project, command):
    for name in project.matching(r"^src/.*\.h$"):
        source = f'#include "{name[len("src/"):]}"\n'.encode()
        run = subprocess.run(
            command, input=source, cwd=project.root, capture_output=True, check=False
        )
        if run.returncode != 0:
            yield name, 1, next(line for line in run.stderr.decode().split("\n") if "error" in line)


def pragma_once(project):
    for name in project.matching(r"\.h$"):
        directives = [t for t in csource.tokenize(project.text(name)) if t.kind != "comment"]
        if name != PRECOMPILED and (not directives or directives[0].text.strip() != "#pragma once"):
            yield name, 1, "does not begin with '#pragma once'"


def spdx(project):
    for name in project.files:
        if not re.search(r"\.([chxly]|py|sh|mk|md|rng)$|meson(_options)?\.(build|txt)$", name):
            if not project.text(name).startswith("#!"):
                continue
        head = "\n".join(project.text(name).split("\n")[:6])
        for tag in ("FileCopyrightText: ", "License-Identifier: "):
            if "SPDX-" + tag not in head:
                yield name, 1, f"no SPDX-{tag.strip()} line at the top"


def function_length(project):
    allowed = exceptions("long-functions") if project.root == TOP else set()
    for name, tokens, function in each_function(project):
        if function.first < 0:
            continue
        lines = tokens[function.last].line - function.line + 1
        if lines > FUNCTION_LINES and f"{name}:{function.name}" not in allowed:
            yield name, function.line, f"{function.name} has {lines} lines (of {FUNCTION_LINES})"


def file_length(project):
    allowed = exceptions("long-files") if project.root == TOP else set()
    for name in project.files:
        is_script = project.text(name).startswith("#!")
        if is_script or re.search(r"\.([chxly]|py|sh)$", name):
            lines = project.text(name).count("\n")
            is_source = name.startswith("src/") and name not in allowed
            limit = SOURCE_LINES if is_source else FILE_LINES
            if lines > limit:
                yield name, lines, f"{lines} lines (of {limit})"


def nesting(project):
    for name, tokens, function in each_function(project):
        if function.first < 0:
            continue
        depth, line = csource.nesting(tokens, function)
        if depth > NESTING:
            yield name, line, f"{function.name} nests {depth} deep (of {NESTING})"


def parameters(project):
    """The values of a format ("..." or a va_list) do not count."""
    for name, _, function in each_function(project, r"\.[ch]$"):
        counted = [p for p in function.parameters if p != "..." and not p.startswith("va_list")]
        if len(counted) > PARAMETERS:
            yield name, function.line, f"{function.name} takes {len(counted)} (of {PARAMETERS})"


def forward_declarations(project):
    for name, _, function in each_function(project):
        if function.first < 0 and function.is_static:
            yield name, function.line, f"{function.name} is declared before it is defined"


def blocks(text):
    """(first, last) of each run of lines; a blank line or the end of a struct ends one."""
    first = 1
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if not line.strip() or line.startswith("}"):
            yield first, number
            first = number + 1


def header_contracts(project):
    """A comment stands above each prototype or first in its group; x_new's is for x_free too."""
    life_cycle = re.compile(r"_(free|ref|unref)$")
    for name in project.matching(r"^src/\w+/\w+\.h$"):
        text = project.text(name)
        lines = text.split("\n")
        comments = [t.line for t in csource.tokenize(text) if t.kind == "comment"]
        comments = [line for line in comments if lines[line - 1].startswith("/")]
        covered = set()
        for function in csource.functions(csource.code(text)):
            first = next(first for first, last in blocks(text) if last >= function.line)
            has_comment = any(first <= line < function.line for line in comments)
            if has_comment or life_cycle.sub("_new", function.name) in covered:
                covered.add(function.name)
            else:
                yield name, function.line, f"{function.name} has no comment above it"


def forbidden_calls(project):
    for name in project.matching(r"\.[ch]$"):
        tokens = csource.code(project.text(name))
        for token, following in zip(tokens, tokens[1:]):
            if token.text == "goto":
                yield name, token.line, "goto"
            elif token.text in FORBIDDEN and following.text == "(":
                yield name, token.line, f"{token.text}()"
            elif token.text in BY_PATH and following.text == "(" and name.startswith("src/") and name != FILE_OWNER:
                yield name, token.line, f"{token.text}(): only {FILE_OWNER} changes owners and rights"


def json_getters(project):
    """JSON from outside is read by what knows types and absence; json-glib's own getters do not."""
    raw = re.compile(r"json_(object|array|node)_(get|has|dup)_\w+|JSON_NODE_\w+|json_from_string")
    readers = re.compile(r"^src/qemu/(qmp_value|qmp_member)\.c$")
    for name in project.matching(r"^src/.*\.[ch]$"):
        for token in csource.code(project.text(name)):
            if raw.fullmatch(token.text) and not readers.search(name):
                yield name, token.line, f"{token.text}: use qmp_value.h or qmp_member.h"


def kind_of(struct):
    """The name of the kind whose devices are of a struct: "disk_kind" of "Disk"."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", struct).lower() + "_kind"


def in_loop_heads(tokens):
    """The tokens between the parentheses of each for and while."""
    for i, token in enumerate(tokens):
        if token.text in ("for", "while"):
            yield from tokens[i + 1 : csource.group_end(tokens, i + 1)]


def device_walks(project):
    """Devices are walked by DOMAIN_EACH alone, and those of a kind as the struct of that kind."""
    for name in project.matching(r"^(src|tests)/(?!domain/).*\.c$"):
        heads = list(in_loop_heads(csource.code(project.text(name))))
        for member in zip(*(heads[i:] for i in range(5))):
            if re.fullmatch(r"[>.]devices->len", "".join(token.text for token in member)):
                yield name, member[1].line, "devices are walked by domain/domain_walk.h"
    for name in project.matching(r"^src/.*\.c$"):
        tokens = csource.code(project.text(name))
        for i in (i for i, token in enumerate(tokens) if token.text in csource.LOOP_MACROS):
            arguments = csource.split_parameters(tokens[i + 2 : csource.group_end(tokens, i + 1)])
            struct, kind = arguments[0].split()[-1], arguments[-1]
            if struct != "Device" and kind != f"& {kind_of(struct)}":
                yield name, tokens[i].line, f"a walk over '{kind}' gives no {struct}"


def switch_default(project):
    for name in project.matching(r"\.[ch]$"):
        tokens = csource.code(project.text(name))
        for token, following in zip(tokens, tokens[1:]):
            if token.text == "default" and following.text == ":":
                yield name, token.line, "'default' hides the values that a switch forgot"


def files_with_messages(project):
    marked = re.compile(r"\b(N?_|C_|g_dngettext|ngettext)\s*\(")
    for name in project.matching(r"^src/.*\.[ch]$"):
        tokens = csource.tokenize(project.text(name))
        text = " ".join(t.text for t in tokens if t.kind not in ("comment", "string"))
        if marked.search(text):
            yield name


def potfiles(project):
    listed = project.text("po/POTFILES").splitlines()
    listed = {line for line in listed if line and not line.startswith("#")}
    translated = set(files_with_messages(project))
    for name in sorted(translated - listed):
        yield name, 1, "has messages but is not in po/POTFILES"
    for name in sorted(listed - translated):
        yield "po/POTFILES", 1, f"'{name}' has no messages"


def left_for_later(project):
    """A mark of work left over needs an issue: "TO" "DO(#12)"."""
    mark = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b(?!\(#\d+\))")
    for name in project.matching(r"^(src|tests|po|scripts|schemas)/.*\.([ch]|py|sh|build|rng)$"):
        for number, line in enumerate(project.text(name).split("\n"), 1):
            if mark.search(line):
                yield name, number, "work left for later without an issue"


def outside_names(project):
    """The project names no place that only its developers' machines have."""
    place = re.compile(r"(?<![\w.-])(/wor[k]/|/hom[e]/\w|/roo[t]/\w|/far[m]/)|[.][.]/share[d]\b")
    for name in project.files:
        if re.search(r"^(COPYING|LICENSES/)", name):
            continue
        for number, line in enumerate(project.text(name).split("\n"), 1):
            if place.search(line):
                yield name, number, "names a place outside the project"


RULES = {
    "include-direction": include_direction,
    "own-header-first": own_header_first,
    "headers-alone": headers_alone,
    "pragma-once": pragma_once,
    "spdx": spdx,
    "function-length": function_length,
    "file-length": file_length,
    "nesting": nesting,
    "parameters": parameters,
    "forward-declarations": forward_declarations,
    "header-contracts": header_contracts,
    "forbidden-calls": forbidden_calls,
    "json-getters": json_getters,
    "device-walks": device_walks,
    "switch-default": switch_default,
    "potfiles": potfiles,
    "left-for-later": left_for_later,
    "outside-names": outside_names,
}


def check_sample(rule):
    sample = HERE / "samples" / rule
    expected = (sample / "expected").read_text().split()
    found = [f"{name}:{line}" for name, line, _ in RULES[rule](Project(sample))]
    for place in sorted(set(expected) ^ set(found)):
        print(f"# {place}: {'missed' if place in expected else 'wrongly reported'}")
    return bool(expected) and sorted(expected) == sorted(found)


def check_project(rule):
    found = list(RULES[rule](Project(TOP)))
    for name, line, message in found:
        print(f"# {name}:{line}: {message}")
    return not found


def main():
    rule = sys.argv[1]
    if rule == "--list-files-with-messages":
        print("\n".join(files_with_messages(Project(TOP))))
        return 0
    print("1..2")
    results = [check_sample(rule), check_project(rule)]
    print(f"{'ok' if results[0] else 'not ok'} 1 - {rule} finds the faults of its sample")
    print(f"{'ok' if results[1] else 'not ok'} 2 - {rule} holds in the project")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
