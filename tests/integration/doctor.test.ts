import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Checked } from '#core/diagnostics/checked.ts';
import { type Desk, inventory, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';
import { tamper } from '#support/tampering.ts';

let desk: Desk;
let host: Sshd;

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd();
});

afterAll(async () => {
  desk.close();
  await host.stop();
});

async function examined(data = desk.data): Promise<Map<string, Checked>> {
  const { checks } = JSON.parse((await desk.cli(['doctor', '--json', '--data', data])).stdout) as {
    checks: Checked[];
  };
  return new Map(checks.map((each) => [each.id, each]));
}

describe('doctor', () => {
  it('makes no library where there is none', async () => {
    const { exit, stdout } = await desk.cli(['doctor']);
    expect([exit, stdout]).toEqual([0, expect.stringContaining('There is no library in')]);
    expect(readdirSync(desk.folder)).not.toContain('library');
  });

  it('is clean after a run, and says how each thing is', async () => {
    const file = desk.write(
      'lab',
      releaseOf(inventory([host]), [{ id: 'a', title: 'A', on: host.name, run: 'true' }]),
    );
    expect((await desk.run(file)).exit).toBe(0);
    const { exit, stdout } = await desk.cli(['doctor']);
    expect(exit).toBe(0);
    for (const title of [
      'Program',
      'Integrity',
      'Schema',
      'Free space',
      'Backups',
      'SSH agent',
      'known_hosts files',
      'Clock',
      'Fonts',
    ])
      expect(stdout).toContain(`${title}: `);
    expect(stdout).not.toContain('PROBLEM');
  });

  it('names lines of known_hosts that cannot be read, and an agent that does not answer', async () => {
    mkdirSync(join(desk.folder, '.ssh'), { recursive: true });
    const line = `[127.0.0.1]:${host.port} ${readFileSync(`${host.hostKeyPath}.pub`, 'utf8')
      .split(' ')
      .slice(0, 2)
      .join(' ')}`;
    writeFileSync(
      join(desk.folder, '.ssh', 'known_hosts'),
      `# a comment\n\n${line}\nhost ssh-ed25519 AAAA-broken\n`,
    );
    const { stdout } = await desk.cli(['doctor', '--json'], {
      SSH_AUTH_SOCK: join(desk.folder, 'no-socket'),
    });
    const { checks } = JSON.parse(stdout) as { checks: Checked[] };
    expect(checks.find(({ id }) => id === 'known-hosts')).toMatchObject({
      health: 'warning',
      says: expect.stringContaining('has 1 key, and 1 line that cannot be read (4)'),
    });
    expect(checks.find(({ id }) => id === 'agent')?.health).toBe('warning');
    rmSync(join(desk.folder, '.ssh'), { recursive: true });
  });

  it('ends, and so does a run, though the agent takes the connection and says nothing', async (test) => {
    const socket = join(desk.folder, 'mute.sock');
    const held: Socket[] = [];
    const agent = createServer((each) => void held.push(each.on('error', () => undefined))).listen(socket);
    await once(agent, 'listening');
    test.onTestFinished(() => {
      for (const each of held) each.destroy();
      agent.close();
    });
    const env = { SSH_AUTH_SOCK: socket };
    expect((await desk.cli(['doctor'], env)).stdout).toContain('does not answer (no answer within 5 s)');
    const file = desk.write(
      'mute',
      releaseOf(inventory([host]), [{ id: 'a', title: 'A', on: host.name, run: 'true' }]),
    );
    const { exit } = await desk.cli(['run', file, '--env', 'lab', '--connect-timeout', '2s'], env);
    expect([exit, held.length]).toEqual([4, 2]);
  });

  it('ends with 1 where a log was changed, and where the library cannot be opened', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'holdpoint-doctor-'));
    try {
      const { path } = JSON.parse((await desk.cli(['backup', '--json', '--to', copy])).stdout) as {
        path: string;
      };
      const data = join(copy, 'library');
      expect((await desk.cli(['restore', path, '--data', data])).exit).toBe(0);
      tamper(data, (database) =>
        database.exec("UPDATE events SET at = '2020' WHERE run IS NOT NULL AND seq = 2"),
      );
      expect((await desk.cli(['doctor', '--data', data])).exit).toBe(1);
      expect((await examined(data)).get('integrity')?.health).toBe('problem');
      writeFileSync(join(data, 'library.db'), 'nothing of SQLite');
      const refused = await examined(data);
      expect(refused.get('library')).toMatchObject({
        health: 'problem',
        says: expect.stringContaining('is damaged'),
      });
    } finally {
      rmSync(copy, { recursive: true });
    }
  });

  it('tells a loss that is recorded for as long as the library lasts', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'holdpoint-doctor-'));
    try {
      const data = join(copy, 'library');
      cpSync(desk.data, data, { recursive: true });
      expect((await examined(data)).get('losses')).toMatchObject({ health: 'ok', says: 'None is recorded.' });
      rmSync(join(data, 'checkpoint.json'));
      await desk.cli(['runs', '--data', data]);
      for (const _time of [1, 2])
        expect((await examined(data)).get('losses')).toMatchObject({
          health: 'warning',
          says: expect.stringMatching(/^The library's log records a loss: checkpoint\.json was missing/),
        });
    } finally {
      rmSync(copy, { recursive: true });
    }
  });

  it('takes the name of a library that the app knows for its folder, but for a folder of that name', async () => {
    const config = join(desk.folder, 'config');
    mkdirSync(join(config, 'holdpoint'), { recursive: true });
    const known = [{ folder: desk.data, name: 'Acme', openedAt: '2026-11-30T04:20:46.771Z' }];
    writeFileSync(join(config, 'holdpoint', 'libraries.json'), JSON.stringify(known));
    const env = { XDG_CONFIG_HOME: config, HOLDPOINT_DATA: join(desk.folder, 'nowhere') };
    expect((await desk.cli(['runs', '--data', 'Acme'], env)).stdout).toContain('Lab 1.0.0');
    expect((await desk.cli(['runs', '--data', 'Other'], env)).exit).toBe(2);
    mkdirSync(join(desk.folder, 'Acme'));
    expect((await desk.cli(['runs', '--data', 'Acme'], env)).exit).toBe(2);
  });

  it('saves one file that can be read, and replaces none unasked', async () => {
    const out = join(desk.folder, 'diagnostics.txt');
    expect((await desk.cli(['doctor', '--save', out])).exit).toBe(0);
    const text = readFileSync(out, 'utf8');
    for (const words of ['== Doctor', '== Settings', '== Crash reports', '== Log', 'runBegun run='])
      expect(text).toContain(words);
    expect((await desk.cli(['doctor', '--save', out])).exit).toBe(2);
    const folder = join(desk.folder, 'closed');
    mkdirSync(folder);
    chmodSync(folder, 0o500);
    expect((await desk.cli(['doctor', '--save', '-'])).stdout).toContain('== Log');
  });

  it('leaves a report of a fault that nobody expected, without what it was about', async () => {
    tamper(desk.data, (database) => database.exec("UPDATE releases SET name = 'canary-of-the-fault'"));
    const broken = await desk.cli(['runs', '--release', 'lab'], {
      NODE_OPTIONS: `--import ${await faultyModule()}`,
    });
    expect(broken.exit).toBe(1);
    const [, report = ''] = /a report of this fault is in (\S+)/.exec(broken.stderr) ?? [];
    const text = readFileSync(report, 'utf8');
    expect(text).toContain('A command');
    expect(text).toContain('command runs');
    expect(text).not.toContain('canary-of-the-fault');
    expect((await examined()).get('crashes')?.health).toBe('warning');
  });
});

/** Makes the program meet a bug of its own: what it lists with throws. */
async function faultyModule(): Promise<string> {
  const path = join(desk.folder, 'faulty.mjs');
  writeFileSync(
    path,
    "const write = process.stdout.write; process.stdout.write = (text, ...rest) => { if (String(text).includes('r-2')) throw new Error('canary-of-the-fault'); return write.call(process.stdout, text, ...rest); };\n",
  );
  return path;
}
