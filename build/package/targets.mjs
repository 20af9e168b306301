/** Every target there is, with what it takes to make it. */
import { isOnPath } from '../provision/command.mjs';
import { ProvisionError } from '../provision/progress.mjs';
import { makeDeb, makeRpm, makeRun, makeTarGz } from './archive.mjs';

/**
 * `missing` says why a target is not made here, given whether it was asked for by name; null where it is made.
 * Without `make` electron-builder makes it.
 * @typedef {{name: string, missing: (isNamed: boolean) => string | null, make: ((job: import('./archive.mjs').Job) => Promise<string>) | null}} Target
 */

const needsSystem = (system, name) => (process.platform === system ? null : `made on ${name} only`);
const needsPrograms = (...names) => {
  const missing = names.filter((name) => !isOnPath(name));
  return missing.length === 0 ? null : `${missing.join(', ')} missing`;
};
const onLinux = (...programs) => needsSystem('linux', 'Linux') ?? needsPrograms(...programs);

/** electron-builder fetches these tools from GitHub, when they are asked for by name. */
const fetched = (system, name, tools) => (isNamed) =>
  needsSystem(system, name) ??
  (isNamed
    ? null
    : `${tools}, which electron-builder downloads from GitHub: ask for it by name on a machine that reaches it`);

/** @type {Target[]} */
export const TARGETS = [
  { name: 'dir', missing: () => onLinux(), make: ({ folder }) => Promise.resolve(folder) },
  { name: 'tar.gz', missing: () => onLinux('tar', 'gzip'), make: makeTarGz },
  { name: 'deb', missing: () => onLinux('dpkg-deb'), make: makeDeb },
  { name: 'rpm', missing: () => onLinux('rpmbuild'), make: makeRpm },
  { name: 'run', missing: () => onLinux('tar', 'gzip'), make: makeRun },
  { name: 'AppImage', missing: fetched('linux', 'Linux', 'the AppImage runtime'), make: null },
  { name: 'nsis', missing: fetched('win32', 'Windows', 'NSIS'), make: null },
  { name: 'portable', missing: fetched('win32', 'Windows', 'NSIS'), make: null },
  { name: 'dmg', missing: fetched('darwin', 'macOS', 'dmgbuild'), make: null },
  { name: 'zip', missing: () => needsSystem('darwin', 'macOS'), make: null },
];

/** The targets asked for by name; without names, all. Throws a sentence for a name that is none. */
export function targetsNamed(names) {
  const unknown = names.filter((name) => !TARGETS.some((target) => target.name === name));
  if (unknown.length > 0)
    throw new ProvisionError(
      `there is no target ${unknown.join(', ')}: take ${TARGETS.map(({ name }) => name).join(', ')}`,
    );
  return names.length === 0 ? TARGETS : TARGETS.filter(({ name }) => names.includes(name));
}
