import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import { describeUnreal } from '#core/words/hosts/describe-workstation.ts';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { Section } from '#ui/Section.tsx';
import { KeptValues, ValueForm } from './KeptValues.tsx';

/** What the operating system's own keychain encrypts; where it has none that protects anything, that is said. */
export function KeychainSection() {
  const { value: state, problem, refresh } = useCommand('keychain.state', {});
  const [entry, setEntry] = useState<string | null>(null);
  return (
    <Section
      title="Keychain of this system"
      note="Opened by your login to this system. Runs from the app find it; the command line does not."
      actions={
        state?.kind === 'real' ? (
          <Button variant="default" size="xs" onClick={() => setEntry('')}>
            Add to keychain…
          </Button>
        ) : null
      }
    >
      <ProblemBar title="The keychain could not be read" problem={problem} />
      {state?.kind === 'keychain-unreal' && <Text size="sm">{describeUnreal(state.backend)}</Text>}
      {state?.kind === 'real' && (
        <KeptValues
          label="keychain"
          entries={state.entries}
          onReplace={setEntry}
          onRemove={(name) => bridge.call('keychain.remove', { entry: name }).then(refresh)}
        />
      )}
      {entry !== null && (
        <ValueForm
          label="keychain"
          entry={entry}
          onSave={(name, value) => bridge.call('keychain.put', { entry: name, value }).then(refresh)}
          onClose={() => setEntry(null)}
        />
      )}
    </Section>
  );
}
