/** The program's folder as it is installed: Electron, the app, the command, and what desktops and shells read. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from '../provision/places.mjs';
import { runBuilder } from './builder.mjs';
import { INSTALLED, packageConfig } from './config.mjs';
import { licencesText, shippedParts } from './licences.mjs';
import { appArmorProfile, commandScript, desktopEntry, mimeInfo } from './linux-files.mjs';
import { bom } from './sbom.mjs';

/** Makes the program's folder for Linux, below `output`; gives its path. */
export async function makeProgram(runtime, output) {
  rmSync(output, { recursive: true, force: true });
  await runBuilder(packageConfig({ ...runtime, output }), ['dir']);
  const folder = join(output, 'linux-unpacked');
  write(join(folder, 'bin', 'holdpoint'), commandScript(runtime.sqliteBinding !== null), 0o755);
  const parts = shippedParts();
  write(join(folder, 'LICENSES.txt'), licencesText(parts));
  write(join(folder, 'holdpoint.cdx.json'), `${JSON.stringify(bom(parts, runtime), null, 2)}\n`);
  write(join(folder, 'share', 'applications', 'holdpoint.desktop'), desktopEntry());
  write(join(folder, 'share', 'mime', 'packages', 'holdpoint.xml'), mimeInfo());
  write(join(folder, 'share', 'apparmor', 'holdpoint'), appArmorProfile());
  writeIcons(join(folder, 'share', 'icons', 'hicolor'));
  writeShellHelp(folder);
  return folder;
}

/** The manual and the completions are what the program says of itself. */
function writeShellHelp(folder) {
  const ask = (...words) =>
    execFileSync(join(folder, 'bin', 'holdpoint'), words, { env: { PATH: '/usr/bin:/bin' } });
  const share = join(folder, 'share');
  write(join(share, 'man', 'man1', 'holdpoint.1.gz'), gzipSync(ask('man'), { level: 9 }));
  write(join(share, 'bash-completion', 'completions', 'holdpoint'), ask('completion', 'bash'));
  write(join(share, 'zsh', 'vendor-completions', '_holdpoint'), ask('completion', 'zsh'));
  write(join(share, 'fish', 'vendor_completions.d', 'holdpoint.fish'), ask('completion', 'fish'));
}

function writeIcons(hicolor) {
  const icons = join(ROOT, 'build', 'icons');
  for (const name of readdirSync(icons)) {
    const size = name === 'icon.svg' ? 'scalable' : name.replace('.png', '');
    const icon = join(hicolor, size, 'apps', name === 'icon.svg' ? 'holdpoint.svg' : 'holdpoint.png');
    write(icon, readFileSync(join(icons, name)));
  }
}

/** The whole tree of a system install below `root`: the program, and links and shared files where systems look for them. */
export function layOut(folder, root) {
  rmSync(root, { recursive: true, force: true });
  const home = join(root, INSTALLED);
  cpSync(folder, home, { recursive: true, verbatimSymlinks: true });
  const share = join(home, 'share');
  for (const name of readdirSync(share).filter((name) => name !== 'apparmor')) {
    cpSync(join(share, name), join(root, 'usr', 'share', name), { recursive: true });
    rmSync(join(share, name), { recursive: true });
  }
  const doc = join(root, 'usr', 'share', 'doc', 'holdpoint');
  const own = readFileSync(join(ROOT, 'LICENSE'), 'utf8');
  write(join(doc, 'copyright'), `${own}\nThe licences of all parts: ${INSTALLED}/LICENSES.txt\n`);
  write(join(doc, 'changelog.gz'), gzipSync(readFileSync(join(ROOT, 'CHANGELOG.md')), { level: 9 }));
  mkdirSync(join(root, 'usr', 'bin'), { recursive: true });
  execFileSync('ln', ['-s', `${INSTALLED}/bin/holdpoint`, join(root, 'usr', 'bin', 'holdpoint')]);
  execFileSync('chmod', ['-R', 'u=rwX,go=rX', root]);
}

/** Writes one file and the folders above it. */
export function write(path, content, mode = 0o644) {
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path)) rmSync(path);
  writeFileSync(path, content);
  chmodSync(path, mode);
}
