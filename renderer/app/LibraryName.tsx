import { useEffect } from 'react';
import { useCommand } from '#bridge/use-command.ts';
import { useNews } from '#bridge/use-news.ts';
import { spelledLines } from '#ui/output/output-text.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { nameProgram } from '#ui/window-title.ts';
import { initialsOf } from './initials.ts';
import classes from './Shell.module.css';

/** Which library this window is of: here and in its title. Nothing for the workstation's own that nobody has named. */
export function LibraryName() {
  const { value, refresh } = useCommand('library.name', {});
  const name = value?.name ?? '';
  useNews((news) => {
    if (news.kind === 'libraryChanged' && news.what === 'settings') refresh();
  });
  useEffect(() => nameProgram(spelledLines(name)), [name]);
  if (name === '') return null;
  return (
    <div className={classes.library} title={spelledLines(name)}>
      <span className={classes.label}>
        <SafeText text={name} />
      </span>
      <span className={classes.initials} aria-hidden>
        {initialsOf(name)}
      </span>
    </div>
  );
}
