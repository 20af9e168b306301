import { Select } from '@mantine/core';
import { useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import type { DocumentFormat } from '#core/report/document-format.ts';
import { PrintMenu } from '#ui/print/PrintMenu.tsx';
import { useDocumentActs } from '#ui/print/use-document-acts.ts';
import classes from './history.module.css';

interface PrintRevisionProps {
  readonly release: string;
  readonly number: number;
}

/** The runbook of a revision, for the hosts of one of its environments; nothing where it has none or has errors. */
export function PrintRevision({ release, number }: PrintRevisionProps) {
  const { value } = useCommand('release.keptText', { release, number });
  const environments = value?.environments ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const environment = chosen ?? environments[0] ?? '';
  const printable = { kind: 'release', document: 'runbook', release, environment, number } as const;
  const acts = useDocumentActs<DocumentFormat>({
    onSave: (format) => bridge.call('desktop.saveDocument', { printable, format }),
    onPrint: () => bridge.call('desktop.print', { printable }),
  });
  if (environments.length === 0) return null;
  return (
    <>
      {environments.length > 1 && (
        <Select
          className={classes.environment}
          aria-label="Environment whose hosts are printed"
          data={[...environments]}
          value={environment}
          onChange={setChosen}
          allowDeselect={false}
        />
      )}
      <PrintMenu saveLabel="Save the runbook as PDF…" printLabel="Print the runbook…" acts={acts} />
    </>
  );
}
