import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { createThreadReader, type ThreadReader } from '#worker/thread-reader.ts';

/**
 * The thread as it ships. From its sources it would load the WebAssembly by which Node strips types, and V8 can fall
 * over such code when a thread of it is ended ("Check failed: jit_page.has_value()", twice in 240 runs).
 */
const THREAD = fileURLToPath(new URL('../../out/main/reader.js', import.meta.url));
const TEXT = `holdpoint: 1
release: {id: app, name: App, version: "1"}
environments: {lab: {hosts: {web1: {address: 10.0.0.1}}}}
deployment:
  phases:
    - id: main
      title: Main
      steps:
        - {id: a, title: A, on: web1, run: "true", nothing_to_undo: It only looks around}
`;
const CHOICE = { plan: 'deployment', environment: 'lab', limit: null, vars: {} } as const;

let reader: ThreadReader | null = null;
let folder: string | null = null;
afterEach(async () => {
  await reader?.close();
  if (folder !== null) rmSync(folder, { recursive: true });
  [reader, folder] = [null, null];
});

describe('a reader on a thread of its own', () => {
  it('lints, loads, plans and renames a release', async () => {
    reader = createThreadReader(THREAD);
    const { release, issues, revision } = await reader.look(TEXT);
    expect(release).toEqual({ id: 'app', name: 'App', version: '1', environments: ['lab'], people: [] });
    expect([issues, revision?.length]).toEqual([[], 64]);
    expect((await reader.load(TEXT)).ok).toBe(true);
    const { plan } = await reader.plan(TEXT, CHOICE, {});
    expect(plan?.steps.map(({ id }) => id)).toEqual(['a']);
    const renamed = await reader.rename(TEXT, 'other');
    expect(renamed.ok && renamed.text).toContain('id: other');
  });

  it('hands over no more problems than anybody reads, and counts the others', async () => {
    reader = createThreadReader(THREAD);
    const text = `${TEXT}${'name: x\n'.repeat(50_000)}`;
    const { issues } = await reader.look(text);
    expect(issues).toHaveLength(1001);
    expect(issues.at(-1)).toMatchObject({ severity: 'error', code: 'more-problems' });
    expect(issues.at(-1)?.message).toMatch(/^and 48999 more, 48999 of them errors$/);
    const loaded = await reader.load(text);
    expect(loaded.ok ? null : loaded.error.issues).toEqual(issues);
  });

  it('makes of a plan what is shown of it, and what it needs', async () => {
    reader = createThreadReader(THREAD);
    expect(await reader.scripts(TEXT, 'deployment')).toEqual({ ok: true, value: [] });
    const { plan } = await reader.outline(TEXT, CHOICE, {});
    expect(plan?.steps.map(({ unitCount }) => unitCount)).toEqual([1]);
    const needs = await reader.needs(TEXT, CHOICE, {});
    expect([needs?.hosts.map(({ name }) => name), needs?.secrets]).toEqual([['web1'], []]);
  });

  it('reads what a report says of its release, and writes practice hosts into a text', async () => {
    reader = createThreadReader(THREAD);
    expect((await reader.info(TEXT))?.name).toBe('App');
    expect(await reader.info('no release')).toBeNull();
    const place = { name: 'gate', address: '127.0.0.1', port: 2222, user: 'me', hostKeys: [], dir: '' };
    expect(await reader.adapt(TEXT, [place])).toContain('port: 2222');
    const withWindow = TEXT.replace(
      'version: "1"',
      'version: "1", window: {opens: "2020-01-01T00:00:00Z", closes: "2020-01-01T01:00:00Z"}',
    );
    expect(await reader.freshen(withWindow, new Date('2030-01-01T10:00:00Z'))).toContain(
      '2030-01-01T10:00:00',
    );
  });

  it('gives who asks the same at the same time one answer', async () => {
    reader = createThreadReader(THREAD);
    const [first, second] = [reader.load(TEXT), reader.load(TEXT)];
    expect(await first).toBe(await second);
  });

  it('is ended when it takes too long, and the next text is read by another', async () => {
    folder = mkdtempSync(join(tmpdir(), 'holdpoint-reader-'));
    const thread = join(folder, 'thread.mjs');
    writeFileSync(
      thread,
      `import { parentPort } from 'node:worker_threads';
parentPort.on('message', ({ asked: [text] }) => {
  while (text === 'for ever');
  parentPort.postMessage({ ok: true, value: text });
});`,
    );
    reader = createThreadReader(thread, 2000);
    const endless = reader.look('for ever');
    const behind = reader.look('short');
    await expect(endless).rejects.toThrow(
      'Reading this release took longer than 2 s and was given up. Runs are not affected.',
    );
    expect(await behind).toBe('short');
  });

  it('that dies answers what was asked, and the next text is read by another', async () => {
    folder = mkdtempSync(join(tmpdir(), 'holdpoint-reader-'));
    const thread = join(folder, 'thread.mjs');
    writeFileSync(
      thread,
      `import { parentPort } from 'node:worker_threads';
parentPort.on('message', ({ asked: [text] }) => {
  if (text === 'deadly') throw new Error('out of memory');
  parentPort.postMessage({ ok: true, value: text });
});`,
    );
    reader = createThreadReader(thread);
    await expect(reader.look('deadly')).rejects.toThrow('Reading this release failed (out of memory)');
    expect(await reader.look('short')).toBe('short');
  });
});
