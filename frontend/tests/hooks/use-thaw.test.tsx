import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { beforeEach, expect, it, vi } from 'vitest';
import { createPreviewController, type PreviewController } from '@/hooks/preview-controller';
import { useThaw } from '@/hooks/use-preview';
import { type Workspace, WorkspaceContext } from '@/hooks/use-workspace';

let preview: PreviewController;
const reload = vi.fn();

function watch(head: string) {
  const workspace = { preview } as Workspace;
  const hook = renderHook(({ page, sha }: { page: number | null; sha: string }) => useThaw(page, sha, reload), {
    initialProps: { page: 1 as number | null, sha: head },
    wrapper: ({ children }: { children: ReactNode }) => (
      <WorkspaceContext value={workspace}>{children}</WorkspaceContext>
    ),
  });
  return (sha: string, page: number | null = 1) => hook.rerender({ page, sha });
}

const page = (state: { answering: boolean; drawn: boolean }) =>
  act(() => preview.store.set((before) => ({ ...before, ...state })));
const plays = () => page({ answering: true, drawn: true });
const hangs = () => page({ answering: false, drawn: true });
const loads = () => page({ answering: true, drawn: false });
const hangsAtOnce = () => page({ answering: false, drawn: false });

beforeEach(() => {
  preview = createPreviewController(Date.now);
  reload.mockClear();
});

it('loads a page that hangs anew when another version comes, once', () => {
  const head = watch('fine');
  plays();
  head('endless');
  hangs();
  expect(reload).not.toHaveBeenCalled();
  head('mended');
  head('mended');
  expect(reload).toHaveBeenCalledTimes(1);
});

it('does so too for one that hung as it was loaded, when the version came before that was found out', () => {
  const head = watch('fine');
  loads();
  head('mended');
  expect(reload).not.toHaveBeenCalled();
  hangsAtOnce();
  expect(reload).toHaveBeenCalledTimes(1);
});

it('leaves alone what is being loaded anew, and what was loaded with the newest', () => {
  const head = watch('endless');
  plays();
  hangs();
  head('endless', null);
  head('mended', null);
  head('mended', 2);
  loads();
  hangsAtOnce();
  expect(reload).not.toHaveBeenCalled();
});

it('leaves a page alone that answers, whatever comes', () => {
  const head = watch('one');
  plays();
  head('two');
  head('three');
  expect(reload).not.toHaveBeenCalled();
});
