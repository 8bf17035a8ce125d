#!/usr/bin/env bash
# Print the path of a Chromium or Chrome for the browser tests. As root on a Debian machine that has none, install one;
# elsewhere say on one line what to install.
set -euo pipefail

say() { echo "find_chromium: $*" >&2; }

# Ubuntu's `chromium-browser` can be a stub that only asks for snap: a browser is one that tells its version.
works() { [ -n "$1" ] && [ -x "$1" ] && timeout 30 "$1" --version >/dev/null 2>&1; }
if ! command -v timeout >/dev/null; then # macOS has none
	timeout() { shift && "$@"; }
fi

find_one() {
	local name path
	for name in chromium chromium-browser google-chrome google-chrome-stable; do
		path=$(command -v "$name" || true)
		if works "$path"; then
			echo "$path"
			return
		fi
	done
	for path in "/Applications/Chromium.app/Contents/MacOS/Chromium" \
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
		"$HOME/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
		if works "$path"; then
			echo "$path"
			return
		fi
	done
	return 1
}

if [ -n "${CHROMIUM:-}" ]; then
	if works "$CHROMIUM"; then
		echo "$CHROMIUM"
		exit 0
	fi
	say "CHROMIUM names '$CHROMIUM', which does not run. Set it to the program file of Chromium or Chrome."
	exit 1
fi

find_one && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	say "no Chromium found: installing Debian's (some 300 MB)"
	export DEBIAN_FRONTEND=noninteractive
	if apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends chromium >&2 && find_one; then
		exit 0
	fi
	say "apt-get could not install a Chromium that runs. Install Chromium or Chrome by hand, or set CHROMIUM to its path."
	exit 1
fi

say "no Chromium or Chrome found. Install one (Debian: sudo apt-get install chromium; macOS: brew install --cask google-chrome) or set CHROMIUM to its path."
exit 1
