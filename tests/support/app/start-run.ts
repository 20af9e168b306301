import { writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { userKey } from '../sshd.ts';
import { libraryPage } from './library-page.ts';
import { chosenFile } from './open-app.ts';
import { releaseText, type WrittenRelease } from './release-text.ts';
import { startPage } from './start-page.ts';
import { workspacePage } from './workspace-page.ts';

/** Imports a release from a file and starts its deployment on `lab`, as a person does; ends where its run is seen. */
export async function startRun(page: Page, folder: string, written: WrittenRelease): Promise<void> {
  writeFileSync(chosenFile(folder), releaseText(written));
  await libraryPage(page).importFile();
  await workspacePage(page).prepareRun();
  await startPage(page).operator('engineer');
  await startPage(page).useKeyFile('lab', (await userKey()).key);
  await startPage(page).start();
}
