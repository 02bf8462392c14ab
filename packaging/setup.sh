# Sourced by packaging/run and packaging/test, from the root of the checkout: makes sure of the system libraries and of
# the environment in .venv. Both functions may be called again at any time and then return at once.
# Works with the bash 3.2 of macOS: no mapfile, no associative arrays.

PATH=$PATH:/usr/sbin:/sbin # where runuser lies, also after a plain `su`

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "$@"
    exit 1
}

# Sets `python` to a Python of version 3.11 or later: $PYTHON, else .venv's own, else the first found on the PATH.
choose_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$candidate
            return
        fi
        if [ -n "${PYTHON:-}" ] && [ "$candidate" = "$PYTHON" ]; then
            fail "\$PYTHON ($PYTHON) is not a Python of version 3.11 or later."
        fi
    done
    fail "No Python of version 3.11 or later was found. Install one, or name it: PYTHON=/path/to/python3 $0"
}

# Prints how a command becomes root's here: as it is for root, by sudo where a person can answer it or in CI; fails where
# there is no way.
way_to_root() {
    if [ "$(id -u)" = 0 ]; then
        echo env
    elif command -v sudo >/dev/null && [ -t 0 ]; then
        echo sudo
    elif command -v sudo >/dev/null && [ "${CI:-}" = true ]; then
        echo "sudo -n"
    else
        return 1
    fi
}

# The names of Debian packages as this system calls them: since 2024 some carry a suffix for 64-bit time.
apt_names() {
    local package names=""
    for package in "$@"; do
        if apt-cache show "${package}t64" >/dev/null 2>&1; then
            package=${package}t64
        fi
        names="$names $package"
    done
    printf '%s\n' "${names# }"
}

# Installs Debian packages as root and says so, or fails where this is not Debian or nobody can become root.
install_packages() {
    local names root
    command -v apt-get >/dev/null || return 1
    root=$(way_to_root) || return 1
    say "Installing them with apt-get, as root (正在以 root 身份安装)."
    # shellcheck disable=SC2086  # $root and $names are lists of words
    $root apt-get update -qq >&2 || return 1
    names=$(apt_names "$@")
    # shellcheck disable=SC2086
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $names </dev/null >&2
}

# setup_system [--screen] [--postgresql]: installs what is missing, or says whom to ask for what.
setup_system() {
    local missing package needed=""
    missing=$("$python" packaging/system.py "$@" | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    say "Missing on this system (系统缺少): ${missing% }"
    # shellcheck disable=SC2086  # one word a package
    install_packages $missing || true
    missing=$("$python" packaging/system.py "$@" | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    for package in $missing; do
        case $package in
        fonts-*) say "Without a Chinese font the articles show empty boxes (缺少中文字体)." ;;
        postgresql) say "Without PostgreSQL the tests that need it are skipped." ;;
        *) needed="$needed $package" ;;
        esac
    done
    if command -v apt-get >/dev/null; then
        say "Please ask the administrator of this computer to run (请管理员执行):"
        # shellcheck disable=SC2086
        say "    apt-get install $(apt_names $missing)"
    else
        say "This is not Debian or Ubuntu; please install what holds the same as their packages: ${missing% }"
    fi
    [ -z "$needed" ] || fail "The program cannot start without:$needed"
}

# setup_environment run|test: makes .venv and installs the program into it, unless that was done for this pyproject.toml.
setup_environment() {
    local kind=$1 made="" quiet="" requirements
    local wanted
    wanted="$(cksum <pyproject.toml) $(cksum <packaging/setup.sh) $PWD"
    # What the tests need holds what the program needs.
    for made in .venv/setup-"$kind" .venv/setup-test; do
        if [ "$(cat "$made" 2>/dev/null)" = "$wanted" ] && .venv/bin/python -c '' 2>/dev/null; then
            return 0
        fi
    done
    make_venv
    [ -t 2 ] || quiet=-q
    requirements=$(mktemp)
    say "Installing the program into .venv (the first time some 300 MB; 首次安装需要几分钟)."
    if [ "$kind" = test ]; then
        # Not `pip --group`: an older Debian's pip does not know it.
        .venv/bin/python - >"$requirements" <<'PYTHON'
import tomllib

with open("pyproject.toml", "rb") as file:
    print("\n".join(tomllib.load(file)["dependency-groups"]["dev"]))
PYTHON
        set -- -e ".[postgres]"
    else
        set -- -e .
    fi
    if ! .venv/bin/python -m pip install --disable-pip-version-check $quiet "$@" -r "$requirements" >&2; then
        rm -f "$requirements"
        fail "pip could not install the program (see above). Nothing is lost; run this again when the network is back."
    fi
    rm -f "$requirements"
    printf '%s\n' "$wanted" >".venv/setup-$kind"
}

# Makes .venv anew where there is none that works here; one that was moved keeps its old place in its scripts.
make_venv() {
    local place
    place=$(cat .venv/setup-run .venv/setup-test 2>/dev/null | sed -n 's/^[0-9]* [0-9]* [0-9]* [0-9]* //p' | tail -n 1)
    if [ -z "$place" ] || [ "$place" = "$PWD" ]; then
        if .venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            return 0
        fi
    fi
    say "Making the environment .venv with $("$python" --version)."
    "$python" -m venv --clear .venv >&2 || fail "The environment .venv could not be made (see above)."
}
