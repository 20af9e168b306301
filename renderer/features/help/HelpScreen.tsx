import { useState } from 'react';
import { MarkdownText } from '#ui/MarkdownText.tsx';
import { Page } from '#ui/Page.tsx';
import { PageHeader } from '#ui/PageHeader.tsx';
import classes from './help.module.css';
import { HELP_PAGES } from './help-pages.ts';

export function HelpScreen() {
  const [shown, setShown] = useState(HELP_PAGES[0]?.id);
  const page = HELP_PAGES.find((each) => each.id === shown);
  return (
    <Page header={<PageHeader title="Help" sub="Everything is included; no network is needed" />}>
      <div className={classes.split}>
        <nav aria-label="Help pages" className={classes.pages}>
          {HELP_PAGES.map(({ id, title }) => (
            <button
              type="button"
              key={id}
              className={classes.page}
              aria-current={id === shown ? 'page' : undefined}
              onClick={() => setShown(id)}
            >
              {title}
            </button>
          ))}
        </nav>
        <article>{page && <MarkdownText text={page.text} />}</article>
      </div>
    </Page>
  );
}
