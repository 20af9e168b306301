import { expect, expectAccessibleInAll, test } from '#support/app/app-test.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { planPage } from '#support/app/plan-page.ts';
import { sourcePage } from '#support/app/source-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';

const HOSTS = `environments:
  lab:
    hosts:
      web1: { address: 192.0.2.1, user: deploy, tags: [web] }
`;
const SHOP = `holdpoint: 1
release: { id: shop, name: Shop, version: "1" }
${HOSTS}deployment:
  phases:
    - id: prepare
      title: Prepare
      steps:
        - id: backup
          title: Back up
          on: web
          run: touch /tmp/a
          undo: rm -f /tmp/a
        # The desk wants to be told by phone
        - id: tell
          title: Tell the desk   # 4400
          manual: Call them
          nothing_to_undo: A call
    - id: web-tier
      title: Web tier
      steps:
        - id: drain
          title: Drain
          on: web
          run: touch /tmp/a
          undo: rm -f /tmp/a
`;
const OTHER = `holdpoint: 1
release: { id: other, name: Other, version: "1" }
${HOSTS}deployment:
  phases:
    - id: start
      title: Start
      steps:
        - id: tell
          title: Tell somebody
          manual: Call them
          nothing_to_undo: A call
`;

test('steps and phases are moved, duplicated, taken to another release and removed by keyboard, and the focus goes with them', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const plan = planPage(page);
  const workspace = workspacePage(page);
  const source = sourcePage(page);
  for (const text of [OTHER, SHOP]) {
    await libraryPage(page).importText(folder, text);
    await workspace.title(text === SHOP ? 'Shop' : 'Other').waitFor();
  }
  await workspace.show('Deployment');
  await expect(plan.titles()).toHaveText(['Prepare', 'Back up', 'Tell the desk', 'Web tier', 'Drain']);

  await test.step('over the end of its phase a step comes into the next, with its comment', async () => {
    await plan.step('Tell the desk').focus();
    await page.keyboard.press('Alt+ArrowDown');
    await expect(plan.titles()).toHaveText(['Prepare', 'Back up', 'Web tier', 'Tell the desk', 'Drain']);
    await expect(plan.step('Tell the desk')).toBeFocused();
    await page.keyboard.press('Alt+ArrowDown');
    await expect(plan.titles()).toHaveText(['Prepare', 'Back up', 'Web tier', 'Drain', 'Tell the desk']);
    await expect(plan.step('Tell the desk')).toBeFocused();
    await workspace.show('Source');
    await expect(source.editor()).toContainText(
      /Web tier.*id: drain.*# The desk wants to be told by phone.*- id: tell.*# 4400/s,
    );
    await workspace.show('Deployment');
  });

  await test.step('a phase moves with its steps; arrows go from row to row', async () => {
    await plan.step('Drain').focus();
    await page.keyboard.press('ArrowUp');
    await expect(plan.step('Web tier')).toBeFocused();
    await page.keyboard.press('Alt+ArrowUp');
    await expect(plan.titles()).toHaveText(['Web tier', 'Drain', 'Tell the desk', 'Prepare', 'Back up']);
    await expect(plan.step('Web tier')).toBeFocused();
    await workspace.undo();
    await expect(plan.titles()).toHaveText(['Prepare', 'Back up', 'Web tier', 'Drain', 'Tell the desk']);
  });

  await test.step('a duplicate stands below, and undo takes it away', async () => {
    await plan.step('Drain').focus();
    await page.keyboard.press('Control+d');
    await expect(plan.step('Drain')).toHaveCount(2);
    await expect(plan.step('Drain').nth(1)).toBeFocused();
    await expect(workspace.noProblems()).toBeVisible();
    await page.keyboard.press('Delete');
    await expect(plan.step('Drain')).toHaveCount(1);
    await workspace.undo();
    await expect(plan.step('Drain')).toHaveCount(2);
    await workspace.undo();
    await expect(plan.step('Drain')).toHaveCount(1);
  });

  await test.step('a step is dragged into another phase', async () => {
    await plan.drag('Drain', 'Back up');
    await expect(plan.titles()).toHaveText(['Prepare', 'Drain', 'Back up', 'Web tier', 'Tell the desk']);
    await workspace.undo();
  });

  await test.step('what is cut here is pasted in another release', async () => {
    await plan.step('Tell the desk').focus();
    await page.keyboard.press('Control+x');
    await expect(plan.step('Tell the desk')).toHaveCount(0);
    await expect(plan.step('Drain')).toBeFocused();
    await libraryPage(page).open();
    await libraryPage(page).openRelease('Other');
    await workspace.show('Deployment');
    await plan.step('Tell somebody').focus();
    await page.keyboard.press('Control+v');
    await expect(plan.titles()).toHaveText(['Start', 'Tell somebody', 'Tell the desk']);
    await expect(plan.step('Tell the desk')).toBeFocused();
    await expect(workspace.noProblems()).toBeVisible();
    await workspace.show('Source');
    await expect(source.editor()).toContainText(
      /# The desk wants to be told by phone.*- id: tell-2.*# 4400/s,
    );
    await workspace.show('Deployment');
    await plan.choose('Tell the desk', 'Paste below');
    await expect(plan.step('Tell the desk')).toHaveCount(2);
  });

  await test.step('several steps are typed in one after the other', async () => {
    await plan.step('Start').focus();
    await page.keyboard.press('n');
    for (const title of ['Stop the import', 'Start the import']) {
      await page.keyboard.type(title);
      await page.keyboard.press('Tab');
      await page.keyboard.type('touch /tmp/b');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Control+a');
      await page.keyboard.type('web1');
      await page.keyboard.press('Tab');
      await page.keyboard.type('rm /tmp/b');
      if (title === 'Start the import')
        await expectAccessibleInAll(open, (shown) => info.outputPath(`typed-${shown}.png`));
      await page.keyboard.press('Enter');
      await expect(plan.step(title)).toBeVisible();
    }
    await page.keyboard.press('Escape');
    await expect(plan.step('Start the import')).toBeFocused();
    await expect(workspace.noProblems()).toBeVisible();
    await workspace.show('Source');
    await expect(source.editor()).toContainText(
      /id: stop-the-import\s*title: Stop the import\s*on: web1\s*run: touch \/tmp\/b\s*undo: rm \/tmp\/b/,
    );
  });
});
