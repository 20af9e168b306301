import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseSecretSource } from '#adapters/vault/secret-source.ts';
import { createSecrets } from '#adapters/vault/secrets.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-vault-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('secrets', () => {
  it('come from the environment', async () => {
    vi.stubEnv('DB_PASSWORD', 'hunter2\n');
    const secrets = createSecrets({ db: { kind: 'env', variable: 'DB_PASSWORD' } });
    expect(await secrets.get('db')).toEqual({ ok: true, value: 'hunter2\n' });
  });

  it('come from files, without one line end at the end', async () => {
    const path = join(folder, 'secret');
    const secrets = createSecrets({ db: { kind: 'file', path } });
    for (const [content, value] of [
      ['a b', 'a b'],
      ['x\n', 'x'],
      ['x\r\n', 'x'],
      ['x\n\n', 'x\n'],
      [' y\nz\n', ' y\nz'],
    ] as const) {
      writeFileSync(path, content);
      expect(await secrets.get('db')).toEqual({ ok: true, value });
    }
  });

  it('say by name what is missing and how to give it', async () => {
    writeFileSync(join(folder, 'empty'), '\n');
    const secrets = createSecrets({
      unset: { kind: 'env', variable: 'HOLDPOINT_TEST_UNSET' },
      gone: { kind: 'file', path: join(folder, 'gone') },
      empty: { kind: 'file', path: join(folder, 'empty') },
    });
    for (const name of ['unset', 'gone', 'empty', 'unnamed', 'toString']) {
      expect(await secrets.get(name)).toMatchObject({
        ok: false,
        error: { code: 'secret-missing', message: expect.stringContaining(`--secret ${name}=env:VARIABLE`) },
      });
    }
  });
});

describe('the place of a secret', () => {
  it('is read from text', () => {
    expect(parseSecretSource('env:DB_PASSWORD')).toEqual({
      ok: true,
      value: { kind: 'env', variable: 'DB_PASSWORD' },
    });
    expect(parseSecretSource('file:/run/my secret')).toEqual({
      ok: true,
      value: { kind: 'file', path: '/run/my secret' },
    });
  });

  it('is never the value, and a refusal does not repeat it', () => {
    for (const text of ['hunter2', 'env:', 'file:', 'env:not a name', 'plain:hunter2', '']) {
      const result = parseSecretSource(text);
      expect(result).toMatchObject({ ok: false, error: { code: 'invalid-source' } });
      expect(JSON.stringify(result)).not.toContain('hunter2');
    }
  });
});
