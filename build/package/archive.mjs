/** The targets that are made here from the program's folder: the same bytes for the same commit. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../provision/command.mjs';
import { ELECTRON_NEEDS } from '../provision/debian-packages.mjs';
import { MAINTAINER } from './config.mjs';
import { AFTER_INSTALL, BEFORE_REMOVAL } from './linux-files.mjs';
import { layOut, write } from './program.mjs';
import { rpmSpec } from './rpm-spec.mjs';
import { systemVersion } from './runtime.mjs';
import { selfExtractor } from './self-extractor.mjs';

/**
 * @typedef {object} Job
 * @property {string} folder the program's folder
 * @property {string} work a folder for what comes in between
 * @property {string} out where finished files go
 * @property {string} version
 * @property {string} description
 * @property {string} epoch seconds since 1970 that every date in a package is set to
 */

const RPM_ARCH = { x64: 'x86_64', arm64: 'aarch64' }[process.arch] ?? process.arch;
const DEBIAN_ARCH = { x64: 'amd64', arm64: 'arm64' }[process.arch] ?? process.arch;

/** @param {Job} job */
export async function makeTarGz({ folder, work, out, version, epoch }) {
  const name = `holdpoint-${version}-linux-${process.arch}`;
  const root = join(work, 'tar');
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  cpSync(folder, join(root, name), { recursive: true, verbatimSymlinks: true });
  await run('chmod', ['-R', 'u=rwX,go=rX', root]);
  const file = join(out, `${name}.tar.gz`);
  await packTar(join(root), name, { file, epoch });
  return file;
}

/** Entries in the order of their names, of nobody and of one moment. */
async function packTar(cwd, name, { file, epoch }) {
  const words = [
    '--sort=name',
    `--mtime=@${epoch}`,
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--format=gnu',
  ];
  await run('tar', [...words, '--use-compress-program=gzip -6 -n', '-cf', file, name], { cwd });
}

/**
 * A shell script with the program behind it: unpacks and puts it in place, for root or in one's own home.
 * @param {Job} job
 */
export async function makeRun({ folder, work, out, version, epoch }) {
  const root = join(work, 'run');
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  cpSync(folder, join(root, 'holdpoint'), { recursive: true, verbatimSymlinks: true });
  await run('chmod', ['-R', 'u=rwX,go=rX', root]);
  const payload = join(work, 'run.tar.gz');
  await packTar(root, 'holdpoint', { file: payload, epoch });
  const content = readFileSync(payload);
  const sum = createHash('sha256').update(content).digest('hex');
  const file = join(out, `holdpoint-${version}-linux-${process.arch}.run`);
  write(file, Buffer.concat([Buffer.from(selfExtractor({ version, sum })), content]), 0o755);
  return file;
}

/**
 * By rpmbuild, from the same tree as the deb, in a folder whose path has no blank: rpmbuild takes none.
 * @param {Job} job
 */
export async function makeRpm({ folder, out, version, description, epoch }) {
  const root = mkdtempSync(join(tmpdir(), 'holdpoint-rpm-'));
  try {
    layOut(folder, join(root, 'tree'));
    const given = systemVersion(version);
    const spec = join(root, 'holdpoint.spec');
    write(spec, rpmSpec({ version: given, description, tree: join(root, 'tree') }));
    await run('find', [join(root, 'tree'), '-exec', 'touch', '-h', '-d', `@${epoch}`, '{}', '+']);
    const env = { ...process.env, SOURCE_DATE_EPOCH: epoch };
    await run('rpmbuild', ['-bb', '--define', `_topdir ${root}`, spec], { env });
    const name = `holdpoint-${given}-1.${RPM_ARCH}.rpm`;
    cpSync(join(root, 'RPMS', name), join(out, name));
    return join(out, name);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** @param {Job} job */
export async function makeDeb({ folder, work, out, version, description, epoch }) {
  const root = join(work, 'deb');
  layOut(folder, root);
  const size = sizeKiB(root);
  const given = systemVersion(version);
  const control = join(root, 'DEBIAN');
  write(join(control, 'control'), debControl({ version: given, size, description }));
  write(join(control, 'postinst'), maintainerScript('configure', AFTER_INSTALL), 0o755);
  write(join(control, 'prerm'), maintainerScript('remove', BEFORE_REMOVAL), 0o755);
  await run('chmod', ['-R', 'u=rwX,go=rX', control]);
  await run('find', [root, '-exec', 'touch', '-h', '-d', `@${epoch}`, '{}', '+']);
  const file = join(out, `holdpoint_${given}_${DEBIAN_ARCH}.deb`);
  const env = { ...process.env, SOURCE_DATE_EPOCH: epoch };
  await run('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z6', '--build', root, file], { env });
  return file;
}

function debControl({ version, size, description }) {
  const depends = ELECTRON_NEEDS.map(({ packages }) => packages.join(' | '));
  return `Package: holdpoint
Version: ${version}
Architecture: ${DEBIAN_ARCH}
Maintainer: ${MAINTAINER}
Installed-Size: ${size}
Depends: libc6, ${depends.join(', ')}
Section: admin
Priority: optional
Description: offline release runbooks over SSH
 ${description}
`;
}

function maintainerScript(when, text) {
  return `#!/bin/sh\nset -e\n[ "$1" = ${when} ] || exit 0\n${text}`;
}

function sizeKiB(root) {
  return execFileSync('du', ['-sk', '--apparent-size', root], { encoding: 'utf8' }).split('\t')[0];
}
