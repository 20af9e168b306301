import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readFromCommand } from '#adapters/vault/site-command.ts';
import { describeSecretFault } from '#core/words/hosts/describe-workstation.ts';
import { isAlive } from '#support/cli-fixture.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-command-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function program(text: string): string {
  const path = join(folder, 'get');
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o700);
  return path;
}

const LIMITS = { ms: 30_000, bytes: 4096 };
const run = (text: string, words: readonly string[] = [], limits = LIMITS) =>
  readFromCommand({ argv: [program(text), ...words], hidden: new Set(['OTHER_SECRET']), limits });

describe('a command of the site', () => {
  it('gives what it prints, without one line end, and gets its words as they are, by no shell', async () => {
    expect(await run("printf 'hunter2\\n'")).toEqual({ ok: true, value: 'hunter2' });
    expect(await run("printf 'a b\\r\\n'")).toEqual({ ok: true, value: 'a b' });
    expect(await run("printf 'x\\n\\n'")).toEqual({ ok: true, value: 'x\n' });
    const words = ['a b', '$HOME', '; touch /tmp/never', '*', ''];
    expect(await run('for w; do printf "<%s>" "$w"; done', words)).toEqual({
      ok: true,
      value: words.map((word) => `<${word}>`).join(''),
    });
  });

  it('gets the environment without the variables that hold secrets, no input and no terminal', async () => {
    vi.stubEnv('OTHER_SECRET', 'canary-other-secret');
    vi.stubEnv('PLAIN', 'plain');
    expect(await run('echo "$PLAIN/$OTHER_SECRET/$(cat)"; test -t 0 && echo terminal')).toMatchObject({
      ok: false,
    });
    expect(await run('echo "$PLAIN/$OTHER_SECRET/$(cat)"')).toEqual({ ok: true, value: 'plain//' });
  });

  it('is quoted when it fails, without what it printed as a value', async () => {
    const failed = await run('echo hunter2; echo "no \\033[31mticket for hunter2" >&2; exit 3');
    if (failed.ok) throw new Error('it failed');
    expect(describeSecretFault(failed.error)).toBe(
      `${join(folder, 'get')} ended with exit code 3. It says: "no ·[31mticket for •••"`,
    );
    expect(JSON.stringify(failed)).not.toContain('hunter2');
    expect(await run('kill -9 $$')).toMatchObject({
      error: { fault: { kind: 'command-failed', exit: null, signal: 'SIGKILL' } },
    });
  });

  it('is no value where it prints nothing, too much, a zero byte, or no text', async () => {
    const output = (why: string) => ({ ok: false, error: { fault: { kind: 'command-output', why } } });
    expect(await run('true')).toMatchObject(output('empty'));
    expect(await run('echo')).toMatchObject(output('empty'));
    expect(await run('head -c 5000 /dev/zero')).toMatchObject(output('too-large'));
    expect(await run('exec yes')).toMatchObject(output('too-large'));
    expect(await run("printf 'a\\000b'")).toMatchObject(output('zero-byte'));
    expect(await run("printf '\\377'")).toMatchObject(output('not-utf8'));
  });

  it('is ended with all that it started when its time is over', async () => {
    const mark = join(folder, 'pid');
    const late = await run(`sleep 1000 & echo $! >${mark}; echo waiting >&2; wait`, [], {
      ...LIMITS,
      ms: 1500,
    });
    expect(late).toMatchObject({
      error: { fault: { kind: 'command-late', withinMs: 1500, said: 'waiting' } },
    });
    const pid = Number(readFileSync(mark, 'utf8'));
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false));
  });

  it('is not waited for by what it leaves running', async () => {
    const left = await run('sleep 1000 & echo $! >"$1"; echo value', [join(folder, 'left')]);
    process.kill(Number(readFileSync(join(folder, 'left'), 'utf8')));
    expect(left).toEqual({ ok: true, value: 'value' });
  });

  it('is named by its whole path, and says why it does not start', async () => {
    const hidden = new Set<string>();
    expect(await readFromCommand({ argv: ['get'], hidden })).toMatchObject({
      error: { program: 'get', fault: { kind: 'command-path' } },
    });
    const gone = join(folder, 'gone');
    expect(await readFromCommand({ argv: [gone], hidden })).toMatchObject({
      error: { fault: { kind: 'command-unstarted', code: 'ENOENT' } },
    });
    writeFileSync(gone, 'no program');
    expect(existsSync(gone)).toBe(true);
    expect(await readFromCommand({ argv: [gone], hidden })).toMatchObject({
      error: { fault: { kind: 'command-unstarted', code: 'EACCES' } },
    });
  });
});
