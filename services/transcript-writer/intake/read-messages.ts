import type { Reason } from '#shared/csv/reason.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import { LmsError } from '#shared/errors.ts';
import type { AvroCodec, Decoded } from '#shared/kafka/avro-codec.ts';
import type { KafkaMessage } from '#shared/kafka/consume-loop.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { CertificationValues, CourseValues } from '../records/record-values.ts';
import type { Validation } from '../records/validation.ts';
import { createValidator } from '../records/validator.ts';
import type { ImportDirectory, ImportInfo } from './import-directory.ts';
import {
  type CertificationRecord,
  type CourseRecord,
  certificationFields,
  courseFields,
} from './record-fields.ts';

/** A row of an import, judged by the record rules; whose it is comes later, in the transaction. */
export interface Row {
  readonly importInfo: ImportInfo;
  readonly rowNumber: number;
  /** The claim under which ingest produced it. */
  readonly claim: number;
  readonly offset: number;
  readonly validation: Validation<CourseValues | CertificationValues>;
}

/** A message that belongs to no import: it is told with its bytes and blocks nothing. */
export interface StrayMessage {
  readonly offset: number;
  readonly reasons: readonly Reason[];
  readonly bytes: Buffer | null;
}

export interface ReadMessages {
  readonly rows: readonly Row[];
  readonly strays: readonly StrayMessage[];
}

type UnreadableRow = { importId: string; rowNumber: number; reasons: readonly Reason[] };
type RowRecord = (CourseRecord | CertificationRecord | UnreadableRow) & {
  importId: string | null;
  rowNumber: number | null;
};

/** Validators remembered: one for each type, date format and day on which running imports were accepted. */
const REMEMBERED_VALIDATORS = 100;

/** Decodes and judges the messages of training-records. */
export class MessageReader {
  readonly #codec: AvroCodec;
  readonly #imports: ImportDirectory;
  readonly #validators = new Map<
    string,
    (fields: readonly (string | null | undefined)[]) => Row['validation']
  >();

  constructor(codec: AvroCodec, imports: ImportDirectory) {
    this.#codec = codec;
    this.#imports = imports;
  }

  /** @throws LmsError `unavailable` while the registry is away, or what PostgreSQL throws */
  async read(messages: readonly KafkaMessage[], client: Queryable): Promise<ReadMessages> {
    await this.#codec.prepare(messages.map((message) => message.value));
    const strays: StrayMessage[] = [];
    const decoded: { message: KafkaMessage; record: Decoded }[] = [];
    for (const message of messages) {
      try {
        decoded.push({ message, record: this.#codec.decode(message.value) });
      } catch (error) {
        if (!(error instanceof LmsError) || error.code !== 'undecodable') throw error;
        strays.push(stray(message, 'undecodable', `The message cannot be read: ${error.message}`));
      }
    }
    await this.#imports.prepare(client, importIdsOf(decoded));
    const rows: Row[] = [];
    for (const { message, record } of decoded) {
      const row = this.#judge(message, record);
      if (row === undefined)
        strays.push(stray(message, 'unknown-import', 'The message names no import that takes this record'));
      else rows.push(row);
    }
    return { rows, strays };
  }

  #judge(message: KafkaMessage, { name, value }: Decoded): Row | undefined {
    const { importId, rowNumber } = value as RowRecord;
    const importInfo = importId === null ? undefined : this.#imports.get(importId);
    if (importInfo === undefined || rowNumber === null) return undefined;
    const validation = this.#validate(importInfo, name, value);
    if (validation === undefined) return undefined;
    return { importInfo, rowNumber, claim: claimOf(message), offset: Number(message.offset), validation };
  }

  #validate(info: ImportInfo, name: Decoded['name'], value: unknown): Row['validation'] | undefined {
    if (name === 'UnreadableRow') {
      return { value: undefined, user: undefined, reasons: (value as UnreadableRow).reasons };
    }
    if (name === 'CourseRecord' && info.type === 'courses')
      return this.#validator(info)(courseFields(value as CourseRecord));
    if (name === 'CertificationRecord' && info.type === 'certifications') {
      return this.#validator(info)(certificationFields(value as CertificationRecord));
    }
    return undefined;
  }

  #validator(info: { type: RecordType; dateFormat: ImportInfo['dateFormat']; today: string }) {
    const key = `${info.type} ${info.dateFormat} ${info.today}`;
    const known = this.#validators.get(key);
    if (known !== undefined) return known;
    if (this.#validators.size >= REMEMBERED_VALIDATORS) this.#validators.clear();
    const validator = createValidator(info.type, { dateFormat: info.dateFormat, today: info.today });
    this.#validators.set(key, validator);
    return validator;
  }
}

function* importIdsOf(decoded: readonly { record: Decoded }[]): Generator<string> {
  let last: string | null = null;
  for (const { record } of decoded) {
    const { importId } = record.value as RowRecord;
    if (importId !== null && importId !== last) yield importId;
    last = importId;
  }
}

/** ingest writes the claim as the header `claim`; without one it is below every claim and changes nothing new. */
function claimOf(message: KafkaMessage): number {
  const header = message.headers?.['claim'];
  return header === undefined ? 0 : Number(header.toString());
}

function stray(message: KafkaMessage, code: 'undecodable' | 'unknown-import', text: string): StrayMessage {
  return {
    offset: Number(message.offset),
    bytes: message.value,
    reasons: [{ code, columns: [], message: text }],
  };
}
