import { useCommand } from '#bridge/use-command.ts';
import type { Printable } from '#contract/printable.ts';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { DocumentFrame } from '#ui/print/DocumentFrame.tsx';
import { Waiting } from '#ui/Waiting.tsx';
import { useRefreshAfterSave } from '../release-context.ts';
import classes from './paper.module.css';

/** The document of what was saved last. */
export function DocumentPreview({ printable }: { readonly printable: Printable }) {
  const { value, problem, loading, refresh } = useCommand('document.write', { printable, format: 'html' });
  useRefreshAfterSave(refresh);
  if (problem !== null)
    return (
      <div className={classes.preview}>
        <ProblemBar title="The document could not be made" problem={problem} />
      </div>
    );
  if (value === null) return <Waiting label="Making the document" />;
  return (
    <div className={classes.preview} data-busy={loading || undefined}>
      <DocumentFrame title={value.title} html={value.text} />
    </div>
  );
}
