import { writeFileSync } from 'node:fs';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile, resize } from '#support/app/open-app.ts';
import { releaseText } from '#support/app/release-text.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';

const RELEASE = releaseText({
  hosts: [],
  steps: [{ id: 'rest', title: 'Rest', wait: { for: '1s' } }],
  communications: [
    {
      id: 'done',
      audience: 'Shops that take cards',
      channel: 'phone',
      to: ['The order desk', '+49 30 1234'],
      send: 'after-deployment',
      body: 'In place since {{ run.finished }}. Call <b>us</b>.',
    },
  ],
});

test('whom a run tells is due at its moment, told with every value filled in, and kept', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const shot = (name: string): string => info.outputPath(`${name}.png`);
  const cockpit = cockpitPage(page);
  writeFileSync(chosenFile(folder), RELEASE);
  await libraryPage(page).importFile();
  await workspacePage(page).prepareRun();
  await startPage(page).operator('engineer');
  await startPage(page).start();
  await expect(cockpit.stateWord('succeeded')).toBeVisible();

  await cockpit.showPane('Messages (1 due)');
  const messages = page.getByRole('table', { name: 'Messages' });
  await expect(messages).toContainText('due now');
  await messages.getByRole('button', { name: 'Tell… (done)' }).click();
  const telling = page.getByRole('dialog', { name: 'Shops that take cards' });
  await expect(telling).toContainText('Call <b>us</b>.');
  await expect(telling).not.toContainText('{{');
  await expect(telling).toContainText('No mail server is named in Settings');
  await expectAccessible(page, shot('message'));
  await telling.getByRole('button', { name: 'Record as told' }).click();
  await expect(telling).toBeHidden();
  await expect(messages).toContainText('told by phone to The order desk, +49 30 1234 by engineer');
  await messages.getByRole('button', { name: 'Received… (done)' }).click();
  await page.getByRole('dialog', { name: 'Did it arrive?' }).getByRole('button', { name: 'Record' }).click();
  await expect(messages).toContainText('received by everybody, noted by engineer');
  await resize(open, 1024, 768);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page, shot('messages-dark'));
});

test('the mail server is named in Settings, and saved once it is whole', async ({ open }, info) => {
  const { page } = open;
  await libraryPage(page).goTo('Settings');
  await page.getByRole('switch', { name: 'This site has a mail server' }).check();
  await page.getByRole('textbox', { name: 'Server' }).fill('mail.example.org');
  await expect(page.getByRole('button', { name: 'Save mail server' })).toBeDisabled();
  await page.getByRole('textbox', { name: 'From' }).fill('releases@example.org');
  await expectAccessible(page, info.outputPath('mail.png'));
  await page.getByRole('button', { name: 'Save mail server' }).click();
  await expect(page.getByText('Mail server saved')).toBeVisible();
});
