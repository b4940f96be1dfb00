/** Signing in, at the portal and at the identity provider that comes with the product. */
export const SIGN_IN = {
  'sign-in.title': 'Sign in',
  'sign-in.username': 'Username',
  'sign-in.password': 'Password',
  'sign-in.sign-in': 'Sign in',
  'sign-in.demo-accounts':
    'Demo accounts: avery.admin, cameron.graham and gale.admin, each with the password <code>demo</code>.',
  'sign-in.wrong-password': 'The username or the password is wrong.',
  'sign-in.run-out': 'This sign-in has run out or was already used. Please start again.',
  'sign-in.failed-title': 'Sign-in did not work',
  'sign-in.back': 'Back to the portal',
} as const;
