import type { ReactNode } from 'react';
import { ProblemBar } from '../ProblemBar.tsx';
import { Waiting } from '../Waiting.tsx';
import { DocumentFrame } from './DocumentFrame.tsx';
import classes from './paper.module.css';

interface MadeDocument {
  /** The newest that could be made, as HTML; null: none yet. */
  readonly value: { readonly title: string; readonly text: string } | null;
  readonly problem: string | null;
  readonly loading: boolean;
}

interface PaperLayoutProps {
  /** What is chosen, and where it goes. */
  readonly side: ReactNode;
  readonly made: MadeDocument;
}

/** A document before it is printed, beside what can be chosen and done. */
export function PaperLayout({ side, made }: PaperLayoutProps) {
  return (
    <div className={classes.page}>
      <div className={classes.side}>{side}</div>
      <Preview {...made} />
    </div>
  );
}

function Preview({ value, problem, loading }: MadeDocument) {
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
