import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRelease } from '#core/release/parse-release.ts';
import { expect, test } from '#support/app/app-test.ts';
import { byKeyboard } from '#support/app/by-keyboard.ts';
import { workspacePage } from '#support/app/workspace-page.ts';

test('a release with hosts, people, steps of several kinds, a backout and a message is made without a mouse', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const { press, type, use, fill, choose, keys } = byKeyboard(page);
  const closed = (): Promise<void> => expect(page.getByRole('dialog')).toHaveCount(0);

  await press('Control+n');
  await page.getByRole('dialog', { name: 'New release' }).waitFor();
  await fill({ Product: 'Price list', Version: '2.0.0' });
  await press('Enter');
  await page.getByRole('link', { name: 'Start a run' }).waitFor();

  await use('Add person');
  await fill({ Name: 'Ann', Phone: '4410' });
  await press('Control+Enter');
  await closed();

  await use('Environments');
  await use('Add environment');
  await type('production');
  await press('Enter');
  await closed();
  await use('Add host');
  await fill({ Name: 'web1', Address: '192.0.2.1', User: 'deploy', Tags: 'web' });
  await press('Enter');
  await use('Save and add another');
  await fill({ Name: 'web2', Address: '192.0.2.2' });
  await press('Control+Enter');
  await closed();

  await use('Preparation');
  await use('Add risk');
  await fill({ Risk: 'Prices are wrong', Response: 'The old list stays' });
  await press('Control+Enter');
  await closed();

  await use('Deployment');
  await use('Add phase');
  await type('Prices');
  await press('Enter');
  await closed();
  await press('n');
  for (const [title, command, undo] of [
    ['Save the list', 'cp /srv/list /srv/list.old', 'rm /srv/list.old'],
    ['Write the list', 'cp /tmp/list /srv/list', 'cp /srv/list.old /srv/list'],
  ] as const) {
    await type(title);
    await press('Tab');
    await type(command);
    await press('Tab');
    await press('Control+a');
    await type('web');
    await press('Tab');
    await type(undo);
    await press('Enter');
    await expect(page.getByRole('button', { name: title, exact: true })).toBeVisible();
  }
  await press('Escape');
  await press('Alt+ArrowUp');
  await press('Alt+ArrowDown');
  await choose('Add step', 8);
  await fill({ Title: 'Go or no-go' });
  await press('Control+Enter');
  await closed();

  await use('Backout');
  await fill({ Triggers: 'A price is wrong', 'Who decides': 'ann', 'Decide within': '10m' });
  await use('Communications');
  await use('Add message');
  await fill({ Audience: 'Shops', Text: 'The new prices hold.' });
  await press('Control+Enter');
  await closed();
  await expect(workspacePage(page).noProblems()).toBeVisible();
  await press('Control+Shift+s');
  await expect(page.getByText('Release file saved')).toBeVisible();

  expect(parseRelease(readFileSync(join(folder, 'price-list.release.yaml'), 'utf8')).data).toEqual({
    holdpoint: 1,
    release: {
      id: 'price-list',
      name: 'Price list',
      version: '2.0.0',
      people: [{ id: 'ann', name: 'Ann', phone: '4410' }],
      risks: [{ id: 'prices-are-wrong', text: 'Prices are wrong', response: 'The old list stays' }],
    },
    environments: {
      production: {
        kind: 'production',
        hosts: {
          web1: { address: '192.0.2.1', user: 'deploy', tags: ['web'] },
          web2: { address: '192.0.2.2', user: 'deploy', tags: ['web'] },
        },
      },
    },
    deployment: {
      phases: [
        {
          id: 'prices',
          title: 'Prices',
          steps: [
            {
              id: 'save-the-list',
              title: 'Save the list',
              on: 'web',
              run: 'cp /srv/list /srv/list.old',
              undo: 'rm /srv/list.old',
            },
            {
              id: 'write-the-list',
              title: 'Write the list',
              on: 'web',
              run: 'cp /tmp/list /srv/list',
              undo: 'cp /srv/list.old /srv/list',
            },
            { id: 'go-or-no-go', title: 'Go or no-go', hold: { count: 1 } },
          ],
        },
      ],
    },
    backout: { triggers: ['A price is wrong'], authority: 'ann', decide_within: '10m' },
    communications: [{ id: 'shops', audience: 'Shops', channel: 'email', body: 'The new prices hold.' }],
  });
  info.annotations.push({ type: 'keys', description: String(keys()) });
});
