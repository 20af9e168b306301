import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile, resize } from '#support/app/open-app.ts';
import { paperPage } from '#support/app/paper-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { noted, releaseOf } from '#support/cli-fixture.ts';

const EXAMPLE = fileURLToPath(
  new URL('../../resources/examples/payments-gateway.release.yaml', import.meta.url),
);

test('each document is seen before it is printed, and saved as what it shows', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const { show, title } = workspacePage(page);
  const paper = paperPage(page);
  writeFileSync(chosenFile(folder), readFileSync(EXAMPLE));
  await libraryPage(page).importFile();
  await expect(title('Payments gateway')).toBeVisible();
  await page.getByRole('textbox', { name: 'Summary' }).fill('Refunds go faster');
  await show('Paper');
  await expect(paper.preview('Runbook').getByText('Refunds go faster')).toBeVisible();
  await expect(paper.preview('Runbook').getByRole('heading', { name: 'Backout plan' })).toBeVisible();
  for (const [width, height, scheme] of [
    [1440, 900, 'light'],
    [1024, 768, 'dark'],
  ] as const) {
    await resize(open, width, height);
    await page.emulateMedia({ colorScheme: scheme });
    await expectAccessible(page, info.outputPath(`paper-${scheme}.png`));
  }

  await paper.choose('Call sheet');
  const calls = paper.preview('Call sheet');
  await expect(calls.getByRole('heading', { name: 'Calls' })).toBeVisible();
  await expect(calls.getByRole('heading', { name: 'Backout plan' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Other formats' }).click();
  await expect(page.getByRole('menuitem', { name: 'Save as CSV…' })).toHaveCount(0);
  await page.keyboard.press('Escape');

  await paper.choose('Backout plan');
  await expect(paper.preview('Backout plan').getByText('Who decides')).toBeVisible();
  const saved = (ending: string) => readdirSync(folder).filter((name) => name.endsWith(ending));
  await paper.savePdf();
  await expect.poll(() => saved('.pdf')).toHaveLength(1);
  expect(saved('.pdf')[0]).toMatch(/^Backout-plan-Payments-gateway-/);
  const text = execFileSync('pdftotext', ['-layout', join(folder, saved('.pdf')[0] ?? ''), '-'], {
    encoding: 'utf8',
  });
  expect(text).toContain('When to back out');
  expect(text).not.toContain('Deployment plan');
  const fonts = execFileSync('pdffonts', [join(folder, saved('.pdf')[0] ?? '')], { encoding: 'utf8' });
  expect(fonts).toContain('Inter');
  expect(fonts).toContain('JetBrainsMono');
  await paper.saveAs('Markdown');
  await expect.poll(() => saved('.md')).toHaveLength(1);
  expect(readFileSync(join(folder, saved('.md')[0] ?? ''), 'utf8')).toMatch(
    /^# Backout plan · Payments gateway/,
  );
  await paper.saveAs('calendar entry');
  await expect.poll(() => saved('.ics')).toHaveLength(1);
  expect(readFileSync(join(folder, saved('.ics')[0] ?? ''), 'utf8')).toMatch(/\r\nDTSTART:\d{8}T\d{6}Z\r\n/);
});

test('a step that has room on a page is not parted from its undo', async ({ open, folder }) => {
  const { page } = open;
  const steps = Array.from({ length: 40 }, (_, i) =>
    noted(`s${i}`, 'all', { title: `Title of ${i} end`, takes: '10s' }),
  );
  writeFileSync(chosenFile(folder), stringify(releaseOf({ web1: { address: '192.0.2.1' } }, steps)));
  await libraryPage(page).importFile();
  await expect(workspacePage(page).title('Lab')).toBeVisible();
  await workspacePage(page).show('Paper');
  const paper = paperPage(page);
  await paper.choose('Deployment plan');
  await expect(paper.preview('Deployment plan').getByText('Title of 39 end').first()).toBeVisible();
  await paper.savePdf();
  const pdfs = () => readdirSync(folder).filter((name) => name.endsWith('.pdf'));
  await expect.poll(pdfs).toHaveLength(1);
  const pdf = join(folder, pdfs()[0] ?? '');
  const text = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
  const pages = text.split('\f');
  const pagesOf = (words: string) => pages.flatMap((each, i) => (each.includes(words) ? [i] : []));
  const undosOf = (number: number) =>
    pages.flatMap((each, i) => (new RegExp(`Undo\\s+B${number}\\b`).test(each) ? [i] : []));
  for (let i = 0; i < 40; i += 1) {
    expect(pagesOf(`Title of ${i} end`), `step ${i}`).toHaveLength(1);
    expect(undosOf(40 - i), `undo of ${i}`).toEqual(pagesOf(`Title of ${i} end`));
  }
  // What is laid over the pages: their numbers, those of the contents, and codes that a scanner reads.
  expect(text).toContain(`Page 1 of ${pages.length - 1}`);
  expect(pages[0]).toMatch(/Deployment plan +40 steps +\d+/);
  execFileSync('pdftoppm', ['-r', '200', '-gray', '-png', '-f', '2', '-l', '2', pdf, join(folder, 'page')]);
  const [image = ''] = readdirSync(folder).filter((name) => name.startsWith('page-'));
  const codes = execFileSync('zbarimg', ['-q', join(folder, image)], { encoding: 'utf8' });
  expect(codes).toMatch(/^QR-Code:holdpoint revision [0-9a-f]{64}$/m);
  expect(codes).toMatch(/^CODE-128:s\d+$/m);
});
