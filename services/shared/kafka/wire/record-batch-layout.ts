/** Where the fields stand that every record batch begins with, in bytes (Kafka documentation, "Record Batch"). */
export const FIELD = {
  firstOffset: 0,
  /** How many bytes follow this field. */
  length: 8,
  leaderEpoch: 12,
  formatVersion: 16,
  /** Of everything that follows it. */
  checksum: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  firstTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  firstSequence: 53,
  count: 57,
  records: 61,
} as const;

/** Of the format; Kafka 4 knows no other. */
export const FORMAT_VERSION = 2;
