import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { historyPage } from '#support/app/history-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile, resize } from '#support/app/open-app.ts';
import { workspacePage } from '#support/app/workspace-page.ts';

const EXAMPLE = fileURLToPath(
  new URL('../../resources/examples/payments-gateway.release.yaml', import.meta.url),
);
const CHANGED = 'The old gateway is drained, and then the new one is started';

test('a text is changed, kept, compared, printed and brought back, and undo knows all of it', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  writeFileSync(chosenFile(folder), readFileSync(EXAMPLE));
  await libraryPage(page).importFile();
  const workspace = workspacePage(page);
  const history = historyPage(page);
  const summary = page.getByRole('textbox', { name: 'Summary' });
  await workspace.show('Overview');
  const before = await summary.inputValue();
  await summary.fill(CHANGED);
  await workspace.show('History');
  await history.keep('As rehearsed on staging');
  await expect(history.revisions()).toHaveCount(2);
  await expect(history.revision(/As rehearsed on staging now/)).toBeVisible();
  await expect(history.heading(2)).toBeVisible();
  await expect(page.getByText('release.summary is another text')).toBeVisible();
  await expect(page.getByText(CHANGED)).toBeVisible();
  for (const [width, height, scheme] of [
    [1440, 900, 'light'],
    [1024, 768, 'dark'],
  ] as const) {
    await resize(open, width, height);
    await page.emulateMedia({ colorScheme: scheme });
    await expectAccessible(page, info.outputPath(`history-${scheme}.png`));
  }

  await history.revision(/Imported from a file/).click();
  await expect(history.heading(1)).toBeVisible();
  await expect(page.getByText('From here to now')).toBeVisible();
  await history.saveAsFile();
  const saved = join(folder, 'payments-gateway-1.release.yaml');
  await expect.poll(() => existsSync(saved)).toBe(true);
  expect(readFileSync(saved, 'utf8')).toBe(readFileSync(EXAMPLE, 'utf8'));
  await history.savePdf();
  const pdfs = () => readdirSync(folder).filter((name) => name.endsWith('.pdf'));
  await expect.poll(pdfs).toHaveLength(1);
  await expect(page.getByText('Document saved')).toBeVisible();
  const text = execFileSync('pdftotext', ['-layout', join(folder, pdfs()[0] ?? ''), '-'], {
    encoding: 'utf8',
  });
  expect(text).toContain('Moves card tokens to the new vault');
  expect(text).not.toContain('The old gateway is drained');

  await history.restore();
  await expect(history.revision(/Revision 1 restored now/)).toBeVisible();
  await workspace.show('Overview');
  await expect(summary).toHaveValue(before);
  await workspace.undo();
  await expect(summary).toHaveValue(CHANGED);
  await expect(workspace.saved()).toBeVisible();
});

test('the next release begins with the last one, and shows what is still as it was there', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  writeFileSync(chosenFile(folder), readFileSync(EXAMPLE));
  const library = libraryPage(page);
  await library.importFile();
  await expect(workspacePage(page).title('Payments gateway')).toBeVisible();
  await library.open();
  await library.openNewDialog();
  await library.beginWith('Payments gateway 4.2.0');
  await expect(library.newDialog().getByRole('textbox', { name: 'Product' })).toHaveValue('Payments gateway');
  await library.create('Payments gateway', '4.3.0');
  const readiness = page.getByRole('complementary', { name: 'Readiness' });
  await expect(readiness.getByText('As in Payments gateway 4.2.0')).toBeVisible();
  await expect(readiness.getByText('component gateway: version 4.2.0')).toBeVisible();
  await resize(open, 1024, 768);
  await expectAccessible(page, info.outputPath('next.png'));
  await page.getByRole('textbox', { name: 'Summary' }).fill('Refunds go faster');
  await expect(readiness.getByText('the summary')).toHaveCount(0);
  await expect(readiness.getByText('the features')).toBeVisible();
});
