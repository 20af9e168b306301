import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconFileDownload, IconFileTypePdf, IconPrinter } from '@tabler/icons-react';
import classes from './paper.module.css';
import type { DocumentActs } from './use-document-acts.ts';

interface DocumentButtonsProps<Format extends string> {
  readonly acts: DocumentActs<Format | 'pdf'>;
  /** What else than PDF it can be saved as, with the name of each. */
  readonly others: readonly (readonly [Format, string])[];
}

/** A document to the printer or a file. */
export function DocumentButtons<Format extends string>({ acts, others }: DocumentButtonsProps<Format>) {
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
          {others.map(([format, name]) => (
            <Menu.Item key={format} onClick={() => acts.save(format)}>
              {`Save as ${name}…`}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
