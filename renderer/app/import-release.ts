import { bridge } from '#bridge/bridge.ts';
import type { Output } from '#contract/commands.ts';
import { formatCount } from '#ui/format.ts';
import { noticeDone, noticeFailure, noticeInfo } from '#ui/notices.ts';

type Navigate = (to: string) => void;

export async function importByDialog(navigate: Navigate): Promise<void> {
  try {
    const imported = await bridge.call('desktop.importRelease', {});
    if (imported) show(imported, navigate);
  } catch (cause) {
    noticeFailure('The file could not be imported', cause);
  }
}

export async function importDropped(file: File, navigate: Navigate): Promise<void> {
  const path = bridge.pathOfDropped(file);
  if (path === '') {
    noticeInfo('Only files can be dropped here', 'Save it as a file first, then drop that.');
    return;
  }
  try {
    show(await bridge.call('desktop.importDropped', { path }), navigate);
  } catch (cause) {
    noticeFailure(`${file.name} could not be imported`, cause);
  }
}

function show({ id, issues, replaced }: Output<'desktop.importDropped'>, navigate: Navigate): void {
  const errors = issues.filter((issue) => issue.severity === 'error').length;
  const title = replaced ? 'Imported as a new revision' : 'Imported';
  if (errors > 0) noticeInfo(title, `${formatCount(errors, 'problem')} to fix before it can run.`);
  else noticeDone(title);
  navigate(`/release/${id}`);
}
