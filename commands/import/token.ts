import { z } from 'zod';
import { LmsError, toError } from '#shared/errors.ts';

const tokenAnswer = z.object({ access_token: z.string() });

/** The demo's clients are public on purpose. */
const DEMO_SECRET = 'demo';

/** A token of the tenant's client, by client credentials. @throws LmsError `unavailable` or `refused` */
export async function tenantToken(tokenUrl: string, tenant: string): Promise<string> {
  const credentials = Buffer.from(`${tenant}-hr:${DEMO_SECRET}`).toString('base64');
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
  if (!response.ok) throw new LmsError('refused', `The identity provider knows no client ${tenant}-hr.`);
  return tokenAnswer.parse(await response.json()).access_token;
}
