/**
 * Everything that asks the person by a window of the system.
 *
 * Two environment variables answer in the person's place, so that the app can be driven without a hand:
 * `HOLDPOINT_OPEN_FILE` is the file that every open dialog answers with, and `HOLDPOINT_SAVE_DIR` the folder in which
 * every save dialog puts its file under the name it proposes. With either set, nothing is asked at the end.
 */
import { basename, dirname, join } from 'node:path';
import {
  BrowserWindow,
  dialog,
  type FileFilter,
  type MessageBoxOptions,
  type OpenDialogOptions,
} from 'electron';
import { DOCUMENT_ENDINGS } from '#core/document-import/endings.ts';
import type { DocumentFormat } from '#core/report/document-format.ts';
import type { RunActivity } from '#core/run/activity.ts';
import { describeLeaving } from '#core/words/run/describe-activity.ts';

type FilePurpose =
  | 'release'
  | 'package'
  | DocumentFormat
  | 'host-list'
  | 'key'
  | 'known-hosts'
  | 'secret'
  | 'backup'
  | 'output'
  | 'message'
  | 'diagnostics'
  | 'bundle'
  | 'receipt';

const FILTERS: Readonly<Record<FilePurpose, readonly FileFilter[]>> = {
  release: [
    {
      name: 'Releases, bundles, runbooks and scripts',
      extensions: ['yaml', 'yml', 'holdpoint', ...DOCUMENT_ENDINGS],
    },
  ],
  package: [],
  message: [{ name: 'Message for a mail program', extensions: ['eml'] }],
  pdf: [{ name: 'PDF', extensions: ['pdf'] }],
  html: [{ name: 'HTML', extensions: ['html'] }],
  md: [{ name: 'Markdown', extensions: ['md'] }],
  csv: [{ name: 'CSV', extensions: ['csv'] }],
  ics: [{ name: 'Calendar entry', extensions: ['ics'] }],
  evidence: [{ name: 'Evidence', extensions: ['html'] }],
  'host-list': [{ name: 'List of hosts', extensions: ['csv', 'tsv', 'ini', 'yaml', 'yml', 'json'] }],
  key: [],
  'known-hosts': [],
  secret: [],
  backup: [{ name: 'Backup of a library', extensions: ['db'] }],
  output: [{ name: 'Text', extensions: ['log', 'txt'] }],
  diagnostics: [{ name: 'Text', extensions: ['txt'] }],
  bundle: [{ name: 'Holdpoint bundle', extensions: ['holdpoint'] }],
  receipt: [{ name: 'Receipt of a bundle', extensions: ['json'] }],
};

const TITLES: Readonly<Record<FilePurpose, string>> = {
  release: 'Import a release',
  package: 'Choose a file of the package',
  pdf: 'Save as PDF',
  html: 'Save as HTML',
  md: 'Save as Markdown',
  csv: 'Save as CSV',
  ics: 'Save the calendar entry',
  evidence: 'Save the evidence as a file',
  'host-list': 'Choose an inventory or a table of hosts',
  key: 'Choose a private key file',
  bundle: 'Save as a bundle',
  receipt: 'Save the receipt',
  'known-hosts': 'Choose a known_hosts file',
  secret: 'Choose the file that holds the secret',
  backup: 'Choose the backup to restore',
  output: 'Save the output',
  message: 'Save the message',
  diagnostics: 'Save diagnostics',
};

const automation = {
  openFile: process.env.HOLDPOINT_OPEN_FILE ?? null,
  saveFolder: process.env.HOLDPOINT_SAVE_DIR ?? null,
};

const isAutomated = automation.openFile !== null || automation.saveFolder !== null;

/** Path of the chosen file; null when the person closes the dialog. */
export async function chooseFileToOpen(purpose: FilePurpose): Promise<string | null> {
  if (automation.openFile !== null) return automation.openFile;
  const options = { title: TITLES[purpose], filters: withAll(FILTERS[purpose]) };
  const window = BrowserWindow.getFocusedWindow();
  const chosen = await (window
    ? dialog.showOpenDialog(window, { ...options, properties: ['openFile', 'showHiddenFiles'] })
    : dialog.showOpenDialog({ ...options, properties: ['openFile', 'showHiddenFiles'] }));
  return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
}

/** Path of the chosen folder, which may be made there; null when the person closes the dialog. */
export async function chooseFolder(title: string): Promise<string | null> {
  if (automation.openFile !== null) return dirname(automation.openFile);
  const options: OpenDialogOptions = { title, properties: ['openDirectory', 'createDirectory'] };
  const window = BrowserWindow.getFocusedWindow();
  const chosen = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
}

/** Path to save to; null when the person closes the dialog. The dialog itself asks before a file is replaced. */
export async function chooseFileToSave(name: string, purpose: FilePurpose): Promise<string | null> {
  if (automation.saveFolder !== null) return join(automation.saveFolder, basename(name));
  const options = { defaultPath: name, filters: withAll(FILTERS[purpose]) };
  const window = BrowserWindow.getFocusedWindow();
  const chosen = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options));
  return chosen.canceled || chosen.filePath === '' ? null : chosen.filePath;
}

/** Asks before the app ends under runs; true: end it. */
export async function confirmLeaving(runs: readonly RunActivity[]): Promise<boolean> {
  if (isAutomated) return true;
  return await confirmOver({
    title: 'Quit Holdpoint?',
    ...describeLeaving(runs),
    buttons: ['Stay', 'Quit anyway'],
  });
}

/** Asks before a window closes whose page does not answer; true: close it. */
export async function confirmLeavingMutePage(): Promise<boolean> {
  if (isAutomated) return true;
  return await confirmOver({
    title: 'The page does not answer',
    message: 'The page of Holdpoint does not answer',
    detail: 'Text typed in the last second may not be saved. Wait a moment and close again, or quit anyway.',
    buttons: ['Wait', 'Quit anyway'],
  });
}

/** A warning over the window whose second button is the yes. */
async function confirmOver(
  words: Pick<MessageBoxOptions, 'title' | 'message' | 'detail' | 'buttons'>,
): Promise<boolean> {
  const options: MessageBoxOptions = { type: 'warning', defaultId: 0, cancelId: 0, ...words };
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  const { response } = await (window
    ? dialog.showMessageBox(window, options)
    : dialog.showMessageBox(options));
  return response === 1;
}

/** The program goes on beneath it: its end, and that of the session, are heard. */
export function showBeside(message: string, detail: string): void {
  if (isAutomated) console.error(`${message}: ${detail}`);
  else void dialog.showMessageBox({ type: 'error', message, detail });
}

export function showFatal(title: string, detail: string): void {
  if (isAutomated) console.error(`${title}: ${detail}`);
  else dialog.showErrorBox(title, detail);
}

function withAll(filters: readonly FileFilter[]): FileFilter[] {
  return [...filters, { name: 'All files', extensions: ['*'] }];
}
