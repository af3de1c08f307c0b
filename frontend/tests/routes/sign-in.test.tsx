import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { fakeServices, LENA } from '../fakes';
import { openPage } from '../open-page';

describe('signing in', () => {
  it('brings one back to the page that was asked for', async () => {
    const { user, address } = openPage('/projects/abc12345?v=1', fakeServices({ account: null }));
    await user.type(await screen.findByLabelText('E-mail'), 'lena@example.org');
    expect(address()).toBe('/sign-in?next=%2Fprojects%2Fabc12345%3Fv%3D1');
    await user.type(screen.getByLabelText('Password'), 'right horse{Enter}');
    await screen.findByText('The workspace');
    expect(address()).toBe('/projects/abc12345?v=1');
  });

  it('with Google', async () => {
    const { user, address } = openPage('/sign-in', fakeServices({ account: null }));
    await user.click(await screen.findByRole('button', { name: 'Continue with Google' }));
    await screen.findByRole('heading', { name: 'Projects' });
    expect(address()).toBe('/projects');
  });

  it('says what is wrong under the field it is about, and keeps what was typed', async () => {
    const { user } = openPage('/sign-in', fakeServices({ account: null }));
    await user.type(await screen.findByLabelText('E-mail'), 'lena@example.org');
    await user.type(screen.getByLabelText('Password'), 'wrong{Enter}');
    expect((await screen.findByRole('alert')).textContent).toBe('E-mail and password don’t match.');
    expect(screen.getByLabelText('Password').getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByLabelText<HTMLInputElement>('E-mail').value).toBe('lena@example.org');
  });

  it('asks for a better password before an account is made', async () => {
    const services = fakeServices({ account: null });
    const { user } = openPage('/sign-in', services);
    await user.click(await screen.findByRole('button', { name: 'Create an account' }));
    await user.type(screen.getByLabelText('E-mail'), 'new@example.org');
    await user.type(screen.getByLabelText('Password'), 'short{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('at least 8');
    await user.type(screen.getByLabelText('Password'), ' but longer{Enter}');
    await screen.findByRole('heading', { name: 'Projects' });
    expect(services.accounts.state()).toMatchObject({ account: { email: 'new@example.org' } });
  });

  it('sends a link for a new password without telling whether there is an account', async () => {
    const services = fakeServices({ account: null });
    const { user } = openPage('/sign-in', services);
    await user.click(await screen.findByRole('button', { name: 'Forgot it?' }));
    await user.type(screen.getByLabelText('E-mail'), ' lena@example.org {Enter}');
    expect((await screen.findByRole('status')).textContent).toContain('If there is an account');
    expect(services.accounts.resets).toEqual(['lena@example.org']);
  });

  it('is over at once for somebody who is signed in, and never leads to another site', async () => {
    const { address } = openPage('/sign-in?next=//evil.example', fakeServices());
    await screen.findByRole('heading', { name: 'Projects' });
    expect(address()).toBe('/projects');
  });

  it('ends with signing out, on the landing page', async () => {
    const services = fakeServices({ account: LENA });
    const { user, address } = openPage('/settings', services);
    await user.click(await screen.findByRole('button', { name: 'Sign out' }));
    await screen.findByRole('heading', { name: /Make a video/ });
    expect(address()).toBe('/');
    expect(services.accounts.state().status).toBe('signed-out');
  });
});
