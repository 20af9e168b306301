import Markdown, { type Components } from 'react-markdown';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import classes from './MarkdownText.module.css';

const SCHEMA = {
  ...defaultSchema,
  tagNames: (defaultSchema.tagNames ?? []).filter((tag) => tag !== 'img' && tag !== 'input'),
};

/** Links are shown with their target as text: nothing that a file says is opened. */
const COMPONENTS: Components = {
  a: ({ children, href }) => (
    <span>
      {children} <span className={classes.target}>({href})</span>
    </span>
  ),
};

/** Markdown as formatted text: no HTML, images or links that lead anywhere. */
export function MarkdownText({ text }: { readonly text: string }) {
  return (
    <div className={classes.text}>
      <Markdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[[rehypeSanitize, SCHEMA]]}
        components={COMPONENTS}
        skipHtml
      >
        {text}
      </Markdown>
    </div>
  );
}
