import { spelledLines } from '../output/output-text.ts';
import classes from './print.module.css';

interface DocumentFrameProps {
  readonly title: string;
  readonly html: string;
}

/** A document as it will be printed, but for its page breaks. It runs no script, and nothing in it leads anywhere. */
export function DocumentFrame({ title, html }: DocumentFrameProps) {
  return (
    <iframe className={classes.sheet} sandbox="" srcDoc={html} title={spelledLines(`Preview: ${title}`)} />
  );
}
