import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type Page } from '@playwright/test';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { profileOf } from '#support/app/open-app.ts';
import { inventory, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { startSshd } from '#support/sshd.ts';
import { electronLaunch } from '../../build/provision/electron-runtime.mjs';
import { ROOT } from '../../build/provision/places.mjs';

const BROWSER = fileURLToPath(new URL('../support/browser', import.meta.url));

async function withPage(file: string, folder: string, look: (page: Page) => Promise<void>): Promise<void> {
  const { electronPath, args, env } = electronLaunch();
  const browser = await _electron.launch({
    executablePath: electronPath,
    args: [...args.map((each) => (each === ROOT ? BROWSER : each)), ...profileOf(folder)],
    env: { ...env, SHOWN_FILE: file },
  });
  try {
    await look(await browser.firstWindow());
  } finally {
    await browser.close();
  }
}

test('an evidence file checks itself in a browser that knows nothing of Holdpoint, and says where it was changed', async ({
  folder,
}, info) => {
  const desk = openDesk();
  const host = await startSshd({ name: 'web1' });
  const hostile = "printf '</script><script>document.title=1</script><b>bold</b>\\n'";
  await desk.run(
    desk.write('evidence', releaseOf(inventory([host]), [noted('mark', 'all', { run: hostile })])),
  );
  const run = await desk.lastRun();
  await host.stop();
  const file = join(folder, 'run.evidence.html');
  await desk.cli(['report', run, '--format', 'evidence', '-o', file]);
  const { head } = await desk.show(run);
  const whole = readFileSync(file, 'utf8');
  desk.close();

  await withPage(file, folder, async (page) => {
    await expect(page.getByRole('status')).toContainText('Whole and unchanged');
    await expect(
      page.getByText(`${head}`.slice(0, 16).match(/.{4}/g)?.join('-') ?? '', { exact: true }),
    ).toBeVisible();
    await expect(page.frameLocator('iframe').getByRole('heading', { level: 1 })).toHaveText('Lab 1.0.0');
    await page.getByText('stdout of step mark on web1, attempt 1').click();
    await expect(
      page.getByText('</script><script>document.title=1</script><b>bold</b>', { exact: true }),
    ).toBeVisible();
    expect(await page.title()).toContain(run);
    await expectAccessible(page, info.outputPath('evidence-file.png'));
  });

  const changed = join(folder, 'changed.evidence.html');
  const number = whole.split('\n').findIndex((line) => line.includes('"type":"runFinished"')) + 1;
  const lines = whole.split('\n');
  lines[number - 1] = (lines[number - 1] ?? '').replace('succeeded', 'succeedee');
  writeFileSync(changed, lines.join('\n'));
  await withPage(changed, folder, async (page) => {
    await expect(page.getByRole('status')).toContainText('Does not verify');
    await expect(page.getByRole('status')).toContainText(`line ${number} of the file was changed: event`);
    await page.screenshot({ path: info.outputPath('changed.png') });
  });
});
