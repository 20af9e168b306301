import { Text } from '@mantine/core';

function Placeholder() {
  return <Text p="xl">This screen is not built yet.</Text>;
}

export const RunCockpit: (props: { readonly run: string }) => React.ReactNode = Placeholder;
export const BackoutScreen: (props: { readonly run: string }) => React.ReactNode = Placeholder;
export const StartRun: (props: { readonly release: string }) => React.ReactNode = Placeholder;
export const RunHistory: () => React.ReactNode = Placeholder;
