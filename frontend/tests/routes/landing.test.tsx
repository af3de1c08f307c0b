import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ApiError } from '@/api/errors';
import { fakeServices } from '../fakes';
import { openPage } from '../open-page';

const box = () => screen.findByLabelText<HTMLTextAreaElement>('Describe the video');
const makeIt = () => screen.getByRole('button', { name: 'Make the video' });

describe('the landing page', () => {
  it('keeps the words and the size through sign-in, makes the project, and opens it', async () => {
    const services = fakeServices({ account: null });
    const { user, address } = openPage('/', services);
    await user.type(await box(), 'A slow train');
    await user.click(screen.getByRole('radio', { name: /9:16/ }));
    await user.click(makeIt());
    const dialog = within(await screen.findByRole('dialog', { name: 'Sign in' }));
    await user.type(dialog.getByLabelText('E-mail'), 'lena@example.org');
    await user.type(dialog.getByLabelText('Password'), 'right horse');
    await user.click(dialog.getByRole('button', { name: 'Sign in' }));
    await screen.findByText('The workspace');
    const [created] = services.edge.created;
    expect(created).toMatchObject({ prompt: 'A slow train', videoSettings: { width: 1080, height: 1920 } });
    expect(address()).toBe(`/projects/${created?.id}`);
    expect(sessionStorage.getItem('storydream.draft')).not.toContain('train');
  });

  it('finds the words again after a reload', async () => {
    sessionStorage.setItem('storydream.draft', JSON.stringify({ prompt: 'Kept', size: '1:1' }));
    openPage('/', fakeServices({ account: null }));
    expect((await box()).value).toBe('Kept');
    expect(screen.getByRole('radio', { name: /1:1/ }).getAttribute('aria-checked')).toBe('true');
  });

  it('begins anew when what is stored makes no sense', async () => {
    sessionStorage.setItem('storydream.draft', '{"prompt": 5, "size": "wide"');
    openPage('/', fakeServices({ account: null }));
    expect((await box()).value).toBe('');
  });

  it('shows a failure at the box, keeps the words, and tries again with the same id', async () => {
    const services = fakeServices();
    const { user } = openPage('/', services);
    await user.type(await box(), 'A slow train');
    services.edge.refuse(
      new ApiError({ title: 't', detail: 'Try again in a minute.', code: 'unavailable', status: 503, traceId: '' }),
    );
    await user.click(makeIt());
    expect((await screen.findByRole('alert')).textContent).toBe('Try again in a minute.');
    expect((await box()).value).toBe('A slow train');
    await user.click(makeIt());
    await screen.findByText('The workspace');
    expect(services.edge.created[1]?.id).toBe(services.edge.created[0]?.id);
  });

  it('fills the box from an idea', async () => {
    const { user } = openPage('/', fakeServices({ account: null }));
    await user.click(within(await screen.findByRole('list', { name: 'Starters' })).getByText('Invite people'));
    await waitFor(async () => expect((await box()).value).toContain('record market'));
    expect(screen.getByRole('radio', { name: /9:16/ }).getAttribute('aria-checked')).toBe('true');
  });

  it('sends with Enter and makes a new line with Shift+Enter', async () => {
    const services = fakeServices();
    const { user } = openPage('/', services);
    await user.type(await box(), 'One{Shift>}{Enter}{/Shift}two{Enter}');
    await screen.findByText('The workspace');
    expect(services.edge.created[0]?.prompt).toBe('One\ntwo');
  });

  it('won’t send what is too long, and says by how much', async () => {
    const services = fakeServices({ config: { limits: { promptMax: 5 } } });
    const { user } = openPage('/', services);
    await user.type(await box(), 'Too long{Enter}');
    expect((await screen.findByRole('alert')).textContent).toBe('That is 3 characters too long.');
    expect(services.edge.created).toHaveLength(0);
  });
});
