import {
  AuthenticationError,
  MultipleErrors,
  NetworkError,
  ProtocolError,
  ResponseError,
  TimeoutError,
  UserError,
} from '@platformatic/kafka';
import { describe, expect, it } from 'vitest';
import { isRetryableClientError } from '#shared/kafka/client/client-errors.ts';

const PRODUCE = 0;
const response = (...codes: number[]) =>
  new ResponseError(
    PRODUCE,
    11,
    Object.fromEntries(
      codes.map((code, index) => [`/responses/0/partition_responses/${index}`, [code, null]]),
    ),
    {},
  );
const connecting = (...causes: Error[]) =>
  new MultipleErrors(
    'Cannot connect to any broker.',
    causes.map((cause) => new NetworkError('Connection failed.', { cause })),
  );

describe('what a call of the client ends with', () => {
  it.each([
    ['a lost connection', new NetworkError('Connection closed')],
    ['no broker to connect to', connecting(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))],
    ['no answer', new TimeoutError('Request timed out', { canRetry: true })],
    ['a leader that moved', new MultipleErrors('Producing messages failed.', [response(6, 5)])],
    ['too few replicas', response(19)],
    ['a group that has left us out, or gives out its partitions', response(25, 22, 27)],
    ['a coordinator that moves', response(14, 15, 16)],
    ['a topic that is not there', new UserError('Unknown topic x.')],
    [
      'a connection lost while signing in',
      connecting(new AuthenticationError('No mechanism.', { cause: new NetworkError('Connection closed') })),
    ],
  ])('may be tried again: %s', (_, error) => {
    expect(isRetryableClientError(error)).toBe(true);
  });

  it.each([
    ['no right to read as a group', response(30)],
    ['no right to write', new MultipleErrors('Producing messages failed.', [response(29)])],
    ['a message too large for one of the partitions', response(6, 10)],
    ['a lost connection, then no right', new MultipleErrors('failed', [new NetworkError('x'), response(29)])],
    ['a wrong password', connecting(new AuthenticationError('failed', { cause: response(58) }))],
    ['a closed client', new NetworkError('Client is closed.', { canRetry: false })],
    [
      'a message it cannot write, whatever the cause',
      new UserError('Failed to serialize a message.', { cause: new NetworkError('Connection closed') }),
    ],
    ['an error of ours', new TypeError('x is not a function')],
    ['the broker unable to say why', new ProtocolError(-1)],
  ])('is final: %s', (_, error) => {
    expect(isRetryableClientError(error)).toBe(false);
  });
});
