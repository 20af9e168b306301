import { Badge, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useCommand } from '#bridge/use-command.ts';
import type { ImportedDocument, ImportedStep } from '#core/document-import/model.ts';
import { readDocument } from '#core/document-import/read-document.ts';
import { idFrom, newIdFrom } from '#core/release/id-from.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { countImported, describeImportRemark } from '#core/words/release/describe-import.ts';
import { toSentence } from '#core/words/text/sentence.ts';
import { DraftScope } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { useTypedForm } from '#ui/form/typed-form.ts';
import { SafeLines } from '#ui/output/SafeLines.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { VirtualRows } from '#ui/VirtualRows.tsx';
import classes from './DocumentQuestion.module.css';
import { documentStore } from './import-document.ts';

/** Shows what a release would say of a runbook or a script, and asks what it is called. */
export function DocumentQuestion() {
  const { shown } = useStore(documentStore);
  return (
    shown && (
      <DraftScope value="library">
        <Question key={shown.file} file={shown.file} text={shown.text} />
      </DraftScope>
    )
  );
}

interface QuestionProps {
  readonly file: string;
  readonly text: string;
}

function Question({ file, text }: QuestionProps) {
  const { finish } = useStore(documentStore);
  const read = useMemo(() => readDocument(text, file), [text, file]);
  const taken = (useCommand('release.list', {}).value ?? []).map(({ id }) => id);
  const [busy, setBusy] = useState(false);
  const start = { name: read.title, version: '', on: '' };
  const { form, typed } = useTypedForm(`document ${file}`.slice(0, 200), start, {
    name: (name) => (idFrom(name) === '' ? 'Give it a name with at least one letter.' : null),
    version: (version, { name }) => versionProblem({ name, version }, taken),
  });
  const create = async ({ name, version, on }: typeof form.values) => {
    setBusy(true);
    const release = { id: newIdFrom({ name, version }, taken), name: name.trim(), version: version.trim() };
    const document = { file, text, on: on.trim() || null };
    await finish({ ...release, from: null, template: null, document });
    setBusy(false);
  };
  const isEmpty = rowsOf(read).length === 0;
  return (
    <FormModal
      title={`Import ${file}`}
      lost={`name for the imported ${file}`}
      size="xl"
      typed={typed}
      onSave={form.onSubmit((values) => void create(values))}
      onClose={() => void finish(null)}
    >
      <Stack gap="md">
        <Text size="sm">{countImported(read)}</Text>
        <Group grow align="flex-start">
          <TextInput
            label="Product"
            description="What is released"
            data-autofocus
            {...form.getInputProps('name')}
          />
          <TextInput
            label="Version"
            description="That goes to production"
            placeholder="4.2.0"
            {...form.getInputProps('version')}
          />
          <TextInput
            label="Commands run on"
            description="Optional: a tag, a host or a selector"
            placeholder="web"
            spellCheck={false}
            {...form.getInputProps('on')}
          />
        </Group>
        {isEmpty ? null : <Preview read={read} />}
        <Remarks read={read} />
        <FormButtons save="Create release" busy={busy} disabled={false} />
      </Stack>
    </FormModal>
  );
}

function versionProblem(
  typed: { readonly name: string; readonly version: string },
  taken: readonly string[],
): string | null {
  if (typed.version.trim() === '') return 'Give the version that goes to production.';
  return taken.includes(newIdFrom(typed, taken))
    ? 'A release with this name and version is already in the library.'
    : null;
}

type Row =
  | { readonly kind: 'phase'; readonly key: string; readonly title: string }
  | { readonly kind: 'step'; readonly key: string; readonly step: ImportedStep };

function rowsOf({ plans, backout }: ImportedDocument): readonly Row[] {
  const groups = [
    ...plans.deployment.map((phase) => ({ ...phase, title: `Deployment: ${phase.title}` })),
    ...plans.verification.map((phase) => ({ ...phase, title: `Verification: ${phase.title}` })),
    ...(backout.length > 0 ? [{ title: 'Backout, before the undo of each step', steps: backout }] : []),
  ];
  return groups.flatMap(({ title, steps }, i): readonly Row[] => [
    { kind: 'phase', key: `phase ${i}`, title },
    ...steps.map((step, at) => ({ kind: 'step', key: `step ${i} ${at}`, step }) as const),
  ]);
}

function Preview({ read }: { readonly read: ImportedDocument }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard
    <section className={classes.preview} aria-label="What the release will say" tabIndex={0}>
      <VirtualRows
        label="Phases and steps"
        rows={rowsOf(read)}
        keyOf={({ key }) => key}
        estimate={() => 32}
        textOf={(row) => (row.kind === 'phase' ? row.title : row.step.title)}
      >
        {(row) =>
          row.kind === 'phase' ? (
            <Text size="sm" fw={600} pt={6}>
              <SafeText text={row.title} />
            </Text>
          ) : (
            <StepLine step={row.step} />
          )
        }
      </VirtualRows>
    </section>
  );
}

const KINDS = { run: 'Command', script: 'Script', manual: 'Manual' } as const;

function StepLine({ step: { title, does, line } }: { readonly step: ImportedStep }) {
  return (
    <div className={classes.step}>
      <Badge variant="light" color={does.kind === 'manual' ? 'gray' : 'blue'} className={classes.kind}>
        {KINDS[does.kind]}
      </Badge>
      <Text size="sm" className={classes.title}>
        <SafeText text={title} />
        {does.kind === 'manual' ? null : (
          <code className={classes.command}>
            <SafeLines text={does.text} />
          </code>
        )}
      </Text>
      <Text size="xs" c="dimmed">{`line ${line}`}</Text>
    </div>
  );
}

/** More are counted. */
const MOST_SHOWN = 50;

function Remarks({ read: { remarks } }: { readonly read: ImportedDocument }) {
  const more = remarks.length - MOST_SHOWN;
  if (remarks.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard
    <section className={classes.remarks} aria-label="Not taken over as it stands" tabIndex={0}>
      <Text size="sm" fw={600}>
        {`Not taken over as it stands: ${formatCount(remarks.length, 'place')}`}
      </Text>
      {remarks.slice(0, MOST_SHOWN).map((each) => (
        <Text key={`${each.line} ${each.why} ${each.what}`} size="sm">
          <SafeText text={toSentence(describeImportRemark(each))} />
        </Text>
      ))}
      {more > 0 ? <Text size="sm" c="dimmed">{`and ${more} more`}</Text> : null}
    </section>
  );
}
