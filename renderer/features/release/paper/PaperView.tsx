import { Button, Select } from '@mantine/core';
import { IconServer2 } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { RELEASE_DOCUMENT_NAMES, type ReleaseDocument } from '#core/report/release-document.ts';
import { EmptyState } from '#ui/EmptyState.tsx';
import { useRaw } from '../release-context.ts';
import { recordOf } from '../text/raw.ts';
import { DocumentActions } from './DocumentActions.tsx';
import { DocumentList } from './DocumentList.tsx';
import { DocumentPreview } from './DocumentPreview.tsx';
import classes from './paper.module.css';

/** What can be printed of the release, as it will look, and on its way to paper or a file. */
export function PaperView({ release }: { readonly release: string }) {
  const environments = Object.keys(recordOf(useRaw(['environments'])));
  const [named, setNamed] = useState<string | null>(null);
  const [document, setDocument] = useState<ReleaseDocument>(RELEASE_DOCUMENT_NAMES[0]);
  const environment = environments.find((name) => name === named) ?? environments[0];
  if (environment === undefined)
    return (
      <EmptyState
        icon={<IconServer2 />}
        title="No environment to print for"
        action={
          <Button component={Link} href={`/release/${release}/environments`}>
            Add an environment
          </Button>
        }
      >
        Paper names the hosts on which each step is done. It needs an environment first.
      </EmptyState>
    );
  const printable = { kind: 'release', document, release, environment } as const;
  return (
    <div className={classes.page}>
      <div className={classes.side}>
        <DocumentList chosen={document} onChoose={setDocument} />
        <Select
          label="Environment"
          description="Its hosts, values and order are printed."
          data={environments}
          value={environment}
          onChange={setNamed}
          allowDeselect={false}
        />
        <DocumentActions printable={printable} />
      </div>
      <DocumentPreview printable={printable} />
    </div>
  );
}
