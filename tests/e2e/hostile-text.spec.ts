/** Text of a file and of a host that means to act, to reorder or to hide: on no screen does it do any of it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '#support/app/app-test.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile } from '#support/app/open-app.ts';
import { releaseText } from '#support/app/release-text.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { startSshd, userKey } from '#support/sshd.ts';

const HOSTILE = 'a\u202Egpj.exe<img src=x onerror=alert(1)>\u2066[x](javascript:1)';
/** The title of a terminal, colours, a cleared screen, a name written backwards, markup, and one line without end. */
const PRINT = String.raw`printf '\033]0;owned\007\033[31mred\033[0m <img src=x> \342\200\256backwards\n\033[2J\033[H'; head -c 300000 /dev/zero | tr '\0' 'x'; printf '\r\n<script>alert(2)</script>\n' >&2`;

/** Where characters stand on the page that reorder, hide or act; what a person types in a field is that person's. */
function actingIn(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const acts = (text: string): boolean =>
      /(?![\t\n\r])[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text);
    const found = acts(document.title) ? [document.title] : [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode())
      if (acts(node.textContent ?? '')) found.push(`${node.parentElement?.className}: ${node.textContent}`);
    for (const element of document.querySelectorAll('[title], [aria-label]'))
      for (const name of ['title', 'aria-label'])
        if (acts(element.getAttribute(name) ?? '')) found.push(`${name}: ${element.getAttribute(name)}`);
    return found;
  });
}

test('text of a release and of its hosts acts on no screen', async ({ open, folder }) => {
  test.setTimeout(180_000);
  const { page } = open;
  const happened: string[] = [];
  page.on('dialog', (dialog) => {
    happened.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => happened.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('app://')) happened.push(request.url());
  });
  const shows = (): Promise<void> => expect.poll(() => actingIn(page)).toEqual([]);

  const programs = join(folder, 'programs');
  mkdirSync(programs);
  for (const name of ['uname', 'hostname'])
    writeFileSync(join(programs, name), `#!/bin/sh\nprintf '%s\\n' '${HOSTILE}'\n`, { mode: 0o755 });
  const host = await startSshd({ name: 'app1', config: [`SetEnv PATH=${programs}:/usr/bin:/bin`] });
  const steps = [
    { id: 'say', title: `Say ${HOSTILE}`, on: 'all', run: PRINT, nothing_to_undo: `Only ${HOSTILE}` },
    {
      ...{ id: 'fail', title: `Fail ${HOSTILE}`, on: 'all', run: `${PRINT}; exit 7`, on_failure: 'ask' },
      undo: { title: HOSTILE, run: 'true' },
    },
  ];
  const people = [{ id: 'eva', name: `Eva ${HOSTILE}` }];
  writeFileSync(chosenFile(folder), releaseText({ hosts: [host], steps, people }));
  await libraryPage(page).importFile();
  await shows();
  await workspacePage(page).prepareRun();
  const start = startPage(page);
  await start.operator('eva');
  await start.useKeyFile('lab', (await userKey()).key);
  await shows();
  await start.startButton().click();
  for (const load of [async () => undefined, () => page.reload()]) {
    await load();
    await expect(page.getByRole('status').filter({ hasText: 'Decision needed. Step failed' })).toBeAttached();
    await shows();
  }
  for (const tab of ['Preflight', 'Decisions and notes', 'Hosts and steps']) {
    await page.getByText(tab, { exact: true }).first().click();
    await shows();
  }
  await page.getByRole('button', { name: 'Stop…' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await shows();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  for (const place of ['Runs', 'Hosts and trust', 'Credentials', 'Library'] as const) {
    await libraryPage(page).goTo(place);
    await shows();
  }
  expect(happened).toEqual([]);
  await host.stop();
});
