import { act, renderHook } from '@testing-library/react';
import { expect, it } from 'vitest';
import { useTheme } from '@/hooks/use-theme';

it('is dark until told otherwise, and remembers', () => {
  const { result } = renderHook(() => useTheme());
  expect(result.current.choice).toBe('dark');
  act(() => result.current.choose('light'));
  expect(document.documentElement.dataset['theme']).toBe('light');
  expect(localStorage.getItem('storydream.theme')).toBe('light');
  act(() => result.current.choose('system'));
  expect(document.documentElement.dataset['theme']).toBe('dark');
});
