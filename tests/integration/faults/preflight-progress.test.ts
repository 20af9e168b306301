import { expect, it } from 'vitest';
import { inventory, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { startFullListener } from '#support/deaf-listeners.ts';
import { startSshd } from '#support/sshd.ts';

it('row 17: preflight names the hosts that it still waits for, and not where JSON is asked for', async ({
  onTestFinished,
}) => {
  const [desk, other] = [openDesk(), openDesk()];
  const [web, full] = await Promise.all([startSshd({ name: 'web1' }), startFullListener()]);
  onTestFinished(async () => {
    await Promise.all([web.stop(), full.close()]);
    desk.close();
    other.close();
  });
  const dark = { ...web, name: 'dark', address: '127.0.0.1', port: full.port };
  const file = desk.write('slow', releaseOf(inventory([web, dark]), [noted('work', 'all')]));
  const timeout = ['--connect-timeout', '12s'];
  const [plain, json] = await Promise.all([desk.run(file, timeout), other.run(file, [...timeout, '--json'])]);
  expect([plain.exit, json.exit]).toEqual([4, 4]);
  expect(plain.stderr).toContain('preflight: 1 of 2 hosts checked; waiting for dark\n');
  expect(json.stdout + json.stderr).not.toContain('hosts checked');
});
