import { describe, expect } from 'vitest';
import { inventory, journalOf, noted, openDesk, releaseOf, statesOf } from '#support/cli-fixture.ts';
import { startDropbear, whyNoDropbear } from '#support/dropbear.ts';
import { testNeeding } from '#support/environment.ts';

describe('a host whose SSH server is dropbear', () => {
  for (const [said, shell] of Object.entries({
    'its own sh': undefined,
    'busybox as sh': '/usr/bin/busybox',
  }))
    testNeeding(whyNoDropbear())(
      `with ${said}: tracked and attached steps run once`,
      async ({ onTestFinished }) => {
        const desk = openDesk();
        const host = await startDropbear({ name: 'small1', ...(shell === undefined ? {} : { shell }) });
        onTestFinished(async () => {
          await host.stop();
          desk.close();
        });
        const steps = [noted('one', 'small1'), noted('two', 'small1', { mode: 'attached' })];
        const { exit, stderr } = await desk.run(desk.write('small', releaseOf(inventory([host]), steps)));
        expect([exit, stderr]).toEqual([0, '']);
        expect(statesOf(await desk.show(await desk.lastRun()))).toEqual(['one@small1 ok', 'two@small1 ok']);
        expect(journalOf(host)).toEqual(['did one', 'did two']);
      },
    );
});
