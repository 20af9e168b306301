import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLooseText, readPickedText, readText } from '#adapters/files/read-text.ts';
import { readSecret } from '#adapters/vault/secrets.ts';
import { until } from '#support/cli-fixture.ts';
import { readersOf } from '#support/readers.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-text-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const TEXT = 'holdpoint: 1\r\nrelease: { id: shöp }\r\n';
const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();
const little = Buffer.from(TEXT, 'utf16le');
const file = (bytes: Buffer | string): string => {
  const path = join(folder, 'file');
  writeFileSync(path, bytes);
  return path;
};

it.each([
  ['with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), little]), 'Unicode'],
  ['without a mark', little, 'Unicode'],
  [
    'big-endian with its mark',
    Buffer.concat([Buffer.from([0xfe, 0xff]), swapped(little)]),
    'BigEndianUnicode',
  ],
  ['big-endian without a mark', swapped(little), 'BigEndianUnicode'],
])('names UTF-16 %s, with the command that makes UTF-8 of it', async (_what, bytes, encoding) => {
  const path = file(bytes);
  for (const read of [readText, readLooseText]) {
    await expect(read(path, 1000)).rejects.toThrow(/it is UTF-16 text, as PowerShell's ">" writes it/);
    await expect(read(path, 1000)).rejects.toThrow(
      `-Encoding ${encoding} FILE) | Set-Content -Encoding utf8 FILE`,
    );
  }
  const secret = await readSecret({ kind: 'file', path });
  expect(secret).toMatchObject({
    ok: false,
    error: { kind: 'unreadable', because: { kind: 'utf16', encoding } },
  });
});

it('reads UTF-8 with and without its mark, and a text of one letter', async () => {
  expect(await readText(file(TEXT), 1000)).toBe(TEXT);
  expect(await readText(file(`\ufeff${TEXT}`), 1000)).toBe(TEXT);
  expect(await readText(file('a'), 1000)).toBe('a');
});

it('tells other bytes from UTF-16, and reads them where a comment may hold some', async () => {
  const latin = Buffer.from('host ssh-ed25519 AAAA # Jörg', 'latin1');
  await expect(readText(file(latin), 1000)).rejects.toThrow('it is not UTF-8 text');
  expect(await readLooseText(file(latin), 1000)).toContain('host ssh-ed25519 AAAA');
});

describe.runIf(process.platform !== 'win32')('what is no file is refused at once, in words', () => {
  const at = (name: string): string => join(folder, name);
  const pipe = (): string => {
    execFileSync('mkfifo', [at('pipe')]);
    return at('pipe');
  };

  it('a pipe with a name into which nothing writes', async () => {
    const path = pipe();
    for (const read of [readText, readLooseText])
      await expect(read(path, 1000)).rejects.toThrow(
        'it is a pipe into which nothing writes; give a plain file',
      );
  });

  it('any pipe where a person has picked it, though somebody has it open', async () => {
    const path = pipe();
    const writer = spawn('sh', ['-c', `exec 3<>"$1"; echo open; exec sleep 600`, 'sh', path]);
    await new Promise((resolve) => writer.stdout.once('data', resolve));
    await expect(readPickedText(path, 1000)).rejects.toThrow('it is a pipe; give a plain file');
    writer.kill();
  });

  it('but one into which somebody is about to write is read', async () => {
    const path = pipe();
    const writer = spawn('sh', [
      '-c',
      `exec 3<>"$1"; echo open; read -r line; printf %s "$line" >&3`,
      'sh',
      path,
    ]);
    await new Promise((resolve) => writer.stdout.once('data', resolve));
    const read = readText(path, 1000);
    // What is written into a pipe before anybody has it open to read goes with whoever wrote it.
    await until(() => readersOf(path).includes(process.pid));
    writer.stdin.write('holdpoint: 1\n');
    expect(await read).toBe('holdpoint: 1');
  });

  it('a socket, a device and a link that leads in a circle', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(at('socket'), resolve));
    symlinkSync(at('circle'), at('circle'));
    for (const path of [at('socket'), '/dev/null'])
      await expect(readText(path, 1000)).rejects.toThrow('it is a device or socket; give a plain file');
    await expect(readText(at('circle'), 1000)).rejects.toThrow('it is a link that leads in a circle');
    server.close();
  });
});
