import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Desk, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';

let desk: Desk;
const hosts = { web1: { address: '127.0.0.1' } };

beforeAll(() => {
  desk = openDesk();
});
afterAll(() => desk.close());

function file(name: string, title: string): string {
  return desk.write(name, releaseOf(hosts, [noted('work', 'all', { title, timeout: '30s' })]));
}

const history = async () => JSON.parse((await desk.cli(['history', 'lab', '--json'])).stdout);
const exported = async (named: string) => desk.cli(['export', named, '--format', 'yaml', '-o', '-']);

it('every text that was imported stays, is compared, printed and restored', async () => {
  const first = file('first', 'The first text');
  const second = file('second', 'The second text');
  await desk.cli(['import', first]);
  await desk.cli(['import', second, '--replace']);

  const { now, entries } = await history();
  expect(now).toMatchObject({ number: 2, revision: entries[0].revision });
  expect(entries).toMatchObject([
    { number: 2, because: 'imported', runs: [] },
    { number: 1, because: 'imported', note: null, login: expect.stringMatching(/./) },
  ]);
  const listed = await desk.cli(['history', 'lab']);
  expect(listed.stdout).toMatch(
    /^2 {2}[0-9a-f]{4}(-[0-9a-f]{4}){3} .* imported from a file; the text as it is now\n1 /,
  );

  const code = `${entries[1].revision}`.slice(0, 8);
  for (const named of ['lab@1', `lab@${code}`])
    expect(await exported(named)).toMatchObject({ exit: 0, stdout: readFileSync(first, 'utf8') });
  const paper = await desk.cli(['export', 'lab@1', '--env', 'lab', '--format', 'md', '-o', '-']);
  expect(paper.stdout).toContain('The first text');
  expect(paper.stdout).not.toContain('The second text');

  for (const words of [['lab@1'], ['lab@1', 'lab@2'], [first, second], ['lab@1', second]])
    expect(await desk.cli(['diff', ...words])).toMatchObject({
      exit: 0,
      stdout: '1 change\nstep work: title The first text → The second text\n',
    });
  expect(await desk.cli(['diff', 'lab@2', 'lab'])).toMatchObject({ stdout: 'They say the same\n' });

  expect(await desk.cli(['restore-revision', 'lab@1'])).toMatchObject({
    exit: 0,
    stdout: 'lab has the text of revision 1 again; the text before is kept in its history\n',
  });
  expect((await exported('lab')).stdout).toBe(readFileSync(first, 'utf8'));
  expect((await history()).entries[0]).toMatchObject({ number: 3, because: 'restored', note: '1' });
  expect((await desk.cli(['verify'])).exit).toBe(0);
});

it('a person keeps a revision with a word on what it is', async () => {
  expect(await desk.cli(['keep-revision', 'lab', '--note', 'as rehearsed'])).toMatchObject({
    exit: 0,
    stdout: 'revision 4 of lab is kept: as rehearsed\n',
  });
  expect((await desk.cli(['history', 'lab'])).stdout).toMatch(/^4 .* as rehearsed; the text as it is now\n/);
});

it('the text that a run used stays, though the library has another, and is named by the run', async () => {
  const other = file('other', 'Run from a file');
  const check = ['run', other, '--env', 'lab', '--plan', 'deployment', '--mode', 'check', '--json'];
  const run = JSON.parse((await desk.cli([...check, '--operator', 'ann'])).stdout || '{}');
  const [entry] = (await history()).entries;
  expect(entry).toMatchObject({ because: 'run', revision: run.revision, runs: [run.run] });
  expect((await exported(`lab@${entry.number}`)).stdout).toBe(readFileSync(other, 'utf8'));
  expect((await exported('lab')).stdout).not.toBe(readFileSync(other, 'utf8'));
});

