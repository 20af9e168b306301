import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunJson } from '#core/run/view.ts';
import { type Desk, inventory, noted, openDesk, releaseOf, unitIn } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

let desk: Desk;
let folder: string;
const hosts: Sshd[] = [];

beforeAll(() => {
  desk = openDesk();
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-tools-'));
});
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  desk.close();
  rmSync(folder, { recursive: true });
});

/** Everything of this machine but these. */
function pathWithout(name: string, missing: readonly string[]): string {
  const path = join(folder, name);
  mkdirSync(path);
  const found = new Map(['/usr/bin', '/bin'].flatMap((dir) => readdirSync(dir).map((tool) => [tool, dir])));
  for (const [tool, dir] of found)
    if (!missing.includes(tool)) symlinkSync(join(dir, tool), join(path, tool));
  return path;
}

async function runOn(host: Sshd): Promise<{ exit: number | null; stderr: string; run: RunJson }> {
  hosts.push(host);
  const file = desk.write(host.name, releaseOf(inventory([host]), [noted('work', 'all')]));
  const { exit, stdout, stderr } = await desk.run(file, ['--json', '--on-failure', 'stop']);
  return { exit, stderr, run: JSON.parse(stdout) };
}

describe('a host that lacks', () => {
  it('row 30: setsid and perl has its steps run attached, and the record says why', async () => {
    const PATH = pathWithout('bare', ['setsid', 'perl']);
    const { exit, run } = await runOn(await startSshd({ name: 'bare', env: { PATH } }));
    expect(exit).toBe(0);
    expect(unitIn(run, 'work', 'bare')).toMatchObject({ state: 'ok', tracked: false });
    const found = (await desk.events(run.run)).find((event) => event.type === 'preflightFinished');
    const report = found?.type === 'preflightFinished' ? found.data.hosts[0] : null;
    expect(report?.tracking).toEqual([{ user: null, why: { kind: 'records-no-tool' } }]);
  });

  it('row 30: every tool that hashes keeps records all the same', async () => {
    const PATH = pathWithout('unhashed', ['sha256sum', 'shasum', 'openssl']);
    const { exit, run } = await runOn(await startSshd({ name: 'unhashed', env: { PATH } }));
    expect(exit).toBe(0);
    expect(unitIn(run, 'work', 'unhashed')).toMatchObject({ state: 'ok', tracked: true });
  });

  it('row 30: setsid alone starts its steps by perl', async () => {
    const PATH = pathWithout('perl', ['setsid']);
    const { exit, run } = await runOn(await startSshd({ name: 'perl', env: { PATH } }));
    expect(exit).toBe(0);
    expect(unitIn(run, 'work', 'perl')).toMatchObject({ state: 'ok', tracked: true });
  });

  it('row 30: a login shell is refused by preflight, with what to do', async () => {
    const config = ['ForceCommand echo This account is not available; exit 1'];
    const { exit, stderr } = await runOn(await startSshd({ name: 'shut', config }));
    expect(exit).toBe(4);
    expect(stderr).toBe(
      'error: no-shell: shut ran no command for this user. It said: "This account is not available" (exit 1). Holdpoint needs a login there that runs /bin/sh; if it serves only as a way to other hosts, run no step on it\n',
    );
  });
});
