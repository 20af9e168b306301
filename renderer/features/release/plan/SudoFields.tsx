import { Autocomplete, Group, TextInput } from '@mantine/core';
import { BECOMERS, DEFAULT_BECOMER } from '#core/release/become.ts';
import { ROOT } from '#core/release/format/sudo.ts';
import { partsOf, type SudoParts, writeSudo } from './sudo-parts.ts';

interface SudoFieldsProps {
  /** What stands under `sudo`, as written. */
  readonly sudo: unknown;
  readonly onChange: (sudo: unknown) => void;
}

/** As whom a step runs, what makes that user of the one who logs in, and the secret that is the password for it. */
export function SudoFields({ sudo, onChange }: SudoFieldsProps) {
  const said = partsOf(sudo);
  const put = (part: Partial<SudoParts>) => onChange(writeSudo({ ...said, ...part }));
  const isNobody = said.user === '';
  return (
    <Group grow align="flex-start">
      <TextInput
        label="As user"
        description="Empty for the login user"
        placeholder={ROOT}
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
}
