import { screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
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

  it('begins as the idea that was picked, unless one changes one’s mind', async () => {
    const services = fakeServices();
    const { user } = openPage('/', services);
    const starters = within(await screen.findByRole('list', { name: 'Starters' }));
    await user.click(starters.getByText('Launch something'));
    expect((await box()).value).toContain('Halo One');
    expect(await screen.findByText('Begins as Product launch')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Begin with an empty scene instead' }));
    expect(screen.queryByText('Begins as Product launch')).toBeNull();
    await user.click(starters.getByText('Launch something'));
    await user.click(makeIt());
    await screen.findByText('The workspace');
    expect(services.edge.created[0]).toMatchObject({ templateId: 'product-launch' });
  });

  it('plays one example, the one that is pointed at, and rests when told to', async () => {
    const played: string[] = [];
    vi.spyOn(HTMLMediaElement.prototype, 'play').mockImplementation(async function (this: HTMLMediaElement) {
      played.push(new URL(this.src).pathname);
    });
    vi.spyOn(HTMLMediaElement.prototype, 'paused', 'get').mockReturnValue(false);
    const pause = vi.spyOn(HTMLMediaElement.prototype, 'pause').mockImplementation(() => {});
    const { user } = openPage('/', fakeServices({ account: null }));
    const row = within(await screen.findByRole('region', { name: /Ideas to start from/ }));
    await user.hover(row.getByRole('button', { name: 'Stop the scroll' }));
    expect(played).toEqual(['/examples/product-launch.mp4', '/examples/social-hook.mp4']);
    pause.mockClear();
    await user.click(screen.getByRole('button', { name: 'Pause the examples' }));
    expect(pause).toHaveBeenCalled();
    expect(screen.getByRole('button', { name: 'Play the examples' })).toBeTruthy();
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
