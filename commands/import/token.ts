import { z } from 'zod';
import { LmsError, toError } from '#shared/errors.ts';

const tokenAnswer = z.object({ access_token: z.string() });

/** An OAuth client that signs in by client credentials. */
export interface Client {
  readonly id: string;
  readonly secret: string;
}

/** An access token of the client. @throws LmsError `unavailable` or `refused` */
export async function clientToken(tokenUrl: string, { id, secret }: Client): Promise<string> {
  const credentials = Buffer.from(`${id}:${secret}`).toString('base64');
  let response: Response;
  try {
    response = await fetch(tokenUrl, {
      method: 'POST',
      headers: { Authorization: `Basic ${credentials}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
  } catch (error) {
    const { message } = toError(error);
    throw new LmsError('unavailable', `The identity provider does not answer: ${message}`, { cause: error });
  }
  if (!response.ok)
    throw new LmsError(
      'refused',
      `The identity provider refuses the client ${id}: status ${response.status}.`,
    );
  return tokenAnswer.parse(await response.json()).access_token;
}
