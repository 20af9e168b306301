import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { resize } from '#support/app/open-app.ts';
import { startRun } from '#support/app/start-run.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

const nameOf = (at: number): string => `frontend-eu-west-production-${String(at + 1).padStart(2, '0')}`;
const STEPS = [
  ...['first', 'second', 'third', 'fourth', 'fifth'].map((id) => ({
    id,
    title: `The ${id} look`,
    on: 'all',
    run: 'true',
    nothing_to_undo: 'It only looks',
  })),
  {
    id: 'picky',
    title: 'Picky check',
    on: 'all',
    on_failure: 'continue',
    run: 'case {{ host.name }} in *-03|*-14) exit 3;; esac',
    nothing_to_undo: 'It only looks',
  },
  { id: 'ask', title: 'Ask', manual: 'Is everything there?', nothing_to_undo: 'It only asks' },
];

let host: Sshd;
test.beforeEach(async () => {
  host = await startSshd({ name: 'app1' });
});
test.afterEach(() => host.stop());

test('of many hosts those are shown on which something is not ok, or that have a tag, and each that is bad is found', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const shot = (name: string): string => info.outputPath(`${name}.png`);
  const cockpit = cockpitPage(page);
  const { address, port, user, fingerprint } = host;
  const hosts = Array.from({ length: 16 }, (_, at) => {
    const name = nameOf(at);
    return { name, address, port, user, fingerprint, tags: [at < 8 ? 'east' : 'west'] };
  });
  await startRun(page, folder, { hosts, steps: STEPS });
  await expect(page.getByRole('heading', { name: 'A step for you to do' })).toBeVisible({ timeout: 60_000 });

  const headers = cockpit.grid().getByRole('rowheader');
  await page.getByRole('checkbox', { name: 'Only what is not ok' }).check();
  await expect(headers).toHaveCount(2);
  await expect(headers.first()).toContainText('03');
  await page.getByRole('button', { name: 'Next of 2 not ok' }).click();
  await expect(cockpit.selectedUnit()).toContainText(`Picky check on ${nameOf(2)}`);
  await page.getByRole('button', { name: 'Next of 2 not ok' }).click();
  await expect(cockpit.selectedUnit()).toContainText(`Picky check on ${nameOf(13)}`);
  await expectAccessible(page, shot('bad'));

  await cockpit.showHosts('tag east');
  await expect(headers).toHaveCount(1);
  await page.getByRole('checkbox', { name: 'Only what is not ok' }).uncheck();
  await expect(headers).toHaveCount(8);
  await resize(open, 1024, 768);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page, shot('east-dark'));
});
