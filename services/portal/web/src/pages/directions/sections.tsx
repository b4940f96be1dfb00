import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { meaningOf } from '#shared/csv/column-texts.ts';
import {
  DIRECTIONS,
  type DirectionsSection,
  type DirectionsSentence,
  type DirectionsTag,
} from '#shared/csv/directions.ts';
import { recordSchema } from '#shared/csv/record-types.ts';
import { PATHS, reportPath } from '../../app/paths.ts';
import { formatBytes } from '../../components/format.ts';
import { currentLanguage, richText, text } from '../../texts/texts.ts';
import { useMaxFileBytes } from '../../uploads/use-max-file-bytes.ts';
import classes from './directions.module.css';
import { Section } from './section.tsx';

/** A part of the directions that says everything in a list. */
export function ListSection({ section }: { readonly section: DirectionsSection }) {
  return (
    <Section id={section} title={text(`directions.${section}`)}>
      <ul>
        {DIRECTIONS[section].map((sentence) => (
          <li key={sentence}>
            <Sentence sentence={sentence} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function CourseTypes() {
  const types = recordSchema('courses').columns.flatMap(({ limits }) => limits.allowed ?? []);
  return (
    <Section id="course-types" title={text('directions.course-types')}>
      {DIRECTIONS['course-types'].map((sentence) => (
        <Text key={sentence} mb="sm">
          <Sentence sentence={sentence} />
        </Text>
      ))}
      <dl className={classes['types']}>
        {types.map((type) => (
          <div key={type.value} style={{ display: 'contents' }}>
            <dt>
              <code>{type.value}</code>
            </dt>
            <dd>{meaningOf(type, currentLanguage())}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Sentence({ sentence }: { readonly sentence: DirectionsSentence }) {
  const maxBytes = useMaxFileBytes();
  if (sentence !== 'directions.file.kind') return richText(sentence, TAGS);
  return richText(sentence, TAGS, { size: formatBytes(maxBytes) });
}

const strong = (parts: ReactNode) => <strong>{parts}</strong>;

const linkTo = (path: string) => (parts: ReactNode) => (
  <Anchor component={Link} to={path} inherit underline="always">
    {parts}
  </Anchor>
);

const TAGS: Readonly<Record<DirectionsTag, (parts: ReactNode) => ReactNode>> = {
  code: (parts) => <code>{parts}</code>,
  strong,
  label: strong,
  report: linkTo(reportPath('people-detail-with-pid')),
  people: linkTo(PATHS.people),
  history: linkTo(PATHS.bulkImport),
};
