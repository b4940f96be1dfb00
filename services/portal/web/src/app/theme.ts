import { createTheme, type MantineColorsTuple } from '@mantine/core';
import { text } from '../texts/texts.ts';

const harbor: MantineColorsTuple = [
  '#eef6fc',
  '#d8eaf7',
  '#afd4ee',
  '#82bce4',
  '#5ca7d9',
  '#3d92cb',
  '#2a80ba',
  '#1f70a7',
  '#1a5f8f',
  '#124a71',
];

/** How components of the library look, and what they say by themselves. */
export function createPageTheme() {
  return createTheme({
    colors: { harbor },
    primaryColor: 'harbor',
    // White on shade 8 and shade 7 have contrasts of 6.8 and 5.3, so filled buttons are readable in both schemes.
    primaryShade: { light: 8, dark: 7 },
    defaultRadius: 'md',
    cursorType: 'pointer',
    respectReducedMotion: true,
    fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
    headings: {
      fontWeight: '650',
      sizes: {
        h2: { fontSize: '1.6rem', lineHeight: '1.3' },
        h3: { fontSize: '1.15rem', lineHeight: '1.4' },
      },
    },
    components: {
      // Where one is is often a file's name, as long as somebody made it.
      Breadcrumbs: {
        styles: {
          root: { flexWrap: 'wrap', rowGap: 2 },
          breadcrumb: { whiteSpace: 'normal', lineHeight: 1.4, overflowWrap: 'anywhere' },
        },
      },
      // What a button says breaks into lines on a narrow window, and is never cut off: it may be a value of a file.
      Button: {
        styles: {
          root: { height: 'auto', minHeight: 'var(--button-height)', paddingBlock: 3 },
          // A link's content would stand at its top: only a button's is put in the middle by browsers.
          inner: { height: 'auto', minHeight: 'calc(var(--button-height) - 8px)' },
          label: { height: 'auto', whiteSpace: 'normal', overflowWrap: 'anywhere', lineHeight: 1.3 },
        },
      },
      Anchor: { defaultProps: { underline: 'hover' } },
      // A dialog is a Paper too, and pads its own parts.
      Modal: {
        defaultProps: { closeButtonProps: { 'aria-label': text('frame.close') } },
        styles: { content: { padding: 0 }, title: { fontWeight: 600 } },
      },
      Paper: { defaultProps: { withBorder: true, p: 'lg' } },
    },
  });
}