it('the next release begins with the text of the last, and says what is still as it was there', async () => {
  const info = {
    id: 'shop',
    name: 'Shop',
    version: '1.0.0',
    summary: 'Sells things',
    window: { opens: '2026-12-05T22:00:00Z', closes: '2026-12-06T02:00:00Z' },
  };
  const shop = desk.write('shop', { ...releaseOf(hosts, [noted('work', 'all')]), release: info });
  expect((await desk.cli(['import', shop])).exit).toBe(0);
  expect(await desk.cli(['new', 'shop-2', '2.0.0', '--from', 'shop'])).toMatchObject({
    exit: 0,
    stdout: 'shop-2 2.0.0 is in the library\nas in Shop 1.0.0, and to be checked:\n  the summary\n',
  });
  const text = (await exported('shop-2')).stdout;
  expect(text).toMatch(/^ {2}id: shop-2\n {2}name: Shop\n {2}version: ["']?2\.0\.0/m);
  expect(text).toContain('work');
  expect(text).not.toContain('window');
  expect((await desk.cli(['history', 'shop-2'])).stdout).toMatch(
    /^1 .* made from shop@1; the text as it is now\n$/,
  );
  expect(await desk.cli(['new', 'shop-2', '3.0.0'])).toMatchObject({ exit: 2, stdout: '' });
  expect((await desk.cli(['new', 'shop-3', '3.0.0', '--from', 'none'])).stderr).toMatch(
    /There is no release none/,
  );
  expect(JSON.parse((await desk.cli(['new', 'till', '1.0.0', '--json'])).stdout)).toEqual({
    release: 'till',
    version: '1.0.0',
    from: null,
    takenOver: [],
  });
  expect((await desk.cli(['new', 'Till 2', '1.0.0'])).stderr).toMatch(/"Till 2" is no id/);
  expect(await desk.cli(['new', 'till-2', '2.0.0', '--template', 'reboot', '--name', 'Till'])).toMatchObject({
    exit: 0,
    stdout: 'till-2 2.0.0 is in the library\nReplace the hosts and commands that the template names.\n',
  });
  expect((await exported('till-2')).stdout).toMatch(/id: till-2\n {2}name: Till\n[\s\S]*mode: reboot/);
  expect(
    await desk.cli(['new', 'till-3', '3.0.0', '--template', 'reboot', '--from', 'till-2']),
  ).toMatchObject({ exit: 2, stdout: '' });
  expect((await desk.cli(['new', 'till-3', '3.0.0', '--template', 'magic'])).stderr).toMatch(
    /service, database, cluster, configuration, reboot/,
  );
});

it('what is not there is named, with what is', async () => {
  const refused = async (words: readonly string[]) => {
    const { exit, stdout, stderr } = await desk.cli(words);
    expect([exit, stdout]).toEqual([2, '']);
    return stderr;
  };
  expect(await refused(['export', 'lab@99', '--format', 'yaml', '-o', '-'])).toMatch(
    /^error: not-found: There is no revision 99 in the history of lab; they go from 1 to \d\n$/,
  );
  expect(await refused(['diff', 'lab@zz'])).toMatch(/^error: usage: lab@zz: behind @ comes a number/);
  expect(await refused(['diff', 'lab@00000000'])).toMatch(/No text in the history of lab has the revision/);
  expect(await refused(['history', 'lob'])).toMatch(/There is no release lob in this library; .*lab/);
  expect(await refused(['keep-revision', 'lab', '--note', ' '])).toMatch(/--note says what this revision is/);
  expect(await refused(['keep-revision', 'lab@1', '--note', 'x'])).toMatch(/is kept already/);
  expect(await refused(['restore-revision', 'lab'])).toMatch(
    /Say which revision is to be restored: lab@NUMBER/,
  );
});

it('each document of a release is written, of the library and of a file without one', async () => {
  const release = file('documents', 'Written');
  const write = (named: string, document: string, ...more: string[]) =>
    desk.cli(['export', named, '--document', document, '-o', '-', '--format', ...more]);
  for (const [document, title] of [
    ['runbook', 'Runbook'],
    ['deployment-plan', 'Deployment plan'],
    ['backout-plan', 'Backout plan'],
    ['verification-checklist', 'Verification checklist'],
    ['call-sheet', 'Call sheet'],
  ] as const) {
    const ofFile = await write(release, document, 'md', '--data', `${release}-no-library`);
    expect(ofFile).toMatchObject({ exit: 0, stderr: '' });
    expect(ofFile.stdout).toMatch(new RegExp(`^# ${title} · `));
  }
  expect(existsSync(`${release}-no-library`)).toBe(false);
  expect(await write(release, 'call-sheet', 'csv')).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('call-sheet has none; choose html, md or pdf'),
  });
  expect(await write(release, 'runbook', 'yaml')).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('--document is for what is printed'),
  });
  expect((await write(release, 'call-book', 'md')).stderr).toContain(
    'runbook, deployment-plan, backout-plan',
  );
  expect((await write(`${release}.absent`, 'runbook', 'md')).stderr).toContain('there is no such file');
});
