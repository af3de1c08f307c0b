import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { fakeServices } from '../fakes';
import { openPage } from '../open-page';

it('the settings tell what was used, of how much, and when it begins anew', async () => {
  openPage('/settings', fakeServices());
  const plan = await screen.findByRole('meter', { name: 'Your plan, this month' });
  expect([plan.getAttribute('aria-valuenow'), plan.getAttribute('aria-valuetext')]).toEqual(['24', '$1.20 of $5.00']);
  expect(screen.getByRole('meter', { name: 'For one person, today' }).getAttribute('aria-valuetext')).toBe(
    '$0.95 of $1.00',
  );
  // The larger one of a month is never reached.
  expect(screen.getAllByText(/Begins anew on/)).toHaveLength(2);
  expect(screen.getByText(/12 turns this month, 42k tokens/)).toBeTruthy();
});
