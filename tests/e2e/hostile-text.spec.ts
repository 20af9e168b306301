/** Text of a file and of a host that means to act, to reorder or to hide: on no screen does it do any of it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '#support/app/app-test.ts';
import { backoutPage } from '#support/app/backout-page.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { comparePage } from '#support/app/compare-page.ts';
import { lookElsewhere, notified, recentItems } from '#support/app/desktop.ts';
import { killApp } from '#support/app/kill.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile } from '#support/app/open-app.ts';
import { paperPage } from '#support/app/paper-page.ts';
import { recoveryPage } from '#support/app/recovery-page.ts';
import { releaseText } from '#support/app/release-text.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

const HOSTILE = 'a\u202Egpj.exe\u200b<img src=x onerror=alert(1)>\u2066[x](javascript:1)';
/** The title of a terminal, colours, a cleared screen, a name written backwards, markup, and one line without end. */
const PRINT = String.raw`printf '\033]0;owned\007\033[31mred\033[0m <img src=x> \342\200\256backwards\n\033[2J\033[H'; head -c 300000 /dev/zero | tr '\0' 'x'; printf '\r\n<script>alert(2)</script>\n' >&2`;

/** Where characters stand on the page that reorder, hide or act; what a person types in a field is that person's. */
function actingIn(page: Page): Promise<readonly string[]> {
  return page.evaluate((acting) => {
    const acts = (text: string): boolean => new RegExp(acting, 'u').test(text);
    const found = acts(document.title) ? [document.title] : [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode())
      if (acts(node.textContent ?? '')) found.push(`${node.parentElement?.className}: ${node.textContent}`);
    for (const element of document.querySelectorAll('[title], [aria-label]'))
      for (const name of ['title', 'aria-label'])
        if (acts(element.getAttribute(name) ?? '')) found.push(`${name}: ${element.getAttribute(name)}`);
    return found;
  }, ACTING);
}

const ACTING = String.raw`(?![\t\n\r])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]`;
const PEOPLE = [{ id: 'eva', name: `Eva ${HOSTILE}` }];
const STEPS = [
  { id: 'say', title: `Say ${HOSTILE}`, on: 'all', run: PRINT, nothing_to_undo: `Only ${HOSTILE}` },
  {
    ...{ id: 'fail', title: `Fail ${HOSTILE}`, on: 'all', run: `${PRINT}; exit 7`, on_failure: 'ask' },
    undo: { title: HOSTILE, run: 'true' },
  },
];

/** A host whose own programs lie about its name. */
async function startLiar(folder: string): Promise<Sshd> {
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  for (const name of ['uname', 'hostname'])
    writeFileSync(join(programs, name), `#!/bin/sh\nprintf '%s\\n' '${HOSTILE}'\n`, { mode: 0o755 });
  return startSshd({ name: 'app1', config: [`SetEnv PATH=${programs}:/usr/bin:/bin`] });
}

/** What must not happen on a page, as it happens. */
function watch(page: Page, happened: string[]): void {
  page.on('dialog', (dialog) => {
    happened.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => happened.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('app://')) happened.push(request.url());
  });
}

test('text of a release and of its hosts acts on no screen', async ({ open, folder }) => {
  test.setTimeout(180_000);
  const { page } = open;
  const happened: string[] = [];
  watch(page, happened);
  const shows = (): Promise<void> => expect.poll(() => actingIn(page)).toEqual([]);

  const host = await startLiar(folder);
  writeFileSync(
    chosenFile(folder),
    releaseText({ name: `Lab ${HOSTILE}`, id: 'lab', hosts: [host], steps: STEPS, people: PEOPLE }),
  );
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

test('nor where runs are compared, recovered, backed out, printed, looked for and told of outside the window', async ({
  open,
  reopen,
  folder,
}) => {
  test.setTimeout(240_000);
  const happened: string[] = [];
  const shows = (page: Page): Promise<void> => expect.poll(() => actingIn(page)).toEqual([]);
  const host = await startLiar(folder);
  writeFileSync(
    chosenFile(folder),
    releaseText({ name: `Lab ${HOSTILE}`, id: 'lab', hosts: [host], steps: STEPS, people: PEOPLE }),
  );
  watch(open.page, happened);
  await libraryPage(open.page).importFile();
  const runUntilAsked = async (page: Page): Promise<string> => {
    await workspacePage(page).prepareRun();
    await startPage(page).operator('eva');
    const run = await startPage(page).start();
    await expect(page.getByRole('status').filter({ hasText: 'Decision needed. Step failed' })).toBeAttached();
    return run;
  };

  await workspacePage(open.page).prepareRun();
  await startPage(open.page).useKeyFile('lab', (await userKey()).key);
  await libraryPage(open.page).open();
  await libraryPage(open.page).openRelease('Lab');
  await workspacePage(open.page).show('Paper');
  for (const name of ['Runbook', 'Deployment plan', 'Backout plan']) {
    await paperPage(open.page).choose(name);
    await expect(paperPage(open.page).preview(name).locator('body')).toContainText('Lab a‹U+202E›');
    expect(await paperPage(open.page).preview(name).locator('body').textContent()).not.toMatch(
      new RegExp(ACTING, 'u'),
    );
    await shows(open.page);
  }
  await lookElsewhere(open.app);
  const first = await runUntilAsked(open.page);
  await cockpitPage(open.page).decide('Stop');
  await cockpitPage(open.page).stateWord('failed').waitFor();
  await expect.poll(async () => (await notified(open.app)).length).toBeGreaterThan(1);
  for (const { title, body } of await notified(open.app)) {
    expect(`${title} ${body}`).not.toMatch(new RegExp(ACTING, 'u'));
    expect(`${title} ${body}`).not.toContain('<');
  }
  for (const label of await recentItems(open.app)) expect(label).not.toMatch(new RegExp(ACTING, 'u'));
  for (const [keys, field] of [
    ['Control+p', 'Quick open'],
    ['Control+k', 'Search or command'],
  ] as const) {
    await open.page.keyboard.press(keys);
    await open.page.getByRole('textbox', { name: field }).fill('a');
    await expect(open.page.getByRole('button', { name: /Fail a\\u\{202e\}/ }).first()).toBeVisible();
    await shows(open.page);
    await open.page.keyboard.press('Escape');
    await expect(open.page.getByRole('textbox', { name: field })).toHaveCount(0);
  }
  await libraryPage(open.page).open();
  await libraryPage(open.page).openRelease('Lab');
  const second = await runUntilAsked(open.page);
  await killApp(open);

  const again = await reopen();
  const { page } = again;
  watch(page, happened);
  const recovery = recoveryPage(page);
  await expect(page.getByRole('button', { name: 'Resume run…' })).toBeVisible();
  await shows(page);
  const titles = await again.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.getTitle()),
  );
  expect(titles.join('\n')).not.toMatch(new RegExp(ACTING, 'u'));
  await libraryPage(page).open();
  await expect(recovery.cards()).toContainText('waits for a person');
  await shows(page);
  await recovery.findOut('eva');
  await expect(recovery.heading()).toBeVisible();
  await shows(page);
  await recovery.stopAndBackOut();
  await expect(backoutPage(page).startButton()).toBeVisible();
  await shows(page);
  await libraryPage(page).goTo('Runs');
  await comparePage(page).open(first);
  await comparePage(page).holdAgainst(second);
  await expect(comparePage(page).summary()).toBeVisible();
  await comparePage(page).showAll();
  await shows(page);
  expect(happened).toEqual([]);
  await host.stop();
});
