import { List } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type StoreApi, useStore } from 'zustand';
import { describeCaution } from '#core/words/describe-caution.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import type { StartStore } from './start-store.ts';

/** What speaks against a live run, and does not forbid it. */
export function Cautions({ store }: { readonly store: StoreApi<StartStore> }) {
  const mode = useStore(store, (s) => s.form.mode);
  const cautions = useStore(store, ({ prepared }) => prepared.answer?.cautions);
  if (mode !== 'live' || cautions === undefined || cautions.length === 0) return null;
  return (
    <NoticeBar tone="care" icon={IconAlertTriangle} title="Before you start">
      <List size="sm">
        {cautions.map((caution) => (
          <List.Item key={describeCaution(caution)}>
            <SafeText text={describeCaution(caution)} />
          </List.Item>
        ))}
      </List>
    </NoticeBar>
  );
}
