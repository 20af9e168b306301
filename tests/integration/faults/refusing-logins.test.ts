import { describe, expect, it } from 'vitest';
import { inventory, journalOf, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { startScriptedServer } from '#support/scripted-ssh-server.ts';
import { startSshd } from '#support/sshd.ts';

const EXPIRED = 'WARNING: Your password has expired.\nPassword change required but no TTY available.';

/** What stands between a login and /bin/sh, and the words by which the host says so. */
const refusals: Readonly<Record<string, readonly [config: string, words: RegExp]>> = {
  nologin: [
    'ForceCommand /usr/sbin/nologin',
    /It said: "This account is currently not available\." \(exit 1\)/,
  ],
  rbash: [
    'ForceCommand exec rbash -c "$SSH_ORIGINAL_COMMAND"',
    /It said: "rbash: .*\/bin\/sh: restricted.*" \(exit \d+\)/,
  ],
  expired: [
    `ForceCommand printf '%s\\n' ${EXPIRED.split('\n')
      .map((line) => `'${line}'`)
      .join(' ')} >&2; exit 1`,
    /It said: "WARNING: Your password has expired\. Password change required but no TTY available\." \(exit 1\)/,
  ],
  silent: ['ForceCommand exit 7', /It said nothing \(exit 7\)/],
};

describe.concurrent('a login that ends before a command runs', () => {
  for (const [name, [config, words]] of Object.entries(refusals)) {
    it(`row 30: (${name}) is told in the host's own words, and no reason is guessed`, async ({
      onTestFinished,
    }) => {
      const desk = openDesk();
      const host = await startSshd({ name, config: [config] });
      onTestFinished(async () => {
        await host.stop();
        desk.close();
      });
      const { exit, stderr } = await desk.run(
        desk.write('login', releaseOf(inventory([host]), [noted('work', 'all')])),
      );
      expect(exit).toBe(4);
      expect(stderr).toMatch(
        new RegExp(`^error: no-shell: ${name} ran no command for this user\\. ${words.source}`),
      );
      expect(stderr).not.toMatch(/there is none|takes what is sent/);
      expect(journalOf(host)).toEqual([]);
    });
  }

  it('row 30: takes half a minute, and is waited for', { timeout: 300_000 }, async ({ onTestFinished }) => {
    const desk = openDesk();
    const host = await startSshd({
      name: 'slow',
      config: ['ForceCommand sleep 34; eval "$SSH_ORIGINAL_COMMAND"'],
    });
    onTestFinished(async () => {
      await host.stop();
      desk.close();
    });
    const work = noted('work', 'all');
    const { exit, stderr } = await desk.run(desk.write('slow', releaseOf(inventory([host]), [work])));
    expect([exit, stderr.replaceAll(/^(preflight|leaving the hosts): .*\n/gm, '')]).toEqual([0, '']);
    const events = await desk.events(await desk.lastRun());
    expect(events.at(-1)).toMatchObject({ type: 'runFinished', data: { outcome: 'succeeded' } });
    expect(events.at(-1)?.data).not.toHaveProperty('recordsLeft');
    expect(journalOf(host)).toEqual(['did work']);
  });

  it("row 30: (refused by the server's own words, as /etc/nologin does) quotes them", async ({
    onTestFinished,
  }) => {
    const desk = openDesk();
    const host = await startScriptedServer({
      name: 'closing',
      banner: 'The system is going down for maintenance at 22:00.\n',
      onAuthentication: (context) => context.reject(['publickey']),
    });
    onTestFinished(async () => {
      await host.stop();
      desk.close();
    });
    const { exit, stderr } = await desk.run(
      desk.write('login', releaseOf(inventory([host]), [noted('work', 'all')])),
    );
    expect(exit).toBe(4);
    expect(stderr).toMatch(/^error: authentication-refused: closing \(/);
    expect(stderr).toContain('The host said: "The system is going down for maintenance at 22:00."');
  });
});
