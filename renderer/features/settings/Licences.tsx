import { Button, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import type { AppPart, AppParts } from '#contract/app-facts.ts';
import { CodeBlock, InlineCode } from '#ui/CodeBlock.tsx';
import { noticeFailure } from '#ui/notices.ts';
import classes from './Licences.module.css';

/** The licence of each part that Holdpoint is made of, behind a button. */
export function Licences() {
  const [shown, setShown] = useState<AppParts | null>(null);
  const [isOpen, setOpen] = useState(false);
  const open = () =>
    void bridge
      .call('app.parts', {})
      .then((parts) => {
        setShown(parts);
        setOpen(true);
      })
      .catch((cause: unknown) => noticeFailure('The licences could not be read', cause));
  return (
    <>
      <Button variant="default" size="xs" onClick={open}>
        Show licences…
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title="Licences"
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {shown && <PartList {...shown} />}
      </Modal>
    </>
  );
}

function PartList({ parts, runtimeFolder }: AppParts) {
  return (
    <Stack gap="sm">
      <Text size="sm">
        Holdpoint and the {parts.length - 1} parts in it, each with its licence. Electron and Chromium bring
        theirs as files, in <InlineCode>{runtimeFolder}</InlineCode>.
      </Text>
      <div>
        {parts.map((part) => (
          <Part key={`${part.name} ${part.version}`} part={part} />
        ))}
      </div>
    </Stack>
  );
}

function Part({ part: { name, version, licence, text } }: { readonly part: AppPart }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={classes.part} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={classes.head}>
        {name} {version}
        <span className={classes.licence}>{licence}</span>
      </summary>
      {isOpen && <CodeBlock text={text || `This part includes no licence text; it names ${licence}.`} />}
    </details>
  );
}
