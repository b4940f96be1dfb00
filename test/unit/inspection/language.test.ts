import { describe, expect, it } from 'vitest';
import { questionRefusal } from '../../../services/ingest/inspect/question-refusal.ts';
import { datesFile, HEADER, inspect, latin1 } from './support.ts';

describe('what is found of a file', () => {
  it('is said in the language of the uploader, with numbers as that writes them', async () => {
    const rows = Array.from({ length: 12_345 }, (_, index) => `a,C${index},F,XYZ,2020-01-01`);
    const { warnings } = await inspect(`${HEADER},Foo\n${rows.join('\n')}\n`, { language: 'es' });
    expect(warnings.map(({ message }) => message)).toEqual([
      'La columna «Foo» no está en la plantilla, así que no se importa.',
      '12.345 filas tienen un tipo de curso que el LMS no tiene y darán error: «XYZ» (12.345 filas).',
    ]);
  });

  it('is refused in the language of whoever reads the answer', async () => {
    const found = await inspect(datesFile(['13/02/2020', '2020-01-01', '14/02/2020']), { language: 'es' });
    expect(questionRefusal(found)?.detailIn('es')).toBe(
      'Las fechas del archivo, como «13/02/2020», parecen tener el formato DD/MM/YYYY, que lee 2 de las 3; ' +
        'YYYY-MM-DD lee 1. Indique cómo escribe las fechas el archivo. No se importó nada. ' +
        'Vuelva a subirlo con dateFormat=… o accept=date-format.',
    );
  });

  it('is one sentence of its own in each language, whatever the values', async () => {
    const content = latin1(`${HEADER}\na,1,{Fé} <b>,OLT,2020-01-01\n`);
    const [english] = (await inspect(content)).questions;
    const [spanish] = (await inspect(content, { language: 'es' })).questions;
    expect(english?.message).toContain('the first of them is in "{Fé} <b>".');
    expect(spanish?.message).toContain('el primero de ellos está en «{Fé} <b>».');
  });
});
