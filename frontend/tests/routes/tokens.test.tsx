import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '@/api/errors';
import { type FakeServices, fakeServices, makeProject } from '../fakes';
import { openPage } from '../open-page';

let services: FakeServices;

beforeEach(() => {
  services = fakeServices({
    projects: [
      makeProject({ id: 'older-0001', name: 'Lamp 02', lastOpenedAt: '2026-03-01T10:00:00.000Z' }),
      makeProject({ id: 'newer-0001', name: 'Slow Coast', lastOpenedAt: '2026-03-05T10:00:00.000Z' }),
    ],
  });
});

const section = async () => {
  const heading = await screen.findByRole('heading', { name: 'Access tokens' });
  const found = heading.closest('section');
  if (!found) throw new Error('no section');
  return within(found);
};

async function create(user: ReturnType<typeof openPage>['user'], name: string, life?: string) {
  const tokens = await section();
  await user.click(tokens.getByRole('button', { name: 'New token' }));
  await user.type(tokens.getByRole('textbox', { name: 'Name' }), name);
  if (life) await user.click(tokens.getByRole('radio', { name: life }));
  await user.click(tokens.getByRole('button', { name: 'Create token' }));
}

describe('access tokens', () => {
  it('say what they are for while there are none', async () => {
    openPage('/settings', services);
    expect(await (await section()).findByText('No tokens yet')).toBeTruthy();
  });

  it('show their secret once, with the command that it is for', async () => {
    const { user } = openPage('/settings', services);
    await create(user, '  Work laptop ', '30 days');
    const made = within(await screen.findByRole('region', { name: 'Token “Work laptop”' }));
    expect(made.getByText('secret-1')).toBeTruthy();
    const origin = window.location.origin;
    expect(made.getByText(`git clone ${origin}/git/newer-0001.git slow-coast`)).toBeTruthy();
    await user.selectOptions(made.getByRole('combobox', { name: 'Then clone a project' }), 'Lamp 02');
    expect(made.getByText(`git clone ${origin}/git/older-0001.git lamp-02`)).toBeTruthy();
    await user.click(made.getByRole('button', { name: 'Copy token' }));
    expect(await navigator.clipboard.readText()).toBe('secret-1');
    await user.click(made.getByRole('button', { name: 'I have it' }));
    expect(screen.queryByText('secret-1')).toBeNull();
    const tokens = await section();
    expect(tokens.getByText('Work laptop')).toBeTruthy();
    expect(tokens.getByText(/never used · expires/)).toBeTruthy();
    expect(services.edge.calls).toEqual(['token "Work laptop" 30']);
  });

  it('may live for good', async () => {
    const { user } = openPage('/settings', services);
    await create(user, 'CI', 'Never');
    expect(await (await section()).findByText(/never expires/)).toBeTruthy();
    expect(services.edge.calls).toEqual(['token "CI" null']);
  });

  it('that couldn’t be made say why beside the field', async () => {
    const { user } = openPage('/settings', services);
    const detail = 'You have 20 tokens, which is all there can be.';
    services.edge.refuse(new ApiError({ title: 'No', detail, code: 'too_many_tokens', status: 409, traceId: 't' }));
    await create(user, 'CI');
    const tokens = await section();
    expect((await tokens.findByRole('alert')).textContent).toBe(`No token was made. ${detail}`);
    await user.click(tokens.getByRole('button', { name: 'Create token' }));
    expect(await screen.findByText('secret-1')).toBeTruthy();
  });

  it('are revoked after a question, also right after they were made', async () => {
    const { user } = openPage('/settings', services);
    await create(user, 'CI');
    await screen.findByText('secret-1');
    await user.click(await screen.findByRole('button', { name: 'Revoke CI' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Revoke “CI”?' }));
    services.edge.refuse(new ApiError({ title: 'No', detail: 'Away.', code: 'x', status: 503, traceId: 't' }));
    await user.click(dialog.getByRole('button', { name: 'Revoke' }));
    expect((await dialog.findByRole('alert')).textContent).toBe('It still works. Away.');
    await user.click(dialog.getByRole('button', { name: 'Revoke' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Revoke CI' })).toBeNull());
    expect(screen.queryByText('secret-1')).toBeNull();
  });

  it('that have expired are marked', async () => {
    services.edge.tokens.push({
      id: 'token-000009',
      name: 'Old laptop',
      createdAt: '2025-01-01T00:00:00Z',
      expiresAt: '2025-02-01T00:00:00Z',
      lastUsedAt: '2025-01-20T00:00:00Z',
    });
    openPage('/settings', services);
    const tokens = await section();
    expect(await tokens.findByText('Expired')).toBeTruthy();
    expect(tokens.getByText(/last used 20 Jan 2025 · expired 1 Feb 2025/)).toBeTruthy();
  });

  it('that can’t be listed say so', async () => {
    services.edge.unreadable = new ApiError({ title: 'No', detail: 'Away.', code: 'x', status: 403, traceId: 't' });
    const { user } = openPage('/settings', services);
    const tokens = await section();
    expect(await tokens.findByText('Away.')).toBeTruthy();
    services.edge.unreadable = null;
    await user.click(tokens.getByRole('button', { name: 'Try again' }));
    expect(await tokens.findByText('No tokens yet')).toBeTruthy();
  });
});
