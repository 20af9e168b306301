/** The system's own libraries and programs that Electron and the tests lean on. */
import { existsSync, readdirSync } from 'node:fs';
import { isOnPath, run } from './command.mjs';
import { say, timed } from './progress.mjs';

const LIBRARY_FOLDERS = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];

const library = (file) => () => LIBRARY_FOLDERS.some((folder) => existsSync(`${folder}/${file}`));
const program = (name) => () => isOnPath(name);
const anyFont = () => existsSync('/usr/share/fonts') && readdirSync('/usr/share/fonts').length > 0;

/** Each need with the names its package goes by, newest Debian first, and how to see that it is met. */
export const ELECTRON_NEEDS = [
  { packages: ['libgtk-3-0t64', 'libgtk-3-0'], isMet: library('libgtk-3.so.0') },
  { packages: ['libnss3'], isMet: library('libnss3.so') },
  { packages: ['libasound2t64', 'libasound2'], isMet: library('libasound.so.2') },
  { packages: ['libgbm1'], isMet: library('libgbm.so.1') },
  { packages: ['libxss1'], isMet: library('libXss.so.1') },
  { packages: ['libxtst6'], isMet: library('libXtst.so.6') },
  { packages: ['fonts-dejavu-core'], isMet: anyFont },
];

const DISPLAY_NEEDS = [{ packages: ['xvfb'], isMet: program('Xvfb') }];

const BUILD_NEEDS = [
  { packages: ['g++'], isMet: program('g++') },
  { packages: ['make'], isMet: program('make') },
  { packages: ['python3'], isMet: program('python3') },
];

const TEST_NEEDS = [
  { packages: ['openssh-server'], isMet: program('sshd') },
  { packages: ['openssh-client'], isMet: program('ssh-keygen') },
  { packages: ['poppler-utils'], isMet: program('pdftotext') },
  { packages: ['zbar-tools'], isMet: program('zbarimg') },
  { packages: ['sudo'], isMet: program('sudo') },
  { packages: ['opendoas'], isMet: program('doas') },
  { packages: ['dropbear-bin'], isMet: program('dropbear') },
  { packages: ['busybox'], isMet: program('busybox') },
  { packages: ['ksh93u+m', 'ksh'], isMet: program('ksh93') },
  { packages: ['mksh'], isMet: program('mksh') },
  { packages: ['yash'], isMet: program('yash') },
  { packages: ['minisign'], isMet: program('minisign') },
  { packages: ['shellcheck'], isMet: program('shellcheck') },
  { packages: ['zsh'], isMet: program('zsh') },
  { packages: ['fish'], isMet: program('fish') },
];

/** Whether nobody can see a window here. */
export function isWithoutDisplay() {
  return process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
}

/**
 * Installs what is missing where this is root on Debian; elsewhere says in one line what to install, and goes on.
 * @param {{tests: boolean, compiler: boolean}} purpose
 */
export async function ensureSystemPackages(purpose) {
  if (process.platform !== 'linux') return;
  const missing = needsFor(purpose).filter((need) => !need.isMet());
  if (missing.length === 0) return;
  if (process.getuid?.() === 0 && isOnPath('apt-get')) return installDebian(missing);
  const names = missing.map((need) => need.packages.at(-1)).join(' ');
  say(`missing from this system: ${names} (Debian's names) — install with: sudo apt-get install ${names}`);
}

function needsFor({ tests, compiler }) {
  return [
    ...ELECTRON_NEEDS,
    ...(isWithoutDisplay() ? DISPLAY_NEEDS : []),
    ...(compiler ? BUILD_NEEDS : []),
    ...(tests ? TEST_NEEDS : []),
  ];
}

async function installDebian(needs) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await timed('reading Debian package lists', () => run('apt-get', ['update'], { env })).catch((error) =>
    say(`${error.message} — going on with the lists at hand`),
  );
  const names = await Promise.all(needs.map(nameHere));
  const args = ['install', '-y', '--no-install-recommends', ...names];
  await timed(`installing ${names.join(' ')}`, () => run('apt-get', args, { env }));
}

/** The first of a package's names that this Debian knows. */
async function nameHere({ packages }) {
  for (const name of packages) {
    const isKnown = await run('apt-cache', ['show', '--no-all-versions', name]).then(
      () => true,
      () => false,
    );
    if (isKnown) return name;
  }
  return packages.at(-1);
}
