/** What `lint` says of the files that a release names. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Desk, openDesk, releaseOf } from '#support/cli-fixture.ts';

let desk: Desk;
beforeAll(() => {
  desk = openDesk();
  mkdirSync(join(desk.folder, 'dist'));
  writeFileSync(join(desk.folder, 'crlf.sh'), '#!/bin/sh\ntrue\ncd /srv/app\r\nrm -rf ./cache\r\n');
  writeFileSync(join(desk.folder, 'bash.sh'), 'set -e\n\n[[ -d /srv ]]\n');
  writeFileSync(join(desk.folder, 'right.sh'), '#!/bin/bash\nset -e\n[[ -d /srv ]]\n');
  writeFileSync(join(desk.folder, 'right.py'), '#!/usr/bin/env python3\r\nprint(1)\r\n');
});
afterAll(() => desk.close());

/** `severity code message` of one step. */
async function saidOf(step: object): Promise<string[]> {
  const whole = { id: 's', title: 'S', on: 'all', nothing_to_undo: 'A test', ...step };
  const file = desk.write('it', releaseOf({ h1: { address: '192.0.2.1' } }, [whole]));
  const { stdout } = await desk.cli(['lint', file, '--json']);
  const found = JSON.parse(stdout) as { severity: string; code: string; message: string }[];
  return found.map(({ severity, code, message }) => `${severity} ${code} ${message}`);
}

it('names the line of a script file that has a Windows line end', async () => {
  expect((await saidOf({ script: { file: 'crlf.sh' } })).join('\n')).toContain(
    'error carriage-return The script crlf.sh has a Windows line end (CR) in line 3',
  );
});

it('names the line of a script file that only bash understands, by what runs the file', async () => {
  const [issue] = await saidOf({ script: { file: 'bash.sh' } });
  expect(issue).toContain('error bash-only line 3 of bash.sh: "[[" is bash syntax');
  expect(await saidOf({ script: { file: 'bash.sh' }, shell: 'bash' })).toEqual([]);
  expect(await saidOf({ script: { file: 'right.sh' } })).toEqual([]);
  expect(await saidOf({ script: { file: 'right.py' } })).toEqual([]);
});

it('refuses a folder where one file is moved', async () => {
  const [issue] = await saidOf({ upload: { from: 'dist', to: '/srv/' } });
  expect(issue).toBe(
    'error folder "dist" is a folder, and an upload moves one file: pack it (tar) and upload that',
  );
});
