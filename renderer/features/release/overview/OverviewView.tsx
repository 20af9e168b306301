import { SimpleGrid, Stack } from '@mantine/core';
import { Section } from '#ui/Section.tsx';
import { RawShellFields } from '../plan/ShellFields.tsx';
import { RawArea, RawLines, RawText } from '../shell/RawField.tsx';
import { GateView } from './GateView.tsx';
import classes from './overview.module.css';
import { People } from './People.tsx';
import { ReadinessPanel } from './ReadinessPanel.tsx';
import { useWanted } from './use-wanted.ts';

export function OverviewView({ release }: { readonly release: string }) {
  return (
    <div className={classes.split}>
      <div>
        <GateView release={release} />
        <Section title="What is released">
          <Stack gap="sm">
            <SimpleGrid cols={2} spacing="sm">
              <RawText label="Name" path={['release', 'name']} />
              <RawText label="Version" path={['release', 'version']} />
            </SimpleGrid>
            <RawArea label="Summary" path={['release', 'summary']} />
            <RawLines label="Features" description="One on each line" path={['release', 'features']} />
            <RawText
              label="Baseline"
              description="The tag or commit it was built from"
              path={['release', 'baseline']}
            />
          </Stack>
        </Section>
        <Section
          ref={useWanted('window')}
          title="Window"
          note="Times with their offset. The margin is kept free at the end, whatever happens."
        >
          <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
            <RawText
              label="Opens"
              placeholder="2026-12-05T22:00:00+01:00"
              path={['release', 'window', 'opens']}
            />
            <RawText
              label="Closes"
              placeholder="2026-12-06T02:00:00+01:00"
              path={['release', 'window', 'closes']}
            />
            <RawText label="Margin" placeholder="15m" path={['release', 'window', 'margin']} />
          </SimpleGrid>
        </Section>
        <Section
          title="Shell"
          note="For every step, unless the step, its phase or its environment says otherwise."
        >
          <RawShellFields path={['release']} otherwise={{ shell: 'sh', strict: 'Does not end the step' }} />
        </Section>
        <Section
          title="Success criteria"
          note="After verification, these decide whether the deployment is a success."
        >
          <RawLines
            aria-label="Success criteria"
            description="One on each line"
            path={['deployment', 'success']}
          />
        </Section>
        <People />
      </div>
      <ReadinessPanel release={release} />
    </div>
  );
}
