import { expect, it, onTestFinished } from 'vitest';
import { openTransport } from '#support/ssh-fixture.ts';
import { hostOf, startSshd } from '#support/sshd.ts';

it('is asked once for a sign of life, however many hosts behind it want to know', async () => {
  const sshd = await startSshd({ name: 'jump' });
  const transport = await openTransport();
  onTestFinished(async () => {
    await transport.close();
    await sshd.stop();
  });
  const warnings: string[] = [];
  const hear = (warning: Error): void => void warnings.push(warning.message);
  process.on('warning', hear);
  onTestFinished(() => void process.off('warning', hear));
  const host = hostOf(sshd);
  const link = await transport.connect(host, [host]);
  if (!link.ok) throw new Error(link.error.message);
  const asked = Array.from({ length: 40 }, () => link.value.isAlive());
  expect(new Set(asked).size).toBe(1);
  expect(await asked[0]).toBe(true);
  expect(await link.value.isAlive()).toBe(true);
  expect(warnings).toEqual([]);
  await sshd.stop();
  await link.value.lost;
  expect(await link.value.isAlive()).toBe(false);
});
