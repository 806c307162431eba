# Sourced by ./run and ./test: makes .venv/ from requirements.lock, once, and again when the lock has changed.
# Says nothing when everything is ready.

SYSTEM_PACKAGES="python3 python3-venv ca-certificates libgl1 libegl1 libglib2.0-0 libdbus-1-3 libfontconfig1
 libxkbcommon0 libx11-6 libbrotli1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"

prepare() {
    local root=$1 digest
    digest=$(sha256sum <"$root/requirements.lock" | cut -d' ' -f1)
    [ "$(cat "$root/.venv/ready" 2>/dev/null)" = "$digest" ] && return 0
    if ! [ -w "$root" ]; then
        stop "无法写入 $root，不能安装。请把 Lantu 放到可写的文件夹。" \
             "$root is not writable, so nothing can be set up there. Put Lantu into a folder you can write to."
    fi
    # Two windows started at once must not build the same folder twice.
    exec 9>"$root/.setup.lock"
    command -v flock >/dev/null && flock 9
    if [ "$(cat "$root/.venv/ready" 2>/dev/null)" != "$digest" ]; then
        say "第一次运行：正在准备环境，请稍候几分钟……" "First run: setting up, this takes a few minutes…"
        install_system_packages
        build_environment "$root" "$digest"
    fi
    exec 9>&-
}

install_system_packages() {
    local missing="" package as_root=""
    command -v dpkg-query >/dev/null || return 0
    for package in $SYSTEM_PACKAGES; do
        installed "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null && as_root="sudo"
        if [ -z "$as_root" ]; then
            say "缺少系统软件包，请管理员安装：apt-get install$missing" \
                "System packages are missing; ask an administrator for: apt-get install$missing"
            return 0
        fi
    fi
    export DEBIAN_FRONTEND=noninteractive
    $as_root apt-get update -qq >&2 || true
    # shellcheck disable=SC2086
    $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>"$root/.setup.log" ||
        say "系统软件包没有装全：apt-get install$missing" "Not all system packages could be installed: apt-get install$missing"
}

# A package may have a successor that provides it under another name (libglib2.0-0t64).
installed() {
    dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null | grep -q '^ii' ||
        dpkg-query -W -f '${db:Status-Abbrev}' "$1t64" 2>/dev/null | grep -q '^ii'
}

build_environment() {
    local root=$1 digest=$2 python
    python=$(find_python) || stop "需要 Python 3.11 或更新的版本，请先安装。" "Python 3.11 or newer is needed; install it first."
    rm -rf "$root/.venv"
    "$python" -m venv "$root/.venv" 2>"$root/.setup.log" ||
        stop "无法建立 Python 环境：请安装 python3-venv。详情见 .setup.log。" \
             "The Python environment could not be made: install python3-venv. Details are in .setup.log."
    "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
        --only-binary :all: -r "$root/requirements.lock" >>"$root/.setup.log" 2>&1 ||
        stop "软件包没有装好：请检查网络后再运行一次。详情见 .setup.log。" \
             "The packages could not be installed: check the network and run again. Details are in .setup.log."
    "$root/.venv/bin/python" -m compileall -q "$root"/{core,layers,checks,maps,reports,services,cli,gui} >/dev/null 2>&1 || true
    rm -f "$root/.setup.log"
    printf '%s' "$digest" >"$root/.venv/ready"
}

find_python() {
    local candidate
    for candidate in python3 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

say() {
    case "${LC_ALL:-${LC_MESSAGES:-${LANG:-C}}}" in
        C* | POSIX | zh* | ZH*) printf '%s\n' "$1" >&2 ;;
        *) printf '%s\n' "$2" >&2 ;;
    esac
}

stop() {
    say "$1" "$2"
    exit 2
}
