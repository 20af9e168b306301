import { Radio, Stack } from '@mantine/core';
import { contentsOf, RELEASE_DOCUMENT_NAMES, type ReleaseDocument } from '#core/report/release-document.ts';

interface DocumentListProps {
  readonly chosen: ReleaseDocument;
  onChoose(document: ReleaseDocument): void;
}

export function DocumentList({ chosen, onChoose }: DocumentListProps) {
  return (
    <Radio.Group label="Document" value={chosen} onChange={(value) => onChoose(value as ReleaseDocument)}>
      <Stack gap="sm" mt={8}>
        {RELEASE_DOCUMENT_NAMES.map((name) => {
          const { title, purpose } = contentsOf(name);
          return <Radio key={name} value={name} label={title} description={purpose} />;
        })}
      </Stack>
    </Radio.Group>
  );
}
