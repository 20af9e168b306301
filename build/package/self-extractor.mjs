/** The head of the self-extracting package: POSIX shell, with the program as a tar.gz behind its last line. */
import { DESKTOP_PROGRAM } from './config.mjs';
import { AFTER_INSTALL, BEFORE_REMOVAL } from './linux-files.mjs';

/** The links and shared files of an installed program, below share and bin of the place it is installed to. */
const SHARED = [
  'applications/holdpoint.desktop',
  'mime/packages/holdpoint.xml',
  'man/man1/holdpoint.1.gz',
  'bash-completion/completions/holdpoint',
  'zsh/vendor-completions/_holdpoint',
  'fish/vendor_completions.d/holdpoint.fish',
  'icons/hicolor/scalable/apps/holdpoint.svg',
  'icons/hicolor/48x48/apps/holdpoint.png',
  'icons/hicolor/256x256/apps/holdpoint.png',
];

/** What `update-mime-database` makes of the types of packages; of no use where there are none. */
const MADE_OF_TYPES = [
  'XMLnamespaces',
  'aliases',
  'generic-icons',
  'globs',
  'globs2',
  'icons',
  'magic',
  'mime.cache',
  'subclasses',
  'treemagic',
  'types',
  'version',
];

export function selfExtractor({ version, sum }) {
  const head = (lines) => `#!/bin/sh
# Holdpoint ${version}: sh holdpoint.run [--remove | --extract DIR]
# Installs into /opt and /usr/local for root, into ~/.local for anybody else. Needs tar, gzip and sha256sum.
set -eu
umask 022
fail() { echo "holdpoint: $1" >&2; exit 1; }
usage="usage: sh $0 [--remove | --extract DIR | --help]"
action=\${1:-install}
case "$action $#" in
'--help 1' | '-h 1')
  echo "$usage"
  echo "Installs Holdpoint ${version}, or removes what was installed, or unpacks it and installs nothing."
  echo "Root: into /opt and /usr/local. Anybody else: into ~/.local."
  exit 0 ;;
'install 0' | '--remove 1' | '--extract 2') ;;
*) fail "$usage" ;;
esac
if [ "$(id -u)" = 0 ]; then
  opt=/opt bin=/usr/local/bin share=/usr/local/share
else
  [ -n "\${HOME:-}" ] || [ "$action" = --extract ] || fail "HOME names no folder to install into: set it, or unpack with --extract DIR"
  opt=\${HOME:-}/.local/opt bin=\${HOME:-}/.local/bin share=\${XDG_DATA_HOME:-\${HOME:-}/.local/share}
fi
home=$opt/holdpoint
shared_in=$share
[ ! -r "$home/.shared-in" ] || shared_in=$(cat "$home/.shared-in")
shared='${SHARED.join(' ')}'
refresh() {
  update-mime-database "$share/mime" >/dev/null 2>&1 || true
  update-desktop-database "$share/applications" >/dev/null 2>&1 || true
}
unlink_all() {
  rm -f "$bin/holdpoint"
  for file in $shared; do rm -f "$shared_in/$file"; done
}
tidy() {
  if rmdir "$share/mime/packages" 2>/dev/null; then
    for made in ${MADE_OF_TYPES.join(' ')}; do rm -f "$share/mime/$made"; done
    rmdir "$share/mime/application" "$share/mime" 2>/dev/null || true
  fi
  [ -n "$(find "$share/applications" -name '*.desktop' 2>/dev/null)" ] || rm -f "$share/applications/mimeinfo.cache"
  [ "$(id -u)" != 0 ] || return 0
  for file in $shared; do
    (cd "$share" 2>/dev/null && rmdir -p "\${file%/*}" 2>/dev/null) || true
  done
  rmdir "$bin" "$opt" "$share" "$HOME/.local" 2>/dev/null || true
}
leave_to_system() {
  [ "$(id -u)" = 0 ] || return 0
  [ ! -e /var/lib/dpkg/info/holdpoint.list ] || fail "Holdpoint is installed as a deb: update or remove that"
  ! rpm -q holdpoint >/dev/null 2>&1 || fail "Holdpoint is installed as an rpm: update or remove that"
}
payload() { tail -n +${lines} "$0"; }
after_install() {
${AFTER_INSTALL}}
before_removal() {
${BEFORE_REMOVAL}}
if [ "$action" = --remove ]; then
  leave_to_system
  [ -e "$home" ] || [ -L "$bin/holdpoint" ] || fail "there is no Holdpoint in $home to remove"
  [ "$(id -u)" != 0 ] || before_removal
  unlink_all
  rm -rf "$home"
  share=$shared_in
  refresh
  tidy
  echo "Holdpoint is removed; libraries stay where they are."
  exit 0
fi
[ "$(payload | sha256sum | cut -d ' ' -f 1)" = ${sum} ] || fail "this file is damaged: get it again"
if [ "$action" = --extract ]; then
  mkdir -p "$2"
  payload | tar -xzmf - -C "$2"
  exit 0
fi
leave_to_system
unchanged="what was installed before is as it was"
mkdir -p "$opt"
rm -rf "$home.new" "$home.old"
# What does not install itself leaves no empty folder in a home.
trap 'rm -rf "$home.new"; [ "$(id -u)" = 0 ] || rmdir "$opt" "\${opt%/*}" 2>/dev/null || true' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$home.new"
payload | tar -xzmf - -C "$home.new" --strip-components=1 --no-same-owner ||
  fail "it could not be unpacked into $home.new; $unchanged"
why=$("$home.new/bin/holdpoint" --version 2>&1 >/dev/null) ||
  fail "it does not start from $home.new ($why); $unchanged"
[ ! -e "$home" ] || mv "$home" "$home.old"
mv "$home.new" "$home"
rm -rf "$home.old"
unlink_all
[ "$(id -u)" != 0 ] || after_install
printf '%s\\n' "$share" >"$home/.shared-in"
mkdir -p "$bin"
ln -s "$home/bin/holdpoint" "$bin/holdpoint"
for file in $shared; do
  mkdir -p "$share/\${file%/*}"
  cp "$home/share/$file" "$share/$file"
done
# As the specification of desktop entries writes a name in quotes: by a backslash that is itself written as two.
place=$(printf %s "$home" | sed 's/\\\\/&&&&/g; s/["$\`]/\\\\\\\\&/g; s/%/%%/g')
while IFS= read -r line; do
  case $line in
  Exec=*) printf 'Exec="%s/${DESKTOP_PROGRAM}" %%U\\n' "$place" ;;
  *) printf '%s\\n' "$line" ;;
  esac
done <"$home/share/applications/holdpoint.desktop" >"$share/applications/holdpoint.desktop"
refresh
echo "Holdpoint ${version} is in $home; the command is $bin/holdpoint. To remove it: sh '$0' --remove"
exit 0
`;
  return head(head(0).split('\n').length);
}
