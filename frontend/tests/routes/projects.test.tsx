import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ApiError } from '@/api/errors';
import { fakeServices, makeProject } from '../fakes';
import { openPage } from '../open-page';

const coast = makeProject({ id: 'coast-0001', name: 'Slow Coast', lastOpenedAt: new Date().toISOString() });
const lamp = makeProject({ id: 'lamp-00001', name: 'Lamp 02' });
const refused = new ApiError({ title: 't', detail: 'Not now.', code: 'unavailable', status: 503, traceId: '' });

describe('the dashboard', () => {
  it('shows skeletons, then the projects with size, length and when they were opened', async () => {
    const services = fakeServices({ projects: [coast] });
    services.live.answered = false;
    openPage('/projects', services);
    await screen.findByText('Loading your projects');
    act(() => services.live.tell());
    const card = (await screen.findByRole('link', { name: 'Slow Coast' })).closest('article');
    expect(card?.textContent).toContain('16:9');
    expect(card?.textContent).toContain('0:24');
    expect(card?.textContent).toContain('Opened just now');
  });

  it('teaches how to begin when there is nothing', async () => {
    const services = fakeServices();
    const { user } = openPage('/projects', services);
    await user.click(await screen.findByRole('button', { name: /Stop the scroll/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New project' }));
    expect(dialog.getByLabelText<HTMLTextAreaElement>('Describe the video').value).toContain('Three habits');
    await user.click(dialog.getByRole('button', { name: 'Make the video' }));
    await screen.findByText('The workspace');
    expect(services.edge.created[0]).toMatchObject({ videoSettings: { width: 1080, height: 1920 } });
  });

  it('opens a sample project without a question and without a turn', async () => {
    const services = fakeServices();
    const { user } = openPage('/projects', services);
    await user.click(await screen.findByRole('button', { name: 'Open the sample project' }));
    await screen.findByText('The workspace');
    expect(services.edge.created[0]).toMatchObject({ templateId: 'product-launch', name: 'Sample: Halo One' });
    expect(services.edge.created[0]).not.toHaveProperty('prompt');
  });

  it('makes a project without words too', async () => {
    const services = fakeServices({ projects: [coast] });
    const { user } = openPage('/projects', services);
    await user.click((await screen.findAllByRole('button', { name: /New project/ }))[0] as HTMLElement);
    await user.click(await screen.findByRole('button', { name: 'Start without words' }));
    await screen.findByText('The workspace');
    expect(services.edge.created[0]).not.toHaveProperty('prompt');
  });

  it('begins with a template: its shape and its length, chosen by keyboard', async () => {
    const services = fakeServices({ projects: [coast] });
    const { user } = openPage('/projects', services);
    await user.click((await screen.findAllByRole('button', { name: /New project/ }))[0] as HTMLElement);
    const dialog = within(await screen.findByRole('dialog', { name: 'New project' }));
    const group = within(await dialog.findByRole('radiogroup', { name: 'Begin with' }));
    const sunrise = group.getByRole('radio', { name: 'Sunrise, 16:9, 0:06', checked: true });
    expect(dialog.getByText('Hills.')).toBeDefined();
    await user.click(sunrise);
    await user.keyboard('{ArrowRight>}');
    await group.findByRole('radio', { name: 'Hook, 9:16, 0:10', checked: true });
    await user.keyboard('{/ArrowRight}');
    expect(dialog.getByText('A loud list.')).toBeDefined();
    await user.click(dialog.getByRole('button', { name: 'Start without words' }));
    await screen.findByText('The workspace');
    expect(services.edge.created[0]).toMatchObject({
      templateId: 'hook',
      videoSettings: { width: 1080, height: 1920, fps: 30, durationInFrames: 300 },
    });
  });

  it('still makes a project where the templates can’t be read', async () => {
    const services = fakeServices({ projects: [coast] });
    services.edge.unreadable = refused;
    const { user } = openPage('/projects', services);
    await user.click((await screen.findAllByRole('button', { name: /New project/ }))[0] as HTMLElement);
    await screen.findByText(/begins with a sunrise/);
    await user.click(await screen.findByRole('button', { name: 'Start without words' }));
    await screen.findByText('The workspace');
    expect(services.edge.created[0]).not.toHaveProperty('templateId');
  });

  it('renames in place; Esc keeps the old name', async () => {
    const services = fakeServices({ projects: [coast] });
    const { user } = openPage('/projects', services);
    const rename = async () => {
      await user.click(await screen.findByRole('button', { name: /More for/ }));
      await user.click(await screen.findByRole('menuitem', { name: 'Rename' }));
      return screen.findByLabelText('Project name');
    };
    await user.type(await rename(), '{Control>}a{/Control}Gone{Escape}');
    expect(await screen.findByRole('link', { name: 'Slow Coast' })).toBeDefined();
    const input = await rename();
    await user.clear(input);
    await user.type(input, '  Night Train {Enter}');
    await screen.findByRole('link', { name: 'Night Train' });
    expect(services.edge.calls).toEqual(['rename coast-0001']);
  });

  it('moves to the trash with a way back', async () => {
    const services = fakeServices({ projects: [coast, lamp] });
    const { user } = openPage('/projects', services);
    await user.click(await screen.findByRole('button', { name: 'More for Lamp 02' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Move to trash' }));
    await waitFor(() => expect(screen.queryByRole('link', { name: 'Lamp 02' })).toBeNull());
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await screen.findByRole('link', { name: 'Lamp 02' });
    expect(services.edge.calls).toEqual(['trash lamp-00001', 'restore lamp-00001']);
  });

  it('keeps the card and says why when moving it failed', async () => {
    const services = fakeServices({ projects: [coast] });
    services.edge.refuse(refused);
    const { user } = openPage('/projects', services);
    await user.click(await screen.findByRole('button', { name: /More for/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Move to trash' }));
    expect((await screen.findAllByText('Not now.')).length).toBeGreaterThan(0);
    expect(screen.getByRole('link', { name: 'Slow Coast' })).toBeDefined();
  });

  it('searches as one types, jumps there with /, and says when nothing fits', async () => {
    const { user } = openPage('/projects', fakeServices({ projects: [coast, lamp] }));
    await screen.findByRole('link', { name: 'Slow Coast' });
    await user.keyboard('/lamp');
    expect(screen.getByRole('searchbox')).toBe(document.activeElement);
    expect(screen.queryByRole('link', { name: 'Slow Coast' })).toBeNull();
    await user.keyboard('x');
    await screen.findByRole('heading', { name: 'Nothing by that name' });
    await user.keyboard('{Escape}');
    await screen.findByRole('link', { name: 'Slow Coast' });
  });

  it('sorts by name when asked', async () => {
    const { user } = openPage('/projects', fakeServices({ projects: [coast, lamp] }));
    await user.click(await screen.findByRole('button', { name: 'Sort: Last opened' }));
    await user.click(await screen.findByRole('menuitemradio', { name: 'Name' }));
    const names = within(await screen.findByRole('list', { name: 'Projects' })).getAllByRole('heading');
    expect(names.map((name) => name.textContent)).toEqual(['Lamp 02', 'Slow Coast']);
  });

  it('says what is going on with a project that is being set up, or couldn’t be', async () => {
    const services = fakeServices({ projects: [{ ...coast, status: 'seeding' }] });
    openPage('/projects', services);
    await screen.findByText('Setting up');
    act(() => services.live.change(coast.id, { status: 'failed' }));
    await screen.findByText('Couldn’t be set up');
  });

  it('offers to try again when the list can’t be loaded', async () => {
    const services = fakeServices({ projects: [coast] });
    services.live.answered = false;
    const { user } = openPage('/projects', services);
    await screen.findByText('Loading your projects');
    act(() => services.live.fail({ code: 'permission-denied', message: 'x' }));
    services.live.answered = true;
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    await screen.findByRole('link', { name: 'Slow Coast' });
  });

  it('shows what is shared only to those with whom something is, and without owner’s actions', async () => {
    const shared = makeProject({ id: 'shared-001', name: 'Mika’s film', userId: 'mika-uid' });
    const services = fakeServices({ projects: [coast] });
    const { user } = openPage('/projects', services);
    await screen.findByRole('link', { name: 'Slow Coast' });
    expect(screen.queryByRole('link', { name: /Shared with me/ })).toBeNull();
    act(() => services.live.put(shared));
    await user.click(await screen.findByRole('link', { name: /Shared with me/ }));
    await screen.findByRole('link', { name: 'Mika’s film' });
    expect(screen.queryByRole('button', { name: /More for/ })).toBeNull();
  });
});

describe('the trash', () => {
  const trashed = makeProject({ id: 'trash-0001', name: 'Old idea', deletedAt: new Date().toISOString() });

  it('brings a project back', async () => {
    const services = fakeServices({ projects: [trashed] });
    const { user } = openPage('/projects/trash', services);
    await screen.findByText('Erased in 30 days');
    await user.click(screen.getByRole('button', { name: 'Restore' }));
    await screen.findByText('The trash is empty');
    expect(services.edge.calls).toEqual(['restore trash-0001']);
  });

  it('erases only after asking', async () => {
    const services = fakeServices({ projects: [trashed] });
    const { user } = openPage('/projects/trash', services);
    await user.click(await screen.findByRole('button', { name: 'Delete for good' }));
    await user.click(await screen.findByRole('button', { name: 'Keep it' }));
    expect(services.edge.calls).toEqual([]);
    await user.click(await screen.findByRole('button', { name: 'Delete for good' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Delete for good' }));
    await screen.findByText('The trash is empty');
    expect(services.edge.calls).toEqual(['purge trash-0001']);
  });
});

it('tells that a page isn’t there', async () => {
  openPage('/nowhere/at/all', fakeServices({ account: null }));
  await screen.findByRole('heading', { name: 'There is no page here' });
});
