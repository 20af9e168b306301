import { Anchor, Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useAppCommands } from '#bridge/app-commands.ts';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import { type DocumentFormat, FORMAT_NAMES } from '#core/report/document-format.ts';
import { RUN_DOCUMENT_NAMES, RUN_DOCUMENTS, type RunDocument } from '#core/report/run-document.ts';
import type { RunId } from '#core/run/events.ts';
import { Page } from '#ui/Page.tsx';
import { PageHeader } from '#ui/PageHeader.tsx';
import { DocumentButtons } from '#ui/print/DocumentButtons.tsx';
import { DocumentChoice } from '#ui/print/DocumentChoice.tsx';
import { PaperLayout } from '#ui/print/PaperLayout.tsx';
import { useDocumentActs } from '#ui/print/use-document-acts.ts';

/** What can be printed of a run, as it will look. What is printed is made at that moment, also of a run that goes on. */
export function RunPaper({ run }: { readonly run: string }) {
  const [document, setDocument] = useState<RunDocument>(RUN_DOCUMENT_NAMES[0]);
  const printable = { kind: 'run', document, run: run as RunId } as const;
  const made = useCommand('document.write', { printable, format: 'html' });
  const acts = useDocumentActs<DocumentFormat>({
    onSave: (format) => bridge.call('desktop.saveDocument', { printable, format }),
    onPrint: () => bridge.call('desktop.print', { printable }),
  });
  useAppCommands({ 'save-pdf': () => acts.save('pdf'), print: acts.print });
  const side = (
    <>
      <DocumentChoice<RunDocument> documents={RUN_DOCUMENTS} chosen={document} onChoose={setDocument} />
      <DocumentButtons acts={acts} others={othersOf(document)} />
    </>
  );
  return (
    <Page
      header={
        <PageHeader
          back={
            <Anchor inherit component={Link} href={`/run/${run}`}>
              Back to the run
            </Anchor>
          }
          title="Paper of the run"
          sub="What is printed or saved is made at that moment; the preview shows the run as it was when this page was opened."
          actions={
            <Button
              variant="default"
              loading={made.loading}
              leftSection={<IconRefresh size={16} />}
              onClick={made.refresh}
            >
              Show it as it is now
            </Button>
          }
        />
      }
    >
      <PaperLayout side={side} made={made} />
    </Page>
  );
}

function othersOf(document: RunDocument): readonly (readonly [DocumentFormat, string])[] {
  const { formats } = RUN_DOCUMENTS[document];
  return formats.filter((format) => format !== 'pdf').map((format) => [format, FORMAT_NAMES[format]]);
}
