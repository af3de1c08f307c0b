import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { createMemoryRouter, Link, Outlet, RouterProvider } from 'react-router';
import { expect, it } from 'vitest';
import { useFocusOnPage } from '@/hooks/use-focus-on-page';

let showHeading: (heading: string) => void;

function Frame() {
  useFocusOnPage();
  return <Outlet />;
}

/** A page whose heading comes, and is replaced, as its data arrives. */
function There({ first }: { first: string | null }) {
  const [heading, setHeading] = useState(first);
  showHeading = (next) => act(() => setHeading(next));
  return (
    <main>
      {heading && <h1 key={heading}>{heading}</h1>}
      <button type="button">Something to do</button>
    </main>
  );
}

async function goThere(first: string | null) {
  const there = { path: '/there', element: <There first={first} /> };
  const here = { path: '/', element: <Link to="/there">Go there</Link> };
  const router = createMemoryRouter([{ element: <Frame />, children: [here, there] }]);
  render(<RouterProvider router={router} />);
  const user = userEvent.setup();
  await user.click(screen.getByRole('link'));
  return user;
}

const focused = () => document.activeElement?.textContent;

it('begins at the heading of the page that was gone to, also at one that takes its place', async () => {
  await goThere('Loading');
  expect(focused()).toBe('Loading');
  showHeading('Projects');
  await expect.poll(focused).toBe('Projects');
});

it('begins at a heading that comes late', async () => {
  await goThere(null);
  showHeading('Projects');
  await expect.poll(focused).toBe('Projects');
});

it('leaves the focus alone once somebody has done something', async () => {
  const user = await goThere('Loading');
  await user.tab();
  expect(focused()).toBe('Something to do');
  screen.getByRole('button').blur();
  showHeading('Projects');
  await new Promise((done) => setTimeout(done, 50));
  expect(document.activeElement).toBe(document.body);
});
