import { Select, TextInput } from '@mantine/core';

interface Listed {
  readonly id: string;
  readonly name: string;
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
      data={people.map(({ id, name }) => ({ value: id, label: name === id ? id : `${name} (${id})` }))}
      value={people.some(({ id }) => id === value) ? value : null}
      onChange={(id) => onChange(id ?? '')}
      comboboxProps={{ withinPortal: true }}
    />
  );
}
