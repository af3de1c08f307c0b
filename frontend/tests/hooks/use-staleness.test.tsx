import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPreviewController, type PreviewController } from '@/hooks/preview-controller';
import { useStaleness } from '@/hooks/use-preview';
import { type Workspace, WorkspaceContext } from '@/hooks/use-workspace';

let preview: PreviewController;
const reload = vi.fn();
const restart = vi.fn();

function watch(heads: string[], quiet = false) {
  // The hook asks the workspace for its preview alone.
  const workspace = { preview } as Workspace;
  return renderHook(({ of, still }) => useStaleness(of, still, { reload, restart }), {
    initialProps: { of: heads, still: quiet },
    wrapper: ({ children }: { children: ReactNode }) => (
      <WorkspaceContext value={workspace}>{children}</WorkspaceContext>
    ),
  });
}

function plays(sha: string): void {
  act(() => preview.store.set((state) => ({ ...state, phase: 'ok', sha, dirty: false })));
}

const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

beforeEach(() => {
  vi.useFakeTimers();
  preview = createPreviewController(Date.now);
  reload.mockClear();
  restart.mockClear();
});
afterEach(() => {
  vi.useRealTimers();
});

it('loads an older page anew after a while, then has its server started anew, then says so', () => {
  const hook = watch(['new']);
  plays('old');
  pass(2_900);
  expect([hook.result.current, reload.mock.calls.length]).toEqual(['none', 0]);
  pass(200);
  expect([hook.result.current, reload.mock.calls.length, restart.mock.calls.length]).toEqual(['reloading', 1, 0]);
  pass(3_100);
  expect([hook.result.current, reload.mock.calls.length, restart.mock.calls.length]).toEqual(['restarting', 1, 1]);
  pass(3_100);
  expect(hook.result.current).toBe('lasting');
  pass(60_000);
  expect([reload.mock.calls.length, restart.mock.calls.length]).toEqual([1, 1]);
  plays('new');
  expect(hook.result.current).toBe('none');
});

it('begins anew with a newer version, and does nothing while a turn runs or nothing is known', () => {
  const hook = watch(['new'], true);
  plays('old');
  pass(10_000);
  hook.rerender({ of: [], still: false });
  pass(10_000);
  expect(reload).not.toHaveBeenCalled();
  hook.rerender({ of: ['new'], still: false });
  pass(3_100);
  hook.rerender({ of: ['newer'], still: false });
  expect(hook.result.current).toBe('none');
  pass(3_100);
  expect([hook.result.current, reload.mock.calls.length]).toEqual(['reloading', 2]);
});

it('lets a page be that takes edits in, or that is up to date with any of the newest', () => {
  watch(['new', 'saved']);
  plays('saved');
  act(() => preview.store.set((state) => ({ ...state, sha: 'old', dirty: true })));
  pass(10_000);
  expect(reload).not.toHaveBeenCalled();
});
