import classes from './CodeBlock.module.css';

export interface CodeBlockProps {
  /** Shown as text, whatever it holds. */
  readonly text: string;
  /** Lines after which it scrolls; all are shown when absent. */
  readonly maxLines?: number;
  readonly label?: string;
}

export function CodeBlock({ text, maxLines, label }: CodeBlockProps) {
  const scrolls = maxLines !== undefined;
  return (
    <section
      className={classes.block}
      style={scrolls ? { maxHeight: `calc(${maxLines} * 1.55em + 18px)` } : undefined}
      tabIndex={scrolls ? 0 : undefined}
      aria-label={label}
    >
      {text}
    </section>
  );
}

/** A short piece of code in a sentence or a table cell. */
export function InlineCode({ children }: { readonly children: string }) {
  return <code className={classes.inline}>{children}</code>;
}
