/** A release across the gap: made and signed on one workstation, imported on another, with the receipt that travels back. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { BundlePreview } from '#core/bundle/preview.ts';
import type { BundleReceipt } from '#core/bundle/receipt.ts';
import { startAtTerminal } from '#support/at-terminal.ts';
import { type Desk, inventory, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

const PASSPHRASE = 'a passphrase of the gap 81';

let near: Desk;
let far: Desk;
let host: Sshd;
const at = (name: string): string => join(near.folder, name);
let passphrase: readonly string[];

interface Key {
  readonly id: string;
  readonly publicKey: string;
  readonly words: readonly string[];
}

const json = async <T>(desk: Desk, words: readonly string[]): Promise<T> => {
  const { stdout, stderr } = await desk.cli([...words, '--json']);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
};

async function trust(name: string): Promise<void> {
  const { publicKey, words } = await json<Key>(near, ['key', 'show', name]);
  await far.cli(['key', 'trust', publicKey, '--name', name, '--words', words.join(' ')]);
}

function writeRelease(version: string): string {
  const path = at('lab.release.yaml');
  const step = {
    ...{ id: 'work', title: 'Work', on: 'all', script: { file: 'files/work.sh' }, nothing_to_undo: 'looks' },
  };
  const release = releaseOf(inventory([host]), [step], {
    info: { version, people: [{ id: 'ada', name: 'Ada' }] },
    package: { components: [{ id: 'app', version, file: 'files/app.bin' }] },
  });
  writeFileSync(path, stringify(release));
  return path;
}

beforeAll(async () => {
  near = openDesk();
  far = openDesk();
  host = await startSshd({ name: 'web1' });
  mkdirSync(at('files'));
  writeFileSync(at('files/work.sh'), 'echo works\n');
  writeFileSync(at('files/app.bin'), Buffer.alloc(700_000, 7));
  writeFileSync(at('passphrase'), PASSPHRASE);
  passphrase = ['--passphrase', `file:${at('passphrase')}`];
  for (const name of ['Ada', 'Grace']) await near.cli(['key', 'make', name, ...passphrase]);
  expect((await near.cli(['import', writeRelease('1.0.0')])).exit).toBe(0);
});
afterAll(async () => {
  await host.stop();
  near.close();
  far.close();
});

it('is made with files, approvals and a run with its evidence, and minisign verifies its manifest', async () => {
  expect((await near.cli(['approve', 'lab', '--operator', 'ada', '--note', 'for tonight'])).exit).toBe(0);
  expect((await near.run(at('lab.release.yaml'), ['--operator', 'ada'])).exit).toBe(0);
  const run = await near.lastRun();
  const made = await near.cli([
    ...['bundle', 'make', 'lab', '-o', 'lab.holdpoint', '--sign', 'Ada', ...passphrase],
    ...['--with', 'approvals', '--with', 'host-keys', '--with', run, '--expires', '48h'],
  ]);
  expect([made.exit, made.stderr]).toEqual([0, '']);
  const members = execFileSync('tar', ['tf', at('lab.holdpoint')], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const { id, publicKey } = await json<Key>(near, ['key', 'show', 'Ada']);
  expect(members).toEqual([
    ...['manifest.json', `signatures/${id}.minisig`, 'release.yaml', 'files/1', 'files/2', 'evidence/1.html'],
  ]);
  execFileSync('tar', [
    'xf',
    at('lab.holdpoint'),
    '-C',
    near.folder,
    'manifest.json',
    `signatures/${id}.minisig`,
  ]);
  const verified = execFileSync('minisign', [
    ...['-V', '-P', publicKey, '-m', at('manifest.json'), '-x', at(`signatures/${id}.minisig`)],
  ]);
  expect(verified.toString()).toContain('holdpoint bundle b-');
});

it('says nothing of what is in it until its signer is trusted', async () => {
  const { publicKey, words } = await json<Key>(near, ['key', 'show', 'Grace']);
  await far.cli(['key', 'trust', publicKey, '--name', 'Grace', '--words', words.join(' ')]);
  for (const action of ['show', 'verify', 'import']) {
    const refused = await far.cli(['bundle', action, at('lab.holdpoint')]);
    expect([refused.exit, refused.stdout]).toEqual([6, '']);
    expect(refused.stderr).toContain('bundle-signer-unknown');
    expect(refused.stderr).not.toContain('1.0.0');
  }
  expect(existsSync(join(far.data, 'bundles'))).toBe(false);
});

it('shows what it would bring, asks, and takes nothing after a no', async () => {
  await trust('Ada');
  const preview = await json<BundlePreview>(far, ['bundle', 'show', at('lab.holdpoint')]);
  expect(preview).toMatchObject({
    standing: { kind: 'new' },
    signers: [{ name: 'Ada' }],
    files: [{ path: 'files/work.sh' }, { path: 'files/app.bin', bytes: 700_000 }],
    approvals: [{ by: 'ada', note: 'for tonight', standing: 'new' }],
    evidence: [await near.lastRun()],
  });
  const unasked = await far.cli(['bundle', 'import', at('lab.holdpoint')]);
  expect([unasked.exit, unasked.stderr]).toEqual([2, expect.stringContaining('Elsewhere give --yes')]);
  const no = startAtTerminal(far, ['bundle', 'import', at('lab.holdpoint')]);
  await no.sees('The library does not have this release yet.');
  await no.sees('Import it [y/N]?');
  no.type('n');
  expect(await no.ended).toBe(1);
  expect((await far.cli(['history', 'lab'])).exit).toBe(2);
});

it('is imported whole, and the receipt is known where it was made', async () => {
  const receipt = at('receipt.json');
  const taken = await json<BundleReceipt>(far, [
    ...['bundle', 'import', at('lab.holdpoint'), '--yes', '--receipt', receipt, '--operator', 'Dana'],
  ]);
  expect(taken).toMatchObject({ release: 'lab', by: 'Dana' });
  expect(JSON.parse(readFileSync(receipt, 'utf8'))).toEqual(taken);
  const exported = await far.cli(['export', 'lab', '--format', 'yaml', '-o', '-']);
  expect(exported.stdout).toBe(readFileSync(at('lab.release.yaml'), 'utf8'));
  const folder = join(far.data, 'bundles', taken.manifest.slice(0, 16));
  expect(readFileSync(join(folder, 'files', 'files', 'app.bin'))).toEqual(readFileSync(at('files/app.bin')));
  const [page = ''] = readdirSync(join(folder, 'evidence'));
  expect((await far.cli(['verify', join(folder, 'evidence', page)])).stdout).toMatch(/^ok: /);
  const gate = await far.cli(['gate', at('lab.release.yaml'), '--env', 'lab']);
  expect(gate.stdout).toMatch(/Approved by ada .*, on another workstation; it came in bundle b-/);
  expect((await far.verify()).exit).toBe(0);

  const known = await near.cli(['bundle', 'verify', receipt]);
  expect([known.exit, known.stdout]).toEqual([0, expect.stringContaining('was imported by Dana')]);
  writeFileSync(receipt, JSON.stringify({ ...taken, manifest: 'a'.repeat(64) }));
  expect((await near.cli(['bundle', 'verify', receipt])).exit).toBe(6);
  const again = await far.cli(['bundle', 'import', at('lab.holdpoint'), '--yes']);
  expect([again.exit, again.stderr]).toEqual([2, expect.stringContaining('bundle-imported')]);
});

it('signed by two follows what is there, with what differs; a key that is revoked spoils it', async () => {
  await near.cli(['import', writeRelease('2.0.0'), '--replace']);
  await near.cli(['bundle', 'make', 'lab', '-o', 'next.holdpoint']);
  const unsigned = await far.cli(['bundle', 'import', at('next.holdpoint'), '--yes']);
  expect([unsigned.exit, unsigned.stderr]).toEqual([6, expect.stringContaining('bundle-unsigned')]);
  for (const key of ['Ada', 'Grace'])
    expect((await near.cli(['bundle', 'sign', 'next.holdpoint', '--sign', key, ...passphrase])).exit).toBe(0);
  const preview = await json<BundlePreview>(far, ['bundle', 'show', at('next.holdpoint')]);
  expect(preview.signers.map(({ name }) => name).toSorted()).toEqual(['Ada', 'Grace']);
  expect(preview.standing).toMatchObject({ kind: 'newer', version: '1.0.0' });
  expect(preview.changes).not.toEqual([]);
  await far.cli(['key', 'revoke', 'Grace', '--note', 'lost']);
  const refused = await far.cli(['bundle', 'import', at('next.holdpoint'), '--yes']);
  expect([refused.exit, refused.stderr]).toEqual([6, expect.stringContaining('Revoked by')]);
});

it('takes the place of a text that it was not made from only where that is said', async () => {
  const own = join(far.folder, 'own.release.yaml');
  const text = (await far.cli(['export', 'lab', '--format', 'yaml', '-o', '-'])).stdout;
  writeFileSync(own, text.replace('1.0.0', '1.0.1'));
  await far.cli(['import', own, '--replace']);
  await near.cli(['bundle', 'make', 'lab', '-o', 'third.holdpoint', '--sign', 'Ada', ...passphrase]);
  const refused = await far.cli(['bundle', 'import', at('third.holdpoint'), '--yes']);
  expect([refused.exit, refused.stderr]).toEqual([2, expect.stringContaining('with --replace')]);
  expect((await far.cli(['bundle', 'import', at('third.holdpoint'), '--yes', '--replace'])).exit).toBe(0);
  const history = (await far.cli(['history', 'lab'])).stdout;
  expect(history.trim().split('\n')).toHaveLength(3);
});

it('is not made without a file that the release needs, nor over a file that is there', async () => {
  const there = await near.cli(['bundle', 'make', 'lab', '-o', 'lab.holdpoint']);
  expect([there.exit, there.stderr]).toEqual([2, expect.stringContaining('exists')]);
  const run = await near.cli(['bundle', 'make', 'lab', '-o', 'x.holdpoint', '--with', 'r-none']);
  expect([run.exit, run.stderr]).toEqual([2, expect.stringContaining('There is no r-none')]);
  writeFileSync(at('files/work.sh'), 'echo changed\n');
  execFileSync('rm', [at('files/app.bin')]);
  const lacking = await near.cli(['bundle', 'make', 'lab', '-o', 'x.holdpoint']);
  expect([lacking.exit, lacking.stderr]).toEqual([2, expect.stringContaining('files/app.bin')]);
  expect(existsSync(at('x.holdpoint'))).toBe(false);
});
