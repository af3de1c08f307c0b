import { act, renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Listener } from '@/api/live';
import { useLive } from '@/hooks/use-live';

function source() {
  const listeners: Listener<string>[] = [];
  let stopped = 0;
  const subscribe = (listener: Listener<string>) => {
    listeners.push(listener);
    return () => {
      stopped += 1;
    };
  };
  return { subscribe, listeners, stopped: () => stopped };
}

describe('a live listener', () => {
  it('loads, then gives what it hears, and stops with the component', () => {
    const { subscribe, listeners, stopped } = source();
    const { result, unmount } = renderHook(() => useLive(subscribe));
    expect(result.current.state.status).toBe('loading');
    act(() => listeners[0]?.next('one', { fromCache: false }));
    expect(result.current.state).toEqual({ status: 'ready', data: 'one', fromCache: false });
    unmount();
    expect(stopped()).toBe(1);
  });

  it('never shows for a moment what another subscription said', () => {
    const first = source();
    const second = source();
    const { result, rerender } = renderHook(({ of }) => useLive(of.subscribe), { initialProps: { of: first } });
    act(() => first.listeners[0]?.next('first', { fromCache: false }));
    rerender({ of: second });
    expect(result.current.state.status).toBe('loading');
    expect(first.stopped()).toBe(1);
  });

  it('starts again on retry after an error', () => {
    const { subscribe, listeners } = source();
    const { result } = renderHook(() => useLive(subscribe));
    act(() => listeners[0]?.error({ code: 'unavailable', message: 'x' }));
    expect(result.current.state.status).toBe('error');
    act(() => result.current.retry());
    expect(result.current.state.status).toBe('loading');
    act(() => listeners[1]?.next('back', { fromCache: false }));
    expect(result.current.state).toMatchObject({ data: 'back' });
  });
});
