"""How bash, zsh and fish ask what could stand where the cursor is, and how they are answered.

Each script hands over the line up to the cursor, and the words are found in it here: bash cuts them at `:` and `=` too,
which no address of a server survives. What is offered is the whole word; bash gets the part behind its own last cut.
"""

import os
import re
import shlex

from click.shell_completion import BashComplete, CompletionItem, ShellComplete, add_completion_class, split_arg_string

PART = "part"
"""Type of an offer behind which the word goes on, such as `articles/`."""

_LINE, _WORD = "COMP_LINE", "COMP_WORD"
_PLAIN = re.compile(r"([^\w@%+=:,./-])")


class _Line(ShellComplete):
    """Reads the line, and offers whole words."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one at the cursor, and as much of that as stands before the cursor."""
        line = os.environ.get(_LINE, "")
        words = split_arg_string(line)[1:]
        # Another letter begins another word, unless the cursor is in one.
        if len(split_arg_string(f"{line}x")) > len(words) + 1:
            return words, ""
        return words[:-1], words[-1] if words else ""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """The offers; behind `--option=` with that before them."""
        offers = super().get_completions(args, incomplete)
        option, equals, _ = incomplete.partition("=")
        if equals and option.startswith("-"):
            for offer in offers:
                offer.value = f"{option}={offer.value}"
        return offers


class _Bash(_Line, BashComplete):
    source_template = """\
%(complete_func)s() {
    local type value
    local -a files
    COMPREPLY=()
    while IFS=$'\\t' read -r type value; do
        case $type in
            file)
                compopt -o filenames
                mapfile -t files < <(compgen -f -- "$2")
                COMPREPLY+=("${files[@]}")
                ;;
            part)
                compopt -o nospace
                COMPREPLY+=("$value")
                ;;
            plain)
                COMPREPLY+=("$value")
                ;;
        esac
    done < <(COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_WORD="$2" \\
        %(complete_var)s=bash_complete "${1/#\\~/$HOME}" 2>/dev/null)
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """The offers without what stands before the last `:` or `=`, and escaped where no quote is open."""
        offers = super().get_completions(args, incomplete)
        word = os.environ.get(_WORD, "").lstrip("=:'\"")
        cut = len(incomplete) - len(word) if incomplete.endswith(word) else 0
        as_it_is = _is_quoted(os.environ.get(_LINE, "")) or any(offer.type == "file" for offer in offers)
        for offer in offers:
            if offer.type != "file":
                kept = offer.value[cut:]
                offer.value = kept if as_it_is else _PLAIN.sub(r"\\\1", kept)
        return offers

    def format_completion(self, item: CompletionItem) -> str:
        """One line: type and value."""
        return f"{item.type}\t{item.value}"


class _Zsh(_Line):
    name = "zsh"
    source_template = """\
#compdef %(prog_name)s

%(complete_func)s() {
    local type value help
    local -a plain described parts
    while IFS= read -r type && IFS= read -r value && IFS= read -r help; do
        case $type in
            file) _files ;;
            part) parts+=("$value") ;;
            plain)
                if [[ -n $help ]]; then
                    described+=("${${value//\\\\/\\\\\\\\}//:/\\\\:}:$help")
                else
                    plain+=("$value")
                fi
                ;;
        esac
    done < <(COMP_LINE="${(j: :)words[1,CURRENT-1]} $IPREFIX$QIPREFIX$PREFIX" \\
        %(complete_var)s=zsh_complete ${~words[1]} 2>/dev/null)
    (( ${#parts} )) && compadd -V parts -S '' -a parts
    (( ${#described} )) && _describe -V unsorted described
    (( ${#plain} )) && compadd -V unsorted -a plain
    return 0
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""

    def format_completion(self, item: CompletionItem) -> str:
        """Three lines: type, value and meaning."""
        return f"{item.type}\n{item.value}\n{_one_line(item.help)}"


class _Fish(_Line):
    name = "fish"
    source_template = """\
function %(complete_func)s
    set -l program (string replace -r '^~' $HOME -- (commandline -opc)[1])
    for offer in (env COMP_LINE=(commandline -cp | string collect) %(complete_var)s=fish_complete $program 2>/dev/null)
        set -l parts (string split -m 1 \\t -- $offer)
        if test $parts[1] = file
            __fish_complete_path (commandline -ct)
        else
            echo -- $parts[2]
        end
    end
end

complete --no-files --keep-order --command %(prog_name)s --arguments "(%(complete_func)s)"
"""

    def format_completion(self, item: CompletionItem) -> str:
        """One line: type, value and meaning."""
        meaning = _one_line(item.help)
        return f"{item.type}\t{item.value}" + (f"\t{meaning}" if meaning else "")


def register_shells() -> None:
    """Have click answer the shells in these ways."""
    add_completion_class(_Bash, "bash")
    add_completion_class(_Zsh, "zsh")
    add_completion_class(_Fish, "fish")


def _is_quoted(line: str) -> bool:
    """Whether the line ends within quotes."""
    try:
        shlex.split(line)
    except ValueError as error:
        return "quotation" in str(error)
    return False


def _one_line(text: str | None) -> str:
    """The text without line ends, tabs and control characters, which the answers are cut at, or the terminal obeys."""
    return "".join(letter for letter in " ".join((text or "").split()) if letter.isprintable())
