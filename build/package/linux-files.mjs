/** The texts by which a Linux desktop and its shells know an installed program. Pure: what to write, not where. */
import { DESKTOP_PROGRAM, FILE_TYPE, INSTALLED, LINK_SCHEME } from './config.mjs';

/** The command `holdpoint`: the program's own Electron as Node, so that it needs neither a display nor another Node. */
export function commandScript(binding) {
  return `#!/bin/sh
# holdpoint: the command line of Holdpoint, on the runtime that comes with it. Needs no display.
home=$0
[ ! -L "$home" ] || home=$(readlink -f -- "$home")
case $home in */*) ;; *) home=./$home ;; esac
home=\${home%/*}/..
${binding ? `HOLDPOINT_SQLITE_BINDING=\${HOLDPOINT_SQLITE_BINDING:-$home/resources/sqlite-napi9.node}\nexport HOLDPOINT_SQLITE_BINDING\n` : ''}ELECTRON_RUN_AS_NODE=1
export ELECTRON_RUN_AS_NODE
exec "$home/${DESKTOP_PROGRAM}" "$home/resources/app.asar/out/main/cli.js" "$@"
`;
}

export function desktopEntry(home = INSTALLED) {
  return `[Desktop Entry]
Type=Application
Name=Holdpoint
GenericName=Release runbooks
Comment=Carry out releases over SSH, back them out, and keep the evidence
Exec=${home}/${DESKTOP_PROGRAM} %U
Icon=holdpoint
Terminal=false
Categories=Development;
Keywords=release;deployment;runbook;backout;SSH;
MimeType=${FILE_TYPE.type};x-scheme-handler/${LINK_SCHEME};
StartupWMClass=holdpoint
StartupNotify=true
`;
}

/** Desktops look into a file too: one whose name says two types is of that which text may be, so each name of YAML stands here, and plain text. */
export function mimeInfo() {
  const globs = FILE_TYPE.globs.map((glob) => `    <glob pattern="${glob}" weight="60"/>`).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="${FILE_TYPE.type}">
    <comment>${FILE_TYPE.name}</comment>
    <sub-class-of type="application/yaml"/>
    <sub-class-of type="application/x-yaml"/>
    <sub-class-of type="text/plain"/>
    <icon name="holdpoint"/>
${globs}
  </mime-type>
</mime-info>
`;
}

/** Where unprivileged user namespaces are restricted, Chromium's sandbox needs to be allowed them by name. */
export function appArmorProfile() {
  return `abi <abi/4.0>,
include <tunables/global>

profile holdpoint ${INSTALLED}/${DESKTOP_PROGRAM} flags=(unconfined) {
  userns,

  include if exists <local/holdpoint>
}
`;
}

/** Run after the files are in place, by deb, rpm and the self-extracting installer. */
export const AFTER_INSTALL = `# Chromium's sandbox: by an AppArmor profile where user namespaces are restricted, by its helper where there are none.
profile=/etc/apparmor.d/holdpoint
if [ -e /proc/sys/kernel/apparmor_restrict_unprivileged_userns ] && command -v apparmor_parser >/dev/null 2>&1 &&
  apparmor_parser --skip-kernel-load --skip-cache ${INSTALLED}/share/apparmor/holdpoint >/dev/null 2>&1; then
  mkdir -p /etc/apparmor.d
  cp ${INSTALLED}/share/apparmor/holdpoint "$profile"
  chmod 644 "$profile"
  apparmor_parser --replace --skip-cache "$profile" >/dev/null 2>&1 || true
elif [ "$(cat /proc/sys/kernel/unprivileged_userns_clone 2>/dev/null)" = 0 ] ||
  [ "$(cat /proc/sys/user/max_user_namespaces 2>/dev/null)" = 0 ]; then
  chmod 4755 ${INSTALLED}/chrome-sandbox
fi
`;

/** Run when the program goes for good. Libraries lie in people's homes and stay there. */
export const BEFORE_REMOVAL = `profile=/etc/apparmor.d/holdpoint
if [ -e "$profile" ]; then
  if command -v apparmor_parser >/dev/null 2>&1; then apparmor_parser --remove "$profile" >/dev/null 2>&1 || true; fi
  rm -f "$profile"
fi
`;
