import type { Route } from '../http/route.ts';
import type { SignIn } from './sign-in.ts';

/** The browser's way in and out, and who is signed in. */
export function signInRoutes(signIn: SignIn): Route[] {
  return [
    {
      operationId: 'getSession',
      method: 'get',
      path: '/api/session',
      access: 'signed-in',
      handle: (_request, response, { tenant, subject, name, roles }) => {
        const { slug, name: tenantName, maxFileBytes } = tenant;
        response.json({ tenant: { slug, name: tenantName, maxFileBytes }, subject, name, roles });
      },
    },
    {
      operationId: 'signIn',
      method: 'get',
      path: '/login',
      access: 'anyone',
      handle: (request, response) => signIn.begin(request, response),
    },
    {
      operationId: 'finishSignIn',
      method: 'get',
      path: '/callback',
      access: 'anyone',
      handle: (request, response) => signIn.finish(request, response),
    },
    {
      operationId: 'signOut',
      method: 'get',
      path: '/logout',
      access: 'anyone',
      handle: (request, response) => signIn.signOut(request, response),
    },
  ];
}
