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

export function selfExtractor({ version, sum }) {
  const head = (lines) => `#!/bin/sh
# Holdpoint ${version}: sh holdpoint.run [--remove | --extract DIR]
# Installs into /opt and /usr/local for root, into ~/.local for anybody else. Needs tar, gzip and sha256sum.
set -eu
umask 022
fail() { echo "holdpoint: $1" >&2; exit 1; }
if [ "$(id -u)" = 0 ]; then opt=/opt base=/usr/local; else opt=$HOME/.local/opt base=$HOME/.local; fi
home=$opt/holdpoint
shared='${SHARED.join(' ')}'
refresh() {
  update-mime-database "$base/share/mime" >/dev/null 2>&1 || true
  update-desktop-database "$base/share/applications" >/dev/null 2>&1 || true
}
unlink_all() {
  rm -f "$base/bin/holdpoint"
  for file in $shared; do rm -f "$base/share/$file"; done
}
payload() { tail -n +${lines} "$0"; }
after_install() {
${AFTER_INSTALL}}
before_removal() {
${BEFORE_REMOVAL}}
case "\${1:-}" in
--remove)
  [ "$(id -u)" != 0 ] || before_removal
  unlink_all
  rm -rf "$home"
  refresh
  echo "Holdpoint is removed; libraries stay where they are."
  exit 0 ;;
--extract | '') ;;
*) fail "usage: $0 [--remove | --extract DIR]" ;;
esac
[ "$(payload | sha256sum | cut -d ' ' -f 1)" = ${sum} ] || fail "this file is damaged: get it again"
if [ "\${1:-}" = --extract ]; then
  [ -n "\${2:-}" ] || fail "usage: $0 --extract DIR"
  mkdir -p "$2"
  payload | tar -xzmf - -C "$2"
  exit 0
fi
[ ! -e /var/lib/dpkg/info/holdpoint.list ] || fail "Holdpoint is installed as a deb: update or remove that"
mkdir -p "$opt"
rm -rf "$home.new"
mkdir "$home.new"
payload | tar -xzmf - -C "$home.new" --strip-components=1 --no-same-owner || fail "it could not be unpacked into $home.new"
unlink_all
rm -rf "$home"
mv "$home.new" "$home"
[ "$(id -u)" != 0 ] || after_install
mkdir -p "$base/bin"
ln -s "$home/bin/holdpoint" "$base/bin/holdpoint"
for file in $shared; do
  mkdir -p "$base/share/\${file%/*}"
  cp "$home/share/$file" "$base/share/$file"
done
sed "s|^Exec=[^ ]*|Exec=$home/${DESKTOP_PROGRAM}|" "$home/share/applications/holdpoint.desktop" >"$base/share/applications/holdpoint.desktop"
refresh
echo "Holdpoint ${version} is in $home; the command is $base/bin/holdpoint. To remove it: sh $0 --remove"
exit 0
`;
  return head(head(0).split('\n').length);
}
