import { Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { FileIcon } from '../../../components/icons.tsx';
import type { Tone } from '../../../components/tone.ts';
import classes from './upload.module.css';

/** The mark, the name of a file and a line about it. The name is text that somebody typed: shown, never interpreted. */
export function FileLine({
  name,
  tone,
  icon,
  children,
}: {
  readonly name: string;
  readonly tone?: Tone;
  readonly icon?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <Group wrap="nowrap" align="flex-start" gap="md">
      <span className={classes['mark']} data-tone={tone}>
        {icon ?? <FileIcon size={24} />}
      </span>
      <Stack gap={2} miw={0}>
        <Text fw={600} className="lms-any-text">
          {name}
        </Text>
        <Text size="sm" c="dimmed" component="div">
          {children}
        </Text>
      </Stack>
    </Group>
  );
}
