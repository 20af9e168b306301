import { SimpleGrid, Stack } from '@mantine/core';
import { useMemo } from 'react';
import { Section } from '#ui/Section.tsx';
import { RecordList } from '../records/RecordList.tsx';
import type { RecordKind } from '../records/record-kind.ts';
import { RawArea, RawLines } from '../shell/RawField.tsx';
import { ChooseFile } from './ChooseFile.tsx';
import classes from './preparation.module.css';
import { COMPONENTS, CONTROLS, DOCUMENTS, RISKS } from './record-kinds.ts';

/** The work products that are prepared before anything runs. */
export function PreparationView({ release }: { readonly release: string }) {
  const components = useMemo(() => withFile(COMPONENTS, release), [release]);
  const documents = useMemo(() => withFile(DOCUMENTS, release), [release]);
  return (
    <div className={classes.page}>
      <RecordList kind={CONTROLS} />
      <RecordList kind={RISKS} />
      <Section
        title="Affected, handover, escalation"
        note="Who notices the release, what is handed over, and whom to call when it goes wrong."
      >
        <Stack gap="sm">
          <RawLines
            label="Affected"
            description="Who and what is affected; one on each line"
            placeholder="Shops that use the card API (about 300)"
            autosize
            minRows={2}
            path={['release', 'affected']}
          />
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            <RawArea
              label="Handover"
              description="What is handed over, when, and to whom"
              placeholder="The package is on the release share by Thursday noon."
              autosize
              minRows={3}
              path={['release', 'handover']}
            />
            <RawArea
              label="Escalation"
              description="Whom to call, in which order"
              placeholder="Deployment manager, then head of operations"
              autosize
              minRows={3}
              path={['release', 'escalation']}
            />
          </SimpleGrid>
        </Stack>
      </Section>
      <RecordList kind={components} />
      <RecordList kind={documents} />
    </div>
  );
}

/** The form begins with a button that takes the file from the workstation, with its hash. */
function withFile(kind: RecordKind, release: string): RecordKind {
  return {
    ...kind,
    lead: (record, onChange) => (
      <ChooseFile release={release} isHashed={kind === COMPONENTS} record={record} onChange={onChange} />
    ),
  };
}
