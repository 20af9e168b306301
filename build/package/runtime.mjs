/** The Electron that is put into packages, and how a package says that it is not the declared one. */
import { dirname } from 'node:path';
import { findElectron } from '../provision/electron-runtime.mjs';
import { installedVersion } from '../provision/places.mjs';
import { ProvisionError } from '../provision/progress.mjs';
import { needsOwnBinding, sqliteBinding } from '../provision/sqlite-binding.mjs';

/** Version of the packages made on another Electron than the declared one. All that tells the version tells this. */
export function markedVersion(version, declared, carried) {
  return carried === declared ? version : `${version}+standin.electron${carried}`;
}

/** The same for deb and rpm: sorts before the version without the mark, so that the real package replaces it. */
export function systemVersion(version) {
  return version.replace('+standin', '~standin');
}

export function runtimeToShip(version) {
  const found = findElectron();
  if (!found) throw new ProvisionError('Electron is missing: run `node build/provision.mjs --for start`');
  const declared = installedVersion('electron');
  return {
    isStandIn: found.version !== declared,
    why: `Electron ${found.version}: ${found.why}`,
    version: markedVersion(version, declared, found.version),
    electronVersion: found.version,
    electronDist: dirname(found.electronPath),
    sqliteBinding: needsOwnBinding(found.version) ? sqliteBinding() : null,
  };
}
