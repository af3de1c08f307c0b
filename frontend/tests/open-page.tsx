import type { RouteObject } from 'react-router';
import { routes } from '@/routes/router';
import type { FakeServices } from './fakes';
import { mount } from './mount';

/** The app at an address, on fakes; the workspace is only its address, it has tests of its own. */
export function openPage(path: string, services: FakeServices) {
  return mount(withoutWorkspace(routes), path, services);
}

function withoutWorkspace(all: RouteObject[]): RouteObject[] {
  return all.map((route) => {
    if (route.path === '/projects/:projectId') return { path: route.path, element: <p>The workspace</p> };
    if (route.index || !route.children) return route;
    return { ...route, children: withoutWorkspace(route.children) };
  });
}
