import { Button, Select } from '@mantine/core';
import { IconServer2 } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useCommand } from '#bridge/use-command.ts';
import type { Printable } from '#contract/printable.ts';
import {
  RELEASE_DOCUMENT_NAMES,
  RELEASE_DOCUMENTS,
  type ReleaseDocument,
} from '#core/report/release-document.ts';
import { EmptyState } from '#ui/EmptyState.tsx';
import { DocumentChoice } from '#ui/print/DocumentChoice.tsx';
import { PaperLayout } from '#ui/print/PaperLayout.tsx';
import { useRaw, useRefreshAfterSave } from '../release-context.ts';
import { recordOf } from '../text/raw.ts';
import { DocumentActions } from './DocumentActions.tsx';

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
  return (
    <Paper
      printable={{ kind: 'release', document, release, environment }}
      {...{ environments, setNamed, setDocument }}
    />
  );
}

interface PaperProps {
  readonly printable: Extract<Printable, { kind: 'release' }>;
  readonly environments: readonly string[];
  setNamed(environment: string | null): void;
  setDocument(document: ReleaseDocument): void;
}

/** Of what was saved last. */
function Paper({ printable, environments, setNamed, setDocument }: PaperProps) {
  const made = useCommand('document.write', { printable, format: 'html' });
  useRefreshAfterSave(made.refresh);
  const side = (
    <>
      <DocumentChoice<ReleaseDocument>
        documents={RELEASE_DOCUMENTS}
        chosen={printable.document}
        onChoose={setDocument}
      />
      <Select
        label="Environment"
        description="Its hosts, values and order are printed."
        data={environments}
        value={printable.environment}
        onChange={setNamed}
        allowDeselect={false}
      />
      <DocumentActions printable={printable} />
    </>
  );
  return <PaperLayout side={side} made={made} />;
}
