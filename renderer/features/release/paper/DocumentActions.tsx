import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconFileDownload, IconFileTypePdf, IconPrinter } from '@tabler/icons-react';
import { useAppCommands } from '#bridge/app-commands.ts';
import { bridge } from '#bridge/bridge.ts';
import type { Printable } from '#contract/printable.ts';
import type { DocumentFormat } from '#core/report/document-format.ts';
import { contentsOf } from '#core/report/release-document.ts';
import { useDocumentActs } from '#ui/print/use-document-acts.ts';
import { useRelease } from '../release-context.ts';
import classes from './paper.module.css';

type OfRelease = Extract<Printable, { kind: 'release' }>;

/** Each begins with what is on screen: it is saved first. */
export function DocumentActions({ printable }: { readonly printable: OfRelease }) {
  const { save } = useRelease((state) => state.keep);
  const acts = useDocumentActs({
    async onSave(format: DocumentFormat) {
      await save();
      return await bridge.call('desktop.saveDocument', { printable, format });
    },
    async onPrint() {
      await save();
      return await bridge.call('desktop.print', { printable });
    },
  });
  useAppCommands({ 'save-pdf': () => acts.save('pdf'), print: acts.print });
  const hasPlans = contentsOf(printable.document).plans.length > 0;
  return (
    <div className={classes.actions}>
      <Button loading={acts.busy} leftSection={<IconPrinter size={16} />} onClick={acts.print}>
        Print…
      </Button>
      <Button
        variant="default"
        disabled={acts.busy}
        leftSection={<IconFileTypePdf size={16} />}
        onClick={() => acts.save('pdf')}
      >
        Save as PDF…
      </Button>
      <Menu position="bottom-end" shadow="md" withinPortal>
        <Menu.Target>
          <Button
            variant="subtle"
            disabled={acts.busy}
            leftSection={<IconFileDownload size={16} />}
            rightSection={<IconChevronDown size={14} />}
          >
            Other formats
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => acts.save('html')}>Save as HTML…</Menu.Item>
          <Menu.Item onClick={() => acts.save('md')}>Save as Markdown…</Menu.Item>
          {hasPlans && <Menu.Item onClick={() => acts.save('csv')}>Save as CSV…</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
