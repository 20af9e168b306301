import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunJson } from '#core/run/view.ts';
import {
  type Desk,
  inventory,
  openDesk,
  type RunningCli,
  releaseOf,
  statesOf,
  unitIn,
} from '#support/cli-fixture.ts';
import { testNeeding } from '#support/environment.ts';
import { peakMemory, whyNoPeakMemory } from '#support/peak-memory.ts';
import { type Sshd, startManyHosts, startSshd } from '#support/sshd.ts';

const MB = 1_000_000;
/** The program alone takes about 120 MB; what it must not do is grow with the output. */
const BOUND = 320 * MB;

let desk: Desk;
let host: Sshd;

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd({ name: 'web1' });
});
afterAll(async () => {
  await host.stop();
  desk.close();
});

const print = (text: string, more: object = {}): object => ({
  id: 'print',
  title: 'Print',
  on: 'all',
  run: text,
  nothing_to_undo: 'It prints',
  ...more,
});
const release = (steps: readonly object[]): string =>
  desk.write('output', releaseOf(inventory([host]), steps));
const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function run(text: string, more: object = {}): Promise<RunJson> {
  const { exit, stdout, stderr } = await desk.run(release([print(text, more)]), ['--json']);
  expect([exit, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

/** Runs the command line and hashes what it prints, which may be more than fits a string. */
function startHashing(words: readonly string[]): RunningCli & { digest(): string } {
  const { command, env } = desk.commandLine(words);
  const [program = '', ...rest] = command;
  const child = spawn(program, rest, { env, cwd: desk.folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const hash = createHash('sha256');
  child.stdout.on('data', (bytes: Buffer) => hash.update(bytes));
  const ended = once(child, 'close').then(([exit]) => ({
    exit: exit as number | null,
    stdout: '',
    stderr: '',
    bytes: Buffer.alloc(0),
  }));
  return { child, ended, stdout: () => '', digest: () => hash.digest('hex') };
}

testNeeding(whyNoPeakMemory)('row 37: 300 MB of output are kept whole in little memory', async () => {
  const text = `head -c ${300 * MB} /dev/zero`;
  const running = await desk.startRun(release([print(text)]), ['--json']);
  expect(await peakMemory(running)).toBeLessThan(BOUND);
  const { exit, stdout } = await running.ended;
  expect(exit).toBe(0);
  const shown = JSON.parse(stdout);
  const whole = createHash('sha256');
  for (let megabyte = 0; megabyte < 300; megabyte += 1) whole.update(Buffer.alloc(MB));
  const digest = whole.digest('hex');
  expect(unitIn(shown, 'print', 'web1').stdout).toEqual({ bytes: 300 * MB, sha256: digest });
  const reading = startHashing(['log', shown.run, '--step', 'print', '--host', 'web1', '--raw']);
  expect(await peakMemory(reading)).toBeLessThan(BOUND);
  expect(reading.digest()).toBe(digest);
});

it('a step that prints on and on leaves its first and its last part, and the hash of the whole', async () => {
  const MIB = 1024 * 1024;
  const [zeros, last] = [600 * MB, 'the last line\n'];
  const shown = await run(`head -c ${zeros} /dev/zero; echo the last line`, { mode: 'attached' });
  const whole = createHash('sha256');
  for (let megabyte = 0; megabyte < 600; megabyte += 1) whole.update(Buffer.alloc(MB));
  const kept = createHash('sha256');
  for (let mebibyte = 0; mebibyte < 512; mebibyte += 1) kept.update(Buffer.alloc(MIB));
  kept.update(Buffer.alloc(MIB - last.length)).update(last);
  const gap = { at: 512 * MIB, bytes: zeros + last.length - 513 * MIB, lines: 0 };
  const sum = whole.update(last).digest('hex');
  expect(unitIn(shown, 'print', 'web1').stdout).toEqual({
    bytes: 513 * MIB,
    sha256: kept.digest('hex'),
    cut: { gaps: [gap], whole: { bytes: zeros + last.length, sha256: sum } },
  });
  const told = (await desk.cli(['show', shown.run])).stdout;
  expect(told).toContain('stdout: 572.2 MiB printed, 513.0 MiB kept, 59.2 MiB with 0 line ends left out');
  const out = join(desk.folder, 'cut.md');
  expect((await desk.cli(['report', shown.run, '--format', 'md', '-o', out, '--force'])).exit).toBe(0);
  expect(readFileSync(out, 'utf8')).toContain(`572.2 MiB printed, SHA-256 \`${sum}\`; 513.0 MiB kept`);
  expect((await desk.verify()).exit).toBe(0);
});

it('row 38: ten hosts that print 100,000 lines each at once lose none of them', async () => {
  const many = await startManyHosts(10);
  const [{ fingerprint = '' } = {}] = many.servers;
  const hosts = many.hosts.map(({ name, address, port, user }) => ({
    ...{ name, address, port, user: user ?? '', fingerprint },
  }));
  const line = 'line %.0f of the log of {{ host.name | raw }}';
  const step = print(`seq -f '${line}' 1 100000`, { rollout: { parallel: 10 } });
  const file = desk.write('fast', releaseOf(inventory(hosts), [step]));
  const { exit, stdout } = await desk.run(file, ['--json']);
  expect(exit).toBe(0);
  const shown = JSON.parse(stdout);
  for (const { name } of hosts) {
    const all = Array.from(
      { length: 100_000 },
      (_, index) => `line ${index + 1} of the log of ${name}\n`,
    ).join('');
    expect(unitIn(shown, 'print', name).stdout).toEqual({ bytes: all.length, sha256: sha256(all) });
  }
  expect((await desk.verify()).exit).toBe(0);
  await many.stop();
});

it('row 39: characters that arrive byte by byte, and bytes that are none, are kept and shown', async () => {
  const bytes = Buffer.concat([Buffer.from('Zürich ✓ 日本\n'), Buffer.from([0xff, 0xc3, 0x0a])]);
  const each = [...bytes].map((byte) => `printf '\\${byte.toString(8).padStart(3, '0')}'; sleep 0.01`);
  const shown = await run(each.join('; '), { evidence: true });
  expect(unitIn(shown, 'print', 'web1').stdout).toEqual({ bytes: bytes.length, sha256: sha256(bytes) });
  const raw = await desk.cli(['log', shown.run, '--step', 'print', '--host', 'web1', '--raw']);
  expect(raw.bytes.equals(bytes)).toBe(true);
  expect((await desk.cli(['log', shown.run])).stdout).toContain('Zürich ✓ 日本\n\ufffd\ufffd\n');
  const out = join(desk.folder, 'report.md');
  expect((await desk.cli(['report', shown.run, '--format', 'md', '-o', out, '--force'])).exit).toBe(0);
  expect(readFileSync(out, 'utf8')).toContain('Zürich ✓ 日本\n');
});

testNeeding(whyNoPeakMemory)('row 40: one line of 200 MB is kept and shown in little memory', async () => {
  const running = await desk.startRun(release([print(`head -c ${200 * MB} /dev/zero | tr '\\0' x`)]), [
    '--json',
  ]);
  expect(await peakMemory(running)).toBeLessThan(BOUND);
  const { stdout } = await running.ended;
  const shown = JSON.parse(stdout);
  expect(unitIn(shown, 'print', 'web1')).toMatchObject({ state: 'ok', stdout: { bytes: 200 * MB } });
  const reading = startHashing(['log', shown.run]);
  expect(await peakMemory(reading)).toBeLessThan(BOUND);
  const whole = createHash('sha256').update(`--- print@web1 stdout, ${200 * MB} bytes\n`);
  for (let megabyte = 0; megabyte < 200; megabyte += 1) whole.update('x'.repeat(MB));
  expect(reading.digest()).toBe(whole.update('\n').digest('hex'));
});

it('row 40: a progress bar is kept as it was printed', async () => {
  const shown = await run("printf 'copied 10%%\\rcopied 60%%\\rcopied 100%%\\n'");
  const raw = await desk.cli(['log', shown.run, '--step', 'print', '--host', 'web1', '--raw']);
  expect(raw.stdout).toBe('copied 10%\rcopied 60%\rcopied 100%\n');
  expect((await desk.cli(['log', shown.run])).stdout).toContain(
    'copied 10%<U+000D>copied 60%<U+000D>copied 100%\n',
  );
});

/** What makes a terminal do or say something: title, link, clipboard, place of the cursor, settings, and what it is. */
const SEQUENCES = [
  '\\033]0;owned\\007',
  '\\033]8;;http://x/\\007click\\033]8;;\\007',
  '\\033]52;c;b3duZWQ=\\007',
  '\\033]52;c;?\\007',
  '\\033P$qm\\033\\134',
  '\\033[6n',
  '\\033[c',
  '\\033[2J\\033[1;1H',
  '\\033[3J',
  '\\033[?1049h',
  '\\2335n',
  '\\302\\2335n',
  '\\033_hidden\\033\\134',
  '\\033(0',
  '\\033c',
];

it('row 41: sequences for a terminal are shown as text and answered by nothing', async () => {
  const corpus = `printf '${SEQUENCES.join('|')}'`;
  const text = `${corpus}; ${corpus} >&2; if read -r reply; then echo "answered: $reply"; fi; exit 9`;
  const result = await desk.run(release([print(text, { evidence: true })]), ['--on-failure', 'stop']);
  expect(result.exit).toBe(1);
  const name = await desk.lastRun();
  const shown = [result];
  for (const words of [
    ['show', name],
    ['log', name],
    ['backout', name, '--dry-run'],
  ])
    shown.push(await desk.cli(words));
  const texts = shown.map(({ stdout, stderr }) => stdout + stderr);
  for (const format of ['md', 'html']) {
    const out = join(desk.folder, `report.${format}`);
    expect((await desk.cli(['report', name, '--format', format, '-o', out, '--force'])).exit).toBe(0);
    texts.push(readFileSync(out, 'utf8'));
  }
  for (const each of texts) expect(each).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/);
  const log = texts[2] ?? '';
  expect(log).toContain('<U+001B>]52;c;?<U+0007>|<U+001B>P$qm<U+001B>\\|<U+001B>[6n');
  expect(log).not.toContain('answered');
});

it('row 70: new keys in the middle of output and of an upload go unnoticed', async () => {
  const server = await startSshd({ name: 'web1', config: ['RekeyLimit 1M', 'LogLevel DEBUG1'] });
  const bytes = randomBytes(10 * MB);
  writeFileSync(join(desk.folder, 'app.bin'), bytes);
  const to = join(server.dir, 'app.bin');
  const steps = [
    { id: 'put', title: 'Put', on: 'all', upload: { from: 'app.bin', to }, nothing_to_undo: 'A file' },
    print(`head -c ${10 * MB} /dev/zero`),
  ];
  const file = desk.write('rekey', releaseOf(inventory([server]), steps));
  const { exit, stdout, stderr } = await desk.run(file, ['--json']);
  expect([exit, stderr]).toEqual([0, '']);
  const shown = JSON.parse(stdout);
  expect(statesOf(shown)).toEqual(['put@web1 ok', 'print@web1 ok']);
  expect(readFileSync(to).equals(bytes)).toBe(true);
  expect(unitIn(shown, 'print', 'web1').stdout).toEqual({
    bytes: 10 * MB,
    sha256: sha256(Buffer.alloc(10 * MB)),
  });
  expect(server.log().match(/rekeying/g)?.length ?? 0).toBeGreaterThan(10);
  await server.stop();
});
