import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ProblemBar } from '../ProblemBar.tsx';

export interface UnkeptField {
  readonly key: string;
  readonly label: string;
  readonly description?: string;
  readonly shape: 'hidden' | 'plain';
  /** It stands there and stays. */
  readonly fixed?: string;
}

interface UnkeptFormProps {
  readonly title: string;
  readonly fields: readonly UnkeptField[];
  readonly says: string;
  readonly save: string;
  /** Why what is typed will not do; null where it will. */
  readonly refuse?: (typed: Readonly<Record<string, string>>) => string | null;
  /** False: nothing was done, and the form stays. */
  readonly onSave: (typed: Readonly<Record<string, string>>) => Promise<unknown>;
  readonly onClose: () => void;
  /** What is chosen above the fields. */
  readonly children?: ReactNode;
}

/** For what must not lie anywhere: unlike in other forms nothing that is typed is kept, and closing forgets it. */
export function UnkeptForm(props: UnkeptFormProps) {
  const { title, fields, says, save, refuse, onSave, onClose, children } = props;
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(fields.map(({ key, fixed = '' }) => [key, fixed])),
  );
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isEmpty = fields.some(({ key }) => typed[key] === '');
  const submit = () => {
    const refused = refuse?.(typed) ?? null;
    setProblem(refused);
    if (refused !== null) return;
    setBusy(true);
    onSave(typed)
      .then((done) => (done === false ? setBusy(false) : onClose()))
      .catch((cause: unknown) => {
        setProblem(cause instanceof Error ? cause.message : String(cause));
        setBusy(false);
      });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
      title={title}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="md">
          {children}
          {fields.map((field, at) => (
            <Field
              key={field.key}
              field={field}
              value={typed[field.key] ?? ''}
              isFirst={at === fields.findIndex(({ fixed }) => fixed === undefined)}
              onChange={(text) => setTyped((before) => ({ ...before, [field.key]: text }))}
            />
          ))}
          <ProblemBar title="That was not taken" problem={problem} />
          <Text size="xs" c="dimmed">
            {says}
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isBusy} disabled={isEmpty}>
              {save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface FieldProps {
  readonly field: UnkeptField;
  readonly value: string;
  readonly isFirst: boolean;
  readonly onChange: (text: string) => void;
}

function Field({ field: { label, description, shape, fixed }, value, isFirst, onChange }: FieldProps) {
  const common = {
    label,
    description,
    value,
    readOnly: fixed !== undefined,
    autoComplete: 'off',
    spellCheck: false,
    'data-autofocus': isFirst || undefined,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  return shape === 'hidden' ? <PasswordInput {...common} /> : <TextInput {...common} />;
}
