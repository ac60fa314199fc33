#!/usr/bin/env bash
# The dashboard's page: checks its sources and compares its bundle with the one that is kept.
#
# Usage: ci/page.sh [--write]
#
# The bundle is kept in monitor-http/page/built, so that cargo builds it in without Node; this script
# needs it (18.17 or newer, with npm). After a change to the sources --write formats them and writes
# the bundle. Without it nothing is written into the clone, and the script fails if the sources give
# another bundle than the one that is kept. Packages are installed into a copy below the cache
# (XDG_CACHE_HOME).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

page=monitor-http/page
is_write=''
case ${1-} in
    '') ;;
    --write) is_write=1 ;;
    *)
        echo "usage: ci/page.sh [--write]" >&2
        exit 2
        ;;
esac
if ! command -v npm >/dev/null; then
    echo 'ci/page.sh needs npm: install Node 18.17 or newer, which has it' >&2
    exit 1
fi

# The copy carries the hash of the list of packages in its name, so a changed list is a new copy.
# Packages are installed under another name and then moved, so an interrupted run leaves no half.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/monitor-ci
copy=$cache/page-$(sha256sum "$page/package-lock.json" | cut -c1-16)
scratch=''
trap 'if [[ -n $scratch ]]; then rm -rf "$scratch"; fi' EXIT
if [[ ! -d $copy/node_modules ]]; then
    mkdir -p "$cache"
    scratch=$(mktemp -d "$cache/page-new-XXXXXX")
    cp "$page/package.json" "$page/package-lock.json" "$page/.npmrc" "$scratch"
    # esbuild's binary is a package of its own: no script has to fetch one.
    npm ci --prefix "$scratch" --ignore-scripts --no-audit --no-fund --loglevel=error
    mv -T "$scratch" "$copy" || [[ -d $copy/node_modules ]] # another run may have been quicker
    rm -rf "$scratch"
fi

# What is checked is a copy of its own beside the packages, so that two runs do not meet.
scratch=$(mktemp -d "$copy/run-XXXXXX")
tar -C "$page" --exclude=./node_modules -cf - . | tar -C "$scratch" -xf -
cd "$scratch"
export PATH=$copy/node_modules/.bin:$PATH
clone=$OLDPWD
if [[ -n $is_write ]]; then
    npm run --silent format >/dev/null
    cp -r src index.html tools ./*.json "$clone/$page/"
fi
npm run --silent check || {
    echo "$page is not in order: correct what is said above; ci/page.sh --write formats it" >&2
    exit 1
}
node tools/build.js "$scratch/new"
if [[ -n $is_write ]]; then
    mkdir -p "$clone/$page/built"
    cp new/page.js new/page.css "$clone/$page/built/"
    echo "written: $page/built"
elif ! diff -rq built new; then
    echo "$page/built is not what its sources give: run ci/page.sh --write and commit it" >&2
    exit 1
else
    echo "$page/built is what its sources give"
fi
