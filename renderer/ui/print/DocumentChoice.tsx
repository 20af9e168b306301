import { Radio, Stack } from '@mantine/core';

interface DocumentChoiceProps<Name extends string> {
  readonly documents: Readonly<Record<Name, { readonly title: string; readonly purpose: string }>>;
  readonly chosen: Name;
  onChoose(document: Name): void;
}

export function DocumentChoice<Name extends string>({
  documents,
  chosen,
  onChoose,
}: DocumentChoiceProps<Name>) {
  return (
    <Radio.Group label="Document" value={chosen} onChange={(value) => onChoose(value as Name)}>
      <Stack gap="sm" mt={8}>
        {(Object.keys(documents) as Name[]).map((name) => {
          const { title, purpose } = documents[name];
          return <Radio key={name} value={name} label={title} description={purpose} />;
        })}
      </Stack>
    </Radio.Group>
  );
}
