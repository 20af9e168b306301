import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Desk, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';

let desk: Desk;
const hosts = { web1: { address: '127.0.0.1' } };

beforeAll(() => {
  desk = openDesk();
});
afterAll(() => desk.close());

function file(name: string, title: string): string {
  return desk.write(name, releaseOf(hosts, [noted('work', 'all', { title })]));
}

const stored = async (id = 'lab') => (await desk.cli(['export', id, '--format', 'yaml', '-o', '-'])).stdout;

it('an import leaves another text of the same release alone until a person says otherwise', async () => {
  const first = file('first', 'The first text');
  const second = file('second', 'The second text');
  expect((await desk.cli(['import', first])).exit).toBe(0);
  expect(await desk.cli(['import', first])).toMatchObject({
    exit: 0,
    stdout: 'lab 1.0.0 is in the library\n',
  });

  const refused = await desk.cli(['import', second]);
  expect(refused).toMatchObject({ exit: 2, stdout: '' });
  expect(refused.stderr).toBe(
    'error: exists: lab 1.0.0 is in the library with a different text; nothing was imported. ' +
      'Save this file as its newest text with --replace, or as a release of its own with --as lab-2\n',
  );
  expect(await stored()).toBe(readFileSync(first, 'utf8'));

  expect(await desk.cli(['import', second, '--as', 'lab-2'])).toMatchObject({ exit: 0 });
  expect(await stored()).toBe(readFileSync(first, 'utf8'));
  expect(await stored('lab-2')).toBe(readFileSync(second, 'utf8').replace('id: lab\n', 'id: lab-2\n'));

  expect(await desk.cli(['import', second, '--replace', '--json'])).toMatchObject({ exit: 0 });
  expect(await stored()).toBe(readFileSync(second, 'utf8'));
  expect((await desk.cli(['import', first, '--as', 'lab-2'])).stderr).toContain(
    'The library has a release "lab-2" already; choose another id',
  );
});

it('a file that exists is replaced only when told, and nothing of it is lost when it cannot be', async () => {
  expect((await desk.cli(['import', file('paper', 'For paper'), '--replace'])).exit).toBe(0);
  const out = join(desk.folder, 'kept.md');
  writeFileSync(out, 'my own notes', { mode: 0o640 });
  const words = ['export', 'lab', '--format', 'md', '-o', out];
  const refused = await desk.cli(words);
  expect(refused).toMatchObject({
    exit: 2,
    stderr: `error: exists: ${out} exists; choose another name with -o, or replace it with --force\n`,
  });
  expect(readFileSync(out, 'utf8')).toBe('my own notes');
  expect((await desk.cli([...words, '--force'])).exit).toBe(0);
  expect(readFileSync(out, 'utf8')).toContain('For paper');
  expect(statSync(out).mode & 0o777).toBe(0o640);

  const folder = join(desk.folder, 'a-folder');
  mkdirSync(folder);
  const into = await desk.cli(['export', 'lab', '--format', 'md', '-o', folder, '--force']);
  expect(into).toMatchObject({
    exit: 2,
    stderr: `error: file-unwritable: ${folder} is a folder; name a file with -o\n`,
  });
  expect(readdirSync(desk.folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});

it('a place or a format that is none is told as what it is', async () => {
  const said = async (...words: string[]): Promise<string> => (await desk.cli(words)).stderr;
  expect(await said('export', 'lab', '--format', 'md', '-o', '')).toBe(
    'error: usage: -o needs the name of a file, or - for standard output\n',
  );
  expect(await said('export', 'lab', '--format', 'docx', '-o', 'x')).toBe(
    'error: usage: There is no format "docx" here; choose one of yaml, html, md, csv, ics, pdf\n',
  );
  expect(await said('export', 'lab', '--format', 'ics', '-o', 'x')).toMatch(
    /^error: usage: The release has no window /,
  );
  const two = { lab: { kind: 'test', hosts }, other: { kind: 'test', hosts } };
  const placed = desk.write('two', releaseOf(hosts, [noted('mark', 'all')], { environments: two }));
  expect(await said('export', placed, '--format', 'md', '-o', '-')).toBe(
    'error: usage: Name the environment whose hosts are printed with --env: lab, other\n',
  );
  const release = file('paper', 'For paper');
  expect(await said('import', release, '--data', release)).toBe(
    `error: not-found: ${release} is a file; --data and HOLDPOINT_DATA name a folder\n`,
  );
  expect(await said('run', release, '--env', 'lab', '--answers', 'none.yaml')).toBe(
    'error: answers-invalid: none.yaml: there is no such file\n',
  );
});

it('lays out for the paper that is named, where there are pages', async () => {
  const paged = (...words: string[]) => desk.cli(['export', 'lab', '--format', 'html', '-o', '-', ...words]);
  expect((await paged()).stdout).toContain('size: A4;');
  expect((await paged('--paper', 'letter')).stdout).toContain('size: Letter;');
  const { exit, stderr } = await desk.cli([
    'export',
    'lab',
    '--format',
    'md',
    '-o',
    '-',
    '--paper',
    'letter',
  ]);
  expect([exit, stderr]).toEqual([2, 'error: usage: --paper is for html and pdf; md has no pages\n']);
});

it('-o - writes to standard output and makes no file of that name', async () => {
  for (const format of ['yaml', 'md', 'html', 'csv'] as const) {
    const { exit, stdout } = await desk.cli(['export', 'lab', '--format', format, '-o', '-']);
    expect([format, exit]).toEqual([format, 0]);
    expect(stdout).toContain('For paper');
  }
  expect(existsSync(join(desk.folder, '-'))).toBe(false);
});

it('runs of a release that nobody knows are not "none yet"', async () => {
  expect(await desk.cli(['runs', '--release', 'lap'])).toMatchObject({
    exit: 2,
    stdout: '',
    stderr:
      'error: not-found: There is no release lap in this library; did you mean "lab"?; holdpoint import FILE puts one in\n',
  });
  expect(await desk.cli(['runs', '--release', 'lab'])).toMatchObject({
    exit: 0,
    stdout: 'No runs yet of lab. Start one with: holdpoint run FILE --env ENVIRONMENT\n',
  });
});

it('a document is written over no file of a library, and through no link that leads nowhere', async () => {
  expect((await desk.cli(['import', file('lib', 'Beside the library'), '--replace'])).exit).toBe(0);
  symlinkSync(join(desk.data, 'library.db'), join(desk.folder, 'linked'));
  symlinkSync(join(desk.folder, 'nowhere'), join(desk.folder, 'dangling'));
  mkdirSync(join(desk.data, 'backups'), { recursive: true });
  const of = (out: string) => ['export', 'lab', '--format', 'yaml', '--force', '-o', out];
  for (const out of [
    join(desk.data, 'library.db'),
    join(desk.data, 'checkpoint.json'),
    join(desk.data, 'backups', 'of-mine.yaml'),
    join(desk.folder, 'linked'),
  ])
    expect(await desk.cli(of(out))).toMatchObject({
      exit: 2,
      stderr: `error: file-unwritable: ${out} belongs to a library, and is never written over; choose another name with -o\n`,
    });
  expect((await desk.cli(of(join(desk.folder, 'dangling')))).stderr).toContain(
    'is a link to a file that is not there',
  );
  expect((await desk.cli(of(join(desk.data, 'shop.yaml')))).exit).toBe(0);
  expect((await desk.cli(['verify'])).exit).toBe(0);
});
