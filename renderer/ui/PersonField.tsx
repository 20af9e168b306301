import { Select, Text, TextInput } from '@mantine/core';
import { spelledLines } from './output/output-text.ts';
import { SafeText } from './output/SafeText.tsx';

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly roles?: readonly string[];
  readonly phone?: string | null;
}

interface PersonFieldProps {
  readonly label: string;
  readonly description?: string;
  /** Those who may be chosen; empty where the release lists nobody, and any name can be typed. */
  readonly people: readonly Listed[];
  /** Id of a listed person, or the name as typed. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Who does something: chosen from the release's people where it lists any. */
export function PersonField({ people, value, onChange, ...props }: PersonFieldProps) {
  if (people.length === 0)
    return (
      <TextInput
        {...props}
        required
        autoComplete="off"
        maxLength={200}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return (
    <Select
      {...props}
      required
      searchable
      placeholder="Choose a person"
      nothingFoundMessage="The release lists nobody by this name"
      data={people.map(({ id, name }) => ({ value: id, label: spelledLines(labelOf({ id, name })) }))}
      renderOption={({ option }) => <Choice person={people.find(({ id }) => id === option.value)} />}
      value={people.some(({ id }) => id === value) ? value : null}
      onChange={(id) => onChange(id ?? '')}
      comboboxProps={{ withinPortal: true }}
    />
  );
}

function labelOf({ id, name }: Listed): string {
  return name === id ? id : `${name} (${id})`;
}

/** With role and telephone number, so that people of one name are told apart. */
function Choice({ person }: { readonly person: Listed | undefined }) {
  if (person === undefined) return null;
  const { roles = [], phone = null } = person;
  const more = [...roles, ...(phone === null ? [] : [phone])].join(' · ');
  return (
    <div>
      <SafeText text={labelOf(person)} />
      {more === '' ? null : (
        <Text size="xs" c="dimmed">
          <SafeText text={more} />
        </Text>
      )}
    </div>
  );
}
