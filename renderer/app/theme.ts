import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const brand: MantineColorsTuple = [
  '#edf3f8',
  '#d9e5ef',
  '#b3cbdf',
  '#8bafce',
  '#6a97c0',
  '#4f84b3',
  '#3d75a8',
  '#2d6090',
  '#24507a',
  '#1a3d5f',
];
const gray: MantineColorsTuple = [
  '#f9f9f7',
  '#f3f3f0',
  '#e8e8e4',
  '#dcdcd6',
  '#c6c6bf',
  '#9c9c96',
  '#696a66',
  '#4f504e',
  '#37383a',
  '#1f2022',
];
const dark: MantineColorsTuple = [
  '#e4e4e1',
  '#c6c7c7',
  '#a3a6a9',
  '#84888d',
  '#3a3d43',
  '#2b2e33',
  '#212428',
  '#191b1f',
  '#141619',
  '#0f1012',
];
const ok: MantineColorsTuple = [
  '#ebf6ef',
  '#d3ebdc',
  '#a9d8bb',
  '#7cc497',
  '#57b27a',
  '#3fa567',
  '#2d8f55',
  '#1f7544',
  '#185f37',
  '#104928',
];
const bad: MantineColorsTuple = [
  '#fcefed',
  '#f6dad6',
  '#ecb4ad',
  '#e38b81',
  '#db685b',
  '#d25044',
  '#c23b31',
  '#a92e26',
  '#8d241d',
  '#701a15',
];
const wait: MantineColorsTuple = [
  '#fbf4e4',
  '#f4e6c3',
  '#e9cf8e',
  '#deb757',
  '#d4a32c',
  '#c39016',
  '#a6780c',
  '#855f07',
  '#6b4c05',
  '#513903',
];
const unknown: MantineColorsTuple = [
  '#f5effa',
  '#e7daf2',
  '#cfb6e5',
  '#b690d6',
  '#a270ca',
  '#915bbd',
  '#8049ae',
  '#6b3a95',
  '#572e7a',
  '#42225e',
];

/** The colours of Holdpoint: one blue, warm greys, and four that only ever mean a state. */
export const theme = createTheme({
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 6 },
  colors: { brand, gray, dark, ok, bad, wait, unknown, green: ok, red: bad, yellow: wait },
  fontFamily: 'Inter, system-ui, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono", ui-monospace, monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  headings: {
    fontFamily: 'Inter, system-ui, sans-serif',
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.45' },
      h4: { fontSize: '0.8125rem', lineHeight: '1.45' },
    },
  },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '9px', xl: '14px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' }, styles: { label: { fontWeight: 500 } } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'sm', autosize: true, minRows: 2 } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false } },
    Modal: {
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.35 },
        transitionProps: { duration: 120 },
      },
      styles: { title: { lineHeight: 1.4, fontWeight: 600, overflowWrap: 'anywhere' } },
    },
    Drawer: {
      defaultProps: {
        position: 'right',
        overlayProps: { backgroundOpacity: 0.25 },
        transitionProps: { duration: 140 },
      },
    },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false } },
    Table: { defaultProps: { verticalSpacing: 'xs' } },
  },
});

/** Dimmed and placeholder text dark enough to read at three in the morning (4.5:1 and more). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#fbfbfa',
    '--mantine-color-text': '#1f2022',
    '--mantine-color-dimmed': '#5c5e60',
    '--mantine-color-placeholder': '#6c6e70',
    '--mantine-color-error': '#a92e26',
  },
  dark: {
    '--mantine-color-body': '#17191c',
    '--mantine-color-text': '#e4e4e1',
    '--mantine-color-dimmed': '#a3a6a9',
    '--mantine-color-placeholder': '#8d9196',
    '--mantine-color-error': '#ee8f85',
  },
});
