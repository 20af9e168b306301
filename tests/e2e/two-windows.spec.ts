/** Two windows on one run: what is answered in one is answered for the other, too. */
import { writeFileSync } from 'node:fs';
import { expect, expectAccessibleInAll, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { chooseInMenu, windowOpenedBy } from '#support/app/desktop.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile } from '#support/app/open-app.ts';
import { releaseText } from '#support/app/release-text.ts';
import { sayWho } from '#support/app/say-who.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';

const PEOPLE = [
  { id: 'ada', name: 'Ada Berg' },
  { id: 'eva', name: 'Eva Lind' },
];
const manual = (id: string, title: string) => ({ id, title, manual: `${title}.`, nothing_to_undo: 'A look' });

test('a question that was answered in one window takes no second answer in the other, and says at once by whom', async ({
  open,
  folder,
}, info) => {
  test.setTimeout(120_000);
  const { page, app } = open;
  const steps = [manual('look', 'Look at the queue'), manual('call', 'Call the desk')];
  writeFileSync(chosenFile(folder), releaseText({ hosts: [], steps, people: PEOPLE }));
  await libraryPage(page).importFile();
  await workspacePage(page).prepareRun();
  await startPage(page).operator('ada');
  await startPage(page).startButton().click();
  const first = cockpitPage(page);
  await expect(first.question()).toContainText('Look at the queue');
  const beside = await windowOpenedBy(app, () => chooseInMenu(app, 'own-window'));
  const second = cockpitPage(beside);
  await expect(second.question()).toContainText('Look at the queue');
  const note = second.noteField('Note (needed if it was not done)');
  await note.fill('The queue is ');

  await sayWho(first.question(), 'Your name', 'eva');
  await first.note('Note (needed if it was not done)', 'Empty since 3');
  await first.confirmDone();
  await expect(first.question()).toContainText('Call the desk');

  const told = second.question().getByRole('alert');
  await expect(told).toContainText(/eva has answered this: Done, at .*\. Note: Empty since 3\./);
  await expect(note).toHaveValue('The queue is ');
  await note.press('End');
  await beside.keyboard.type('long');
  await expect(note).toHaveValue('The queue is long');
  for (const name of ['Done', 'Not done'])
    await expect(second.question().getByRole('button', { name, exact: true })).toBeDisabled();
  await expectAccessibleInAll({ ...open, page: beside }, (shown) =>
    info.outputPath(`overtaken-${shown}.png`),
  );

  await told.getByRole('button', { name: 'Next question' }).click();
  await expect(second.question()).toContainText('Call the desk');
  await expect(second.noteField('Note (needed if it was not done)')).toHaveValue('');
  await second.confirmDone();
  await expect(first.question().getByRole('alert')).toContainText('ada has answered this: Done, at ');
  await first.question().getByRole('button', { name: 'Close question' }).click();
  await expect(first.question()).toHaveCount(0);
  await expect(first.stateWord('succeeded')).toBeVisible();
  for (const each of [page, beside])
    await expect(each.getByText('Not saved when Holdpoint closed')).toHaveCount(0);
});
