import { Autocomplete, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { BECOMERS, DEFAULT_BECOMER } from '#core/release/become.ts';
import { ROOT } from '#core/release/format/sudo.ts';
import { partsOf, type SudoParts, writeSudo } from './sudo-parts.ts';

interface SudoFieldsProps {
  /** What stands under `sudo`, as written. */
  readonly sudo: unknown;
  /** What stands under `sudo` of the phase around. */
  readonly around?: unknown;
  readonly onChange: (sudo: unknown) => void;
}

/** As whom a step runs, what makes that user of the one who logs in, and the secret that is the password for it. */
export function SudoFields({ sudo, around, onChange }: SudoFieldsProps) {
  const shared = partsOf(around).user;
  const said = partsOf(sudo);
  const put = (part: Partial<SudoParts>) => onChange(writeSudo({ ...said, ...part }));
  const isNobody = said.user === '';
  const fields = (
    <Group grow align="flex-start">
      <TextInput
        label="As user"
        description={shared === '' ? 'Else the login user' : 'As the phase when empty'}
        placeholder={shared || ROOT}
        disabled={sudo === false}
        value={said.user}
        onChange={(event) => put({ user: event.currentTarget.value })}
      />
      <Autocomplete
        label="By"
        description="Or a command's path"
        placeholder={DEFAULT_BECOMER}
        disabled={isNobody}
        data={BECOMERS}
        value={said.by}
        onChange={(by) => put({ by })}
      />
      <TextInput
        label="Password"
        description="The name of its secret"
        placeholder="None"
        disabled={isNobody}
        value={said.secret}
        onChange={(event) => put({ secret: event.currentTarget.value })}
      />
    </Group>
  );
  if (shared === '' && sudo !== false) return fields;
  return (
    <Stack gap="xs">
      {fields}
      <Checkbox
        label="As the login user, whatever the phase says"
        checked={sudo === false}
        onChange={(event) => onChange(event.currentTarget.checked ? false : undefined)}
      />
    </Stack>
  );
}
