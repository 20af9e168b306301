/**
 * `npm run lock`: names in the lock file the other systems' variants of native packages.
 * A registry mirror that holds only this system's variants makes npm write a lock that `npm ci` then refuses, and that
 * would leave other systems without them. The variant's name says what system it is for; npm checks the rest.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './provision/places.mjs';

const VARIANT =
  /[-/](android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|ia32|ppc64|riscv64|s390x|x64)(?:-(.+))?$/;
const FILE = join(ROOT, 'package-lock.json');

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const missing = Object.values(lock.packages).flatMap((parent) => missingVariants(parent, lock.packages));
for (const [path, entry] of missing) lock.packages[path] = entry;
const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
writeFileSync(FILE, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
console.log(`${missing.length} variants for other systems added to the lock file`);

/** Entries for the exactly pinned optional packages of `parent` that the lock does not name. */
function missingVariants(parent, packages) {
  return Object.entries(parent.optionalDependencies ?? {})
    .map(([name, version]) => [`node_modules/${name}`, variantEntry(name, version, parent)])
    .filter(([path, entry]) => entry && !packages[path]);
}

function variantEntry(name, version, parent) {
  const [, os, cpu, abi] = VARIANT.exec(name) ?? [];
  if (!os || !/^\d/.test(version)) return null;
  return {
    version,
    cpu: [cpu],
    ...(parent.dev && { dev: true }),
    ...(abi?.startsWith('musl') && { libc: ['musl'] }),
    ...(abi?.startsWith('gnu') && os === 'linux' && { libc: ['glibc'] }),
    optional: true,
    os: [os],
  };
}
