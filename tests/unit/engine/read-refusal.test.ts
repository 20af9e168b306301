import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readRefusal, readScriptRefusal } from '#engine/remote/read-refusal.ts';

const ENGINE = fileURLToPath(new URL('../../../electron/engine', import.meta.url));
const SHA = 'a'.repeat(64);

/** Codes that the texts for hosts print, with the parameters that a shell puts in. */
function codesPrinted(): readonly string[] {
  const sources = readdirSync(join(ENGINE, 'shell'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.sh'))
    .map((file) => readFileSync(join(ENGINE, 'shell', file), 'utf8').replaceAll(/^#.*$/gm, ''));
  const printed = sources.flatMap((text) => [
    ...text.matchAll(/(?:hp_no "?|echo "holdpoint: )([a-z-]+)((?: \$hp_\w+)*)/g),
  ]);
  return printed.map(([, code = '', values = '']) => `${code}${values}`);
}

it('each code that a text for hosts prints is read', () => {
  const printed = codesPrinted();
  expect(printed.length).toBeGreaterThan(14);
  for (const line of printed) {
    const said = line
      .replace('$hp_sha256', SHA)
      .replace(/^(arrived-otherwise|script-cut) \$hp_h/, `$1 ${SHA}`)
      .replaceAll(/\$hp_(kib|k|bytes|total)\b/g, '12')
      .replaceAll(/\$hp_\w+/g, '/srv/app');
    expect(readRefusal(`holdpoint: ${said}`), said).toMatchObject({ kind: line.split(' ')[0] });
  }
});

it.each([
  ['holdpoint: fenced', { kind: 'fenced' }],
  ['Welcome to web1 holdpoint: lease-gone', { kind: 'lease-gone' }],
  ['holdpoint: target-link /srv/my app', { kind: 'target-link', path: '/srv/my app' }],
  [
    'holdpoint: no-space 8192 4096 /srv/my app',
    { kind: 'no-space', bytes: 8192 * 1024, freeBytes: 4096 * 1024, path: '/srv/my app' },
  ],
  [
    'holdpoint: environment-too-large BLOB 200 300',
    { kind: 'environment-too-large', name: 'BLOB', bytes: 200, totalBytes: 300 },
  ],
  ['holdpoint: target-link', null],
  ['holdpoint: no-space much', null],
  ['holdpoint: arrived-otherwise no hash', null],
  ['holdpoint: constructor', null],
  ['chown: holdpoint: not permitted', null],
  ['', null],
] as const)('%j', (said, refusal) => {
  expect(readRefusal(said)).toEqual(refusal);
});

it('only what is said where nothing of a script ran is taken for that', () => {
  expect(readScriptRefusal(`holdpoint: script-cut ${SHA}`)).toEqual({ kind: 'script-cut', sha256: SHA });
  expect(readScriptRefusal('holdpoint: script-unwritable /tmp')).toEqual({
    kind: 'script-unwritable',
    path: '/tmp',
  });
  expect(readScriptRefusal('holdpoint: fenced')).toBeNull();
  expect(readScriptRefusal('')).toBeNull();
});
