import { promises as dns, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { LmsError } from '#shared/errors.ts';
import { isPublicAddress } from '#shared/webhooks/public-address.ts';
import type { AttemptError } from './attempt.ts';

/** The addresses of a name. */
export type Resolve = (name: string) => Promise<readonly LookupAddress[]>;

/** Why nothing is connected to. */
export class AddressRefused extends LmsError {
  readonly attemptError: AttemptError;

  constructor(attemptError: AttemptError, host: string) {
    super('refused', `${host}: ${attemptError}`);
    this.attemptError = attemptError;
  }
}

/**
 * Asks the name servers themselves. The system's resolver would do so on the few threads that files and compression need
 * too, where names of a server that never answers would hold them up.
 */
export function createResolve(): Resolve {
  const resolver = new dns.Resolver({ timeout: 3_000, tries: 2 });
  return async (name) => {
    const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    return [
      ...(four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 })) : []),
      ...(six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 })) : []),
    ];
  };
}

/** As the system resolves names, its own files included. */
export const resolveAsSystem: Resolve = (name) => dns.lookup(name, { all: true });

/**
 * A lookup for a socket: the addresses of the host, all of which must be public. The socket connects to one of those that
 * were looked at, so a name that answers otherwise a moment later leads nowhere else.
 */
export function lookupPublic(resolve: Resolve): LookupFunction {
  return (host, options, callback) => {
    resolveAllowed(host, resolve, isPublicAddress).then(
      (found) => answer(found, options.all === true, callback),
      (error: Error) => callback(error, []),
    );
  };
}

/** As {@link lookupPublic}, but any address will do. */
export function lookupAny(resolve: Resolve): LookupFunction {
  return (host, options, callback) => {
    resolveAllowed(host, resolve, () => true).then(
      (found) => answer(found, options.all === true, callback),
      (error: Error) => callback(error, []),
    );
  };
}

async function resolveAllowed(
  host: string,
  resolve: Resolve,
  isAllowed: (address: string) => boolean,
): Promise<readonly [LookupAddress, ...LookupAddress[]]> {
  const [first, ...rest] = await resolve(host).catch(() => []);
  if (first === undefined) throw new AddressRefused('name-not-found', host);
  if (![first, ...rest].every(({ address }) => isAllowed(address)))
    throw new AddressRefused('address-not-allowed', host);
  return [first, ...rest];
}

function answer(
  [first, ...rest]: readonly [LookupAddress, ...LookupAddress[]],
  all: boolean,
  callback: Parameters<LookupFunction>[2],
): void {
  if (all) callback(null, [first, ...rest]);
  else callback(null, first.address, first.family);
}
